"""Budget bookings take two people, and each has its way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from programs.actions.budget.lines import ON_ONE_LINE, confirm_budget, propose_budget
from programs.choices import EntryKind
from programs.models import BudgetBooking, BudgetLine, LedgerEntry
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.programs.actions.budget.booked import AMOUNT, START, available, recorded
from tests.programs.desk import signed_in
from tests.saying_no import code

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create()


def test_booking_counts_when_a_second_person_confirms(staff: Staff, line: BudgetLine) -> None:
    booking = recorded(staff, line)
    assert available(line) == START
    assert code(lambda: confirm_budget(booking, by=staff.budget, at=NOW)) == "four_eyes"
    assert code(lambda: confirm_budget(booking, by=staff.officer, at=NOW)) == "not_allowed"
    confirm_budget(booking, by=UserFactory.create(roles=[Role.BUDGET_OFFICER]), at=NOW)
    assert available(line) == START + AMOUNT
    assert code(lambda: confirm_budget(booking, by=staff.approver, at=NOW)) == "confirmed_already"
    entry = LedgerEntry.objects.get(budget_booking=booking)
    assert (entry.recorded_by, entry.booked_on, entry.recorded_at) == (staff.budget, TODAY, NOW)


@pytest.mark.parametrize("kind", sorted(set(EntryKind) - set(ON_ONE_LINE)))
def test_only_kinds_of_the_form_are_recorded(
    staff: Staff, line: BudgetLine, kind: EntryKind
) -> None:
    assert code(lambda: recorded(staff, line, kind)) == "not_offered"


def test_rules_are_asked_again_at_the_confirmation(staff: Staff, line: BudgetLine) -> None:
    """Two blocks of all that is free were recorded; one of them fits."""
    values: dict[str, Any] = {"on": TODAY, "by": staff.budget, "at": NOW}
    first, second = (
        propose_budget(line, EntryKind.BLOCK, START, document=document, **values)
        for document in ("Erlass 1", "Erlass 2")
    )
    staff.confirmed(first)
    assert code(lambda: staff.confirmed(second)) == "amount_exceeded"
    later = NOW.replace(year=2027, month=1)
    waiting = recorded(staff, line)
    assert code(lambda: confirm_budget(waiting, by=staff.approver, at=later)) == "closed"


def test_database_wants_two_people_and_keeps_what_is_confirmed(
    staff: Staff, line: BudgetLine
) -> None:
    booking = recorded(staff, line)
    rows = BudgetBooking.objects.filter(pk=booking.pk)
    with pytest.raises(DatabaseError, match="budget_booking_four_eyes"), transaction.atomic():
        rows.update(confirmed_by=staff.budget, confirmed_at=NOW)
    staff.confirmed(booking)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        rows.update(amount_eur=1)
    with pytest.raises(DatabaseError, match="cannot be deleted"), transaction.atomic():
        rows._raw_delete(rows.db)


def page(booking: BudgetBooking, name: str) -> str:
    return reverse("admin:programs_budgetbooking_step", args=[booking.pk, name])


def test_lists_of_both_people_lead_to_the_booking(staff: Staff, line: BudgetLine) -> None:
    booking = recorded(staff, line)
    second, author = signed_in(staff.approver), signed_in(staff.budget)
    assert keys(author) == []
    assert keys(second) == ["budget_bookings"]
    shown = second.get(page(booking, "confirm")).content.decode()
    assert "1.000,00" in shown
    assert "Erlass" in shown
    assert second.post(page(booking, "return"), {"reason": "Tippfehler"}).status_code == 302
    assert (keys(second), keys(author)) == ([], ["budget_bookings_returned"])
    data = {"amount_eur": "2.000,00", "on": "23.11.2026", "document": "Erlass 2", "reason": ""}
    assert author.post(page(booking, "change"), data).status_code == 302
    assert (keys(second), keys(author)) == (["budget_bookings"], [])
    assert second.post(page(booking, "confirm")).status_code == 302
    assert available(line) == START + AMOUNT * 2
    assert signed_in(staff.officer).get(page(booking, "confirm")).status_code == 403


def keys(client: Client) -> list[str]:
    """The lists of the first page, but for what every budget officer keeps up to date."""
    found = [section.todo.key for section in client.get("/admin/").context["todos"]]
    return [key for key in found if key not in ("base_rate", "directives")]
