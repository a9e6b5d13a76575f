"""Budget lines and payments in the administration: booked by steps, never typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.formats import format_eur
from core.money import LARGEST, sum_eur
from programs.actions.decision.approval import notify_grant
from programs.actions.decision.finality import finalise_grant
from programs.actions.payment.orders import prepare_payment, request_drawdown
from programs.choices import EntryKind, NotificationKind
from programs.models import BudgetBooking, BudgetLine, Grant, LedgerEntry, Payment
from tests.factories.accounts import NOW
from tests.programs import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return desk.ikz_line()


@pytest.fixture
def budget_client() -> Client:
    return desk.signed_in(desk.person(Role.BUDGET_OFFICER))


def book(client: Client, line: BudgetLine, step: str = "book", **data: Any) -> Any:
    url = reverse("admin:programs_budgetline_step", args=[line.pk, step])
    return client.post(url, {"on": "01.07.2026", "document": "Nachtrag"} | data)


def confirm(row: BudgetBooking, by: User | None = None) -> Any:
    client = desk.signed_in(by or desk.person(Role.APPROVER, "zweite"))
    return client.post(reverse("admin:programs_budgetbooking_step", args=[row.pk, "confirm"]))


def available(line: BudgetLine) -> Decimal:
    return BudgetLine.objects.select_related("balance").get(pk=line.pk).balance.available_eur


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("supplementary", Decimal("200000.00")),
        ("block", Decimal("100000.00")),
    ],
)
def test_budget_officer_books_what_a_line_has(
    budget_client: Client, line: BudgetLine, kind: str, left: Decimal
) -> None:
    assert book(budget_client, line, kind=kind, amount_eur="50.000,00").status_code == 302
    assert available(line) == Decimal("150000.00")
    assert confirm(BudgetBooking.objects.get()).status_code == 302
    assert available(line) == left


def test_ambiguous_amount_books_nothing(budget_client: Client, line: BudgetLine) -> None:
    response = book(budget_client, line, kind="supplementary", amount_eur="50.000")
    assert list(response.context["form"].errors) == ["amount_eur"]
    assert available(line) == Decimal("150000.00")


def test_sum_that_no_column_holds_is_told_where_it_is_confirmed(
    budget_client: Client, line: BudgetLine
) -> None:
    """Each amount fits, and so did the hundred before it; only the balance does not."""
    entry = LedgerEntry.objects.get(line=line)
    most = {"amount_eur": LARGEST, "line": line, "kind": entry.kind, "booked_on": entry.booked_on}
    LedgerEntry.objects.bulk_create(LedgerEntry(**most, document="HG") for _number in range(99))
    assert "Stellen" in str(book(budget_client, line, amount_eur="10.000.000.000,00").content)
    typed = {"kind": "supplementary", "amount_eur": format_eur(LARGEST)}
    assert book(budget_client, line, **typed).status_code == 302
    answer = confirm(BudgetBooking.objects.get())
    assert answer.status_code == 200
    assert "Eine Summe wäre größer als jeder Haushalt hier." in answer.content.decode()
    assert available(line) == Decimal("150000.00") + 99 * LARGEST


def test_block_over_what_is_free_is_refused(budget_client: Client, line: BudgetLine) -> None:
    response = book(budget_client, line, kind="block", amount_eur="150.000,01")
    assert response.status_code == 200
    assert available(line) == Decimal("150000.00")


def test_officers_book_nothing(line: BudgetLine) -> None:
    client = desk.signed_in(desk.person(Role.OFFICER))
    assert book(client, line, kind="supplementary", amount_eur="1,00").status_code == 403


def test_carry_over_goes_to_a_later_year_of_the_same_program(
    budget_client: Client, line: BudgetLine
) -> None:
    old = desk.ikz_line("10000.00", year=2025)
    book(budget_client, old, "carry-over", target=line.pk, amount_eur="1000")
    confirm(BudgetBooking.objects.get())
    assert (available(old), available(line)) == (Decimal("9000.00"), Decimal("151000.00"))


def test_ledger_and_lines_are_never_deleted(budget_client: Client, line: BudgetLine) -> None:
    entry = LedgerEntry.objects.get(line=line)
    answers = [
        budget_client.post(reverse(f"admin:programs_{name}_delete", args=[pk]), {"post": "yes"})
        for name, pk in (("ledgerentry", entry.pk), ("budgetline", line.pk))
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


def final_case(line: BudgetLine, officer: User, approver: User, reference: str = "A 1") -> Grant:
    """A case whose decision is final."""
    grant = desk.approved(desk.case(line, reference, by=officer), by=approver)
    day = desk.TODAY
    notify_grant(grant, on=day, by=officer, at=NOW, kind=NotificationKind.HANDED_OVER)
    finalise_grant(grant, on=day, by=officer, at=NOW, waived_on=day)
    grant.refresh_from_db()
    return grant


def found_correct(line: BudgetLine, officer: User, approver: User, reference: str) -> Payment:
    """A payment that waits for the order of a second person."""
    grant = final_case(line, officer, approver, reference)
    drawdown = request_drawdown(grant, line, Decimal(25000), on=desk.TODAY, by=officer, at=NOW)
    return prepare_payment(drawdown, Decimal(25000), by=officer, at=NOW)


def paid() -> Decimal:
    entries = LedgerEntry.objects.filter(kind=EntryKind.PAYMENT)
    return sum_eur(entries.values_list("amount_eur", flat=True))


def test_money_goes_from_drawdown_to_payment_by_two_people(line: BudgetLine) -> None:
    officer, approver = desk.person(Role.OFFICER), desk.person(Role.APPROVER)
    grant = final_case(line, officer, approver)
    client = desk.signed_in(officer)
    desk.step(client, grant, "draw", line=line.pk, amount_eur="25.000,00", on="23.11.2026")
    drawdown = grant.drawdowns.get()
    url = reverse("admin:programs_drawdown_step", args=[drawdown.pk, "pay"])
    assert client.post(url, {"amount_eur": "25.000,00"}).status_code == 302
    order = reverse("admin:programs_payment_step", args=[Payment.objects.get().pk, "order"])
    assert client.post(order, {"paid_on": "23.11.2026"}).status_code == 403
    second = desk.signed_in(approver)
    data = {"paid_on": "23.11.2026", "booking_reference": "HKR 1"}
    assert [second.post(order, data).status_code for _click in range(2)] == [302, 302]
    assert paid() == Decimal("25000.00")


def test_payment_in_another_year_than_its_line_is_refused(line: BudgetLine) -> None:
    officer, approver = desk.person(Role.OFFICER), desk.person(Role.APPROVER)
    payment = found_correct(line, officer, approver, "A 1")
    order = reverse("admin:programs_payment_step", args=[payment.pk, "order"])
    response = desk.signed_in(approver).post(order, {"paid_on": "02.01.2025"})
    assert list(response.context["form"].errors) == ["paid_on"]
    assert paid() == 0


def test_first_page_shows_the_payments_to_order(line: BudgetLine) -> None:
    officer, approver = desk.person(Role.OFFICER), desk.person(Role.APPROVER)
    payment = found_correct(line, officer, approver, "A 1")
    page = desk.signed_in(approver).get("/admin/")
    urls = [row.url for section in page.context["todos"] for row in section.rows]
    assert urls == [reverse("admin:programs_payment_change", args=[payment.pk])]


@pytest.mark.parametrize(
    "name",
    ["budgetline", "ledgerentry", "decision", "drawdown", "payment", "program", "directive"],
)
def test_lists_cost_the_same_queries_for_one_and_three_rows(name: str) -> None:
    officer, approver = desk.person(Role.OFFICER), desk.person(Role.APPROVER)
    client, counts = desk.signed_in(officer), []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            found_correct(desk.ikz_line(), officer, approver, f"A {number}")
        with CaptureQueriesContext(connection) as queries:
            url = reverse(f"admin:programs_{name}_changelist")
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_day_of_a_booking_is_read_in_german(budget_client: Client, line: BudgetLine) -> None:
    book(budget_client, line, kind="supplementary", amount_eur="1,00")
    assert BudgetBooking.objects.get().booked_on == date(2026, 7, 1)
