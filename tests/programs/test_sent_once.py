"""A form that arrives twice writes once; the second answer leads to the first result."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.models import SentForm
from core.sending.sent_once import KEPT_FOR
from core.tasks import forget_old_forms
from programs.models import BudgetBooking, BudgetLine, Grant
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory
from tests.forms import OpenForm, of_answer, opened
from tests.programs import desk

BOOKING = {"kind": "appropriation", "amount_eur": "777,00", "on": "23.11.2026", "document": "HKR 1"}
in_a_transaction = pytest.mark.django_db


def booking_page(line: BudgetLine, name: str = "haushalt") -> OpenForm:
    user = User.objects.filter(username=name).first()
    client = desk.signed_in(user or desk.person(Role.BUDGET_OFFICER, name))
    return opened(client, reverse("admin:programs_budgetline_step", args=[line.pk, "book"]))


def booked(line: BudgetLine) -> int:
    """How often the booking was recorded, for a second person to confirm."""
    return BudgetBooking.objects.filter(line=line, amount_eur=Decimal("777.00")).count()


def told(answer: Any, client: Client) -> list[str]:
    page = client.get(answer["Location"])
    return [str(message) for message in page.context["messages"]]


def at_once(page: OpenForm, **typed: Any) -> list[Any]:
    """The answers to one form, sent over two connections at the same time."""
    clients = [Client(enforce_csrf_checks=True) for _number in range(2)]
    for client in clients:
        client.cookies = page.client.cookies

    def send(client: Client) -> Any:
        try:
            return page.send_new(client, **typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, clients))


@in_a_transaction
def test_booking_sent_again_is_the_first_one() -> None:
    line = BudgetLineFactory.create()
    page = booking_page(line)
    fields = page.fields
    answers = [page.client.post(page.url, fields | BOOKING) for _number in range(2)]
    assert ([a.status_code for a in answers], booked(line)) == ([302, 302], 1)
    assert answers[0]["Location"] == answers[1]["Location"]
    messages = told(answers[1], page.client)
    assert "bereits gespeichert" in " ".join(messages)
    assert [text.startswith("Erledigt") for text in messages].count(True) == 2


@in_a_transaction
def test_form_sent_again_with_other_entries_writes_nothing_and_says_so() -> None:
    line = BudgetLineFactory.create()
    page = booking_page(line)
    fields = page.fields
    page.client.post(page.url, fields | BOOKING)
    answer = page.client.post(page.url, fields | BOOKING | {"amount_eur": "888,00"})
    assert (booked(line), BudgetBooking.objects.count()) == (1, 1)
    assert "anderen Angaben" in " ".join(told(answer, page.client))


@in_a_transaction
def test_form_opened_anew_books_again() -> None:
    line = BudgetLineFactory.create()
    for number in range(2):
        booking_page(line).send(**BOOKING | {"document": f"HKR {number}"})
    assert booked(line) == 2


@in_a_transaction
def test_same_booking_does_not_wait_twice_whoever_records_it() -> None:
    line = BudgetLineFactory.create()
    booking_page(line).send(**BOOKING)
    answer = booking_page(line, "andere").send(**BOOKING)
    assert booked(line) == 1
    assert "Dieselbe Buchung wartet schon" in answer.content.decode()
    assert 'value="777,00"' in answer.content.decode()  # the form keeps what was typed


@in_a_transaction
def test_refused_form_can_be_corrected_and_sent() -> None:
    line = BudgetLineFactory.create()
    page = booking_page(line)
    fields = page.fields
    refused = page.client.post(page.url, fields | BOOKING | {"amount_eur": "x"})
    assert (refused.status_code, SentForm.objects.count()) == (200, 0)
    assert page.client.post(page.url, fields | BOOKING).status_code == 302
    assert booked(line) == 1


@in_a_transaction
def test_key_of_somebody_else_is_not_theirs() -> None:
    line = BudgetLineFactory.create()
    first = booking_page(line)
    key = first.fields["_key"]
    first.send(_key=key, **BOOKING)
    other = booking_page(line, "andere")
    assert other.send(_key=key, **BOOKING | {"document": "HKR 2"}).status_code == 302
    assert booked(line) == 2


@in_a_transaction
def test_form_without_a_key_is_refused() -> None:
    line = BudgetLineFactory.create()
    answer = booking_page(line).send(_key="", **BOOKING)
    assert (answer.status_code, booked(line)) == (400, 0)


@in_a_transaction
def test_drawdown_sent_again_is_the_first_one() -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="500000.00")
    grant = staff.final(line)
    client = desk.signed_in(staff.officer)
    page = opened(client, reverse("admin:programs_grant_step", args=[grant.pk, "draw"]))
    fields = page.fields | {"line": line.pk, "amount_eur": "1,00", "on": "23.11.2026"}
    answers = [client.post(page.url, fields).status_code for _number in range(2)]
    assert (answers, grant.drawdowns.count()) == ([302, 302], 1)


@in_a_transaction
def test_chosen_cases_sent_again_show_what_became_of_them() -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="150000.00")
    grants = [staff.proposed(line).grant for _number in range(2)]
    url, client = reverse("admin:programs_grant_changelist"), desk.signed_in(staff.approver)
    chosen = {"action": "approve", "_selected_action": [grant.pk for grant in grants]}
    page = of_answer(client, url, client.post(url, chosen))
    fields = page.fields
    outcomes = [client.post(url, fields).context["outcomes"] for _number in range(2)]
    assert outcomes[0] == outcomes[1]
    assert [outcome.is_done for outcome in outcomes[1]] == [True, False]


def test_booking_sent_twice_at_once_is_booked_once(committed_db: str) -> None:
    line = BudgetLineFactory.create()
    answers = at_once(booking_page(line), **BOOKING)
    assert ([a.status_code for a in answers], booked(line)) == ([302, 302], 1)


def test_new_case_sent_twice_at_once_is_one_case(committed_db: str) -> None:
    line = desk.ikz_line()
    client = desk.signed_in(desk.person(Role.OFFICER))
    page = opened(client, reverse("admin:programs_grant_add"))
    answers = at_once(page, **desk.typed(line), _propose="1")
    grant = Grant.objects.get()
    case_page = reverse("admin:programs_grant_change", args=[grant.pk])
    assert [answer["Location"] for answer in answers] == [case_page] * 2


def test_reference_that_two_people_take_at_once_is_told_at_its_field(committed_db: str) -> None:
    line = desk.ikz_line("300000.00")
    officers = [desk.person(Role.OFFICER, name) for name in ("erste", "zweite")]
    url = reverse("admin:programs_grant_add")
    pages = [opened(desk.signed_in(officer), url) for officer in officers]

    def send(page: OpenForm) -> Any:
        try:
            return page.send(**desk.typed(line), _propose="1")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, pages), key=lambda answer: -answer.status_code)
    assert [answer.status_code for answer in answers] == [302, 200]
    assert list(answers[1].context["adminform"].form.errors) == ["file_reference"]
    assert Grant.objects.count() == 1


@in_a_transaction
def test_old_keys_are_forgotten_after_some_days() -> None:
    booking_page(BudgetLineFactory.create()).send(**BOOKING)
    for days, left in ((-1, 1), (1, 0)):
        sent_at = timezone.now() - KEPT_FOR - timedelta(minutes=days)
        SentForm.objects.update(sent_at=sent_at)
        forget_old_forms()
        assert SentForm.objects.count() == left
