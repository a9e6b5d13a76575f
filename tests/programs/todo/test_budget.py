"""What the budget officer is told: directives that end, base rates that are missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.choices import Role
from accounts.models import User
from core.formats import NBSP
from programs.actions.budget.changes import (
    ask_to_cancel_budget,
    cancel_budget,
    change_budget,
    keep_budget,
    return_budget,
    withdraw_budget,
)
from programs.actions.budget.lines import confirm_budget, propose_budget
from programs.choices import EntryKind
from programs.models import BaseRate, BudgetBooking, Directive
from programs.todo.budget import budget_todos
from programs.todo.cases import case_todos
from programs.todo.filters import ending_directives, missing_base_rate
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, DirectiveFactory, ProgramFactory
from tests.programs.todo.sections import sections, written_on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "listed"), [(60, True), (61, False)])
def test_directives_are_told_sixty_days_before_they_end(
    staff: Staff, days: int, listed: bool
) -> None:
    latest = Directive.objects.filter(program__code="ikz").order_by("-valid_from").first()
    assert latest is not None
    Directive.objects.filter(pk=latest.pk).update(valid_to=TODAY + timedelta(days=days))
    found = [
        task.target
        for entry in case_todos(staff.budget, today=TODAY)
        if entry.key == "directives"
        for task in entry.tasks
    ]
    assert (latest in found) == listed


def test_a_missing_base_rate_is_told_from_the_first_day_of_its_half_year(staff: Staff) -> None:
    BaseRate.objects.filter(valid_from__gte=date(2026, 7, 1)).delete()
    BaseRate.objects.get_or_create(
        valid_from=date(2026, 1, 1), defaults={"percent": Decimal(1), "source": "Test"}
    )
    assert missing_base_rate(date(2026, 6, 30)) is None
    assert missing_base_rate(date(2026, 7, 1)) == date(2026, 7, 1)
    assert "base_rate" in sections(staff.budget)


Said = tuple[str, str, bool, date | None]
DAY = timedelta(days=1)


def tasks(user: User, key: str, today: date = TODAY) -> list[Said]:
    """The tasks of one list of the person: what it is about, what is said, whether it is late."""
    found = [entry for entry in budget_todos(user, today=today) if entry.key == key]
    return [
        (task.text, task.detail.replace(NBSP, " "), task.is_overdue, task.day)
        for entry in found
        for task in entry.tasks
    ]


def proposed(staff: Staff) -> BudgetBooking:
    return propose_budget(
        BudgetLineFactory.create(),
        EntryKind.SUPPLEMENTARY,
        Decimal("500.00"),
        on=TODAY,
        document="Nachtrag",
        by=staff.budget,
        at=NOW,
    )


@pytest.mark.usefixtures("untranslated")
def test_booking_waits_for_whoever_did_not_record_it(staff: Staff) -> None:
    """And comes back to its author alone, until it is changed."""
    booking = proposed(staff)
    other = UserFactory.create(roles=[Role.BUDGET_OFFICER])
    name = f"{booking}, {booking.line}"
    waiting = [(name, f"recorded by {staff.budget} on 23.11.2026", False, TODAY)]
    assert tasks(staff.approver, "budget_bookings") == waiting
    assert tasks(staff.budget, "budget_bookings") == []
    assert tasks(staff.officer, "budget_bookings") == []
    BudgetBooking.objects.filter(pk=booking.pk).update(prepared_by=staff.approver)
    assert tasks(staff.approver, "budget_bookings") == []
    assert len(tasks(staff.second, "budget_bookings")) == 1
    BudgetBooking.objects.filter(pk=booking.pk).update(prepared_by=staff.budget)
    return_budget(booking, reason="Titel fehlt", by=staff.approver)
    back = [(name, "Titel fehlt", False, written_on(booking))]
    assert tasks(staff.budget, "budget_bookings_returned") == back
    assert tasks(other, "budget_bookings_returned") == []
    assert tasks(staff.approver, "budget_bookings") == []
    change_budget(
        booking, Decimal("500.00"), on=TODAY, document="Nachtrag", by=staff.budget, at=NOW
    )
    assert tasks(staff.budget, "budget_bookings_returned") == []
    assert tasks(staff.approver, "budget_bookings") == waiting
    withdraw_budget(booking, by=staff.budget, at=NOW)
    assert tasks(staff.approver, "budget_bookings") == []


@pytest.mark.usefixtures("untranslated")
def test_cancelling_of_a_booking_waits_for_whoever_did_not_ask_for_it(staff: Staff) -> None:
    booking = proposed(staff)
    confirm_budget(booking, by=staff.approver, at=NOW)
    assert tasks(staff.second, "budget_bookings") == []
    ask_to_cancel_budget(booking, reason="Doppelt", by=staff.budget)
    asked = [(f"{booking}, {booking.line}", "Doppelt", False, written_on(booking))]
    assert [tasks(who, "budget_bookings") for who in (staff.approver, staff.second)] == [asked] * 2
    rows = BudgetBooking.objects.filter(pk=booking.pk)
    rows.update(cancel_prepared_by=staff.second)
    assert tasks(staff.second, "budget_bookings") == []
    rows.update(cancel_prepared_by=staff.budget)
    keep_budget(booking, by=staff.budget)
    assert tasks(staff.approver, "budget_bookings") == []
    ask_to_cancel_budget(booking, reason="Doppelt", by=staff.budget)
    cancel_budget(booking, by=staff.approver, at=NOW)
    assert tasks(staff.approver, "budget_bookings") == []


@pytest.mark.usefixtures("untranslated")
def test_what_a_past_year_binds_is_late_once_the_year_after_is_over(staff: Staff) -> None:
    line = BudgetLineFactory.create(fiscal_year=2026)
    staff.approved(line)
    years = {
        day: tasks(staff.budget, "bound_in_past_years", day)
        for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1))
    }
    said = (str(line), "100.000,00 € bound, not paid")
    assert list(years.values()) == [
        [],
        [(*said, False, date(2027, 1, 1))],
        [(*said, False, date(2027, 1, 1))],
        [(*said, True, date(2027, 1, 1))],
    ]
    assert tasks(staff.officer, "bound_in_past_years", date(2028, 1, 1)) == []


def test_authorisation_is_late_once_its_due_year_is_over(staff: Staff) -> None:
    cash = BudgetLineFactory.create(fiscal_year=2026)
    due = BudgetLineFactory.create(fiscal_year=2026, due_year=2028)
    half = Decimal("50000.00")
    staff.approved(tranches={cash: half, due: half})
    found = {
        day: [
            (text, late)
            for text, _said, late, _day in tasks(staff.budget, "bound_in_past_years", day)
        ]
        for day in (date(2027, 12, 31), date(2028, 1, 1), date(2029, 1, 1))
    }
    assert [(str(due), False) in found[day] for day in found] == [False, True, False]
    assert (str(due), True) in found[date(2029, 1, 1)]


def ending(program_days: int, **fields: object) -> Directive:
    return DirectiveFactory.create(valid_to=TODAY + timedelta(days=program_days), **fields)


def test_directive_that_ends_is_told_unless_a_version_follows() -> None:
    def found() -> set[Directive]:
        return set(ending_directives(TODAY, TODAY + 60 * DAY))

    inside = {ending(0), ending(60)}
    ending(-1), ending(61)
    assert found() >= inside
    assert {directive.valid_to for directive in found()} >= {TODAY, TODAY + 60 * DAY}
    assert not {TODAY - DAY, TODAY + 61 * DAY} & {directive.valid_to for directive in found()}
    program = ProgramFactory.create()
    followed = ending(30, program=program)
    assert followed in found()
    DirectiveFactory.create(
        program=program, version="Fassung 2", valid_from=TODAY + 31 * DAY, valid_to=None
    )
    assert followed not in found()


@pytest.mark.parametrize(
    ("today", "half_year"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 6, 30), date(2026, 1, 1)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 7, 1)),
    ],
)
@pytest.mark.usefixtures("untranslated")
def test_missing_rate_is_that_of_the_half_year(staff: Staff, today: date, half_year: date) -> None:
    BaseRate.objects.all().delete()
    assert missing_base_rate(today) == half_year
    (entry,) = (e for e in case_todos(staff.budget, today=today) if e.key == "base_rate")
    (task,) = entry.tasks
    assert (entry.count, task.is_overdue, task.day) == (1, True, half_year)
    assert task.text == f"Base rate from {half_year:%d.%m.%Y}"
    BaseRate.objects.create(valid_from=half_year, percent=Decimal("1.27"), source="Test")
    assert missing_base_rate(today) is None
    assert "base_rate" not in {e.key for e in case_todos(staff.budget, today=today)}
