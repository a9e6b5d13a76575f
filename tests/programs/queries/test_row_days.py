"""The days of calls, EfA costs, central payments and budget bookings keep their order, too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from core.errors import RuleError
from programs.actions.budget.lines import propose_budget
from programs.actions.call import approve_call_decision, propose_selection, propose_withdrawal
from programs.choices import CallDecisionKind, EntryKind
from programs.models import Call, CallApplication, CallDecision
from programs.models.triggers.dates import DAYS
from programs.rules.dates import Day, pairs
from tests.factories.accounts import NOW
from tests.factories.calls import DEADLINE, call_with
from tests.factories.efa import cost, efa_line
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.programs.signatures import central_payment

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
BESIDE = ("call", "callapplication", "calldecision", "efacost", "centralpayment", "budgetbooking")
PAIRS = [(earlier, later) for earlier, later in pairs() if later.table in BESIDE]
SIGNED: dict[Day, dict[str, str]] = {
    Day.SELECTION_SIGNED: {"approved_by": "approver"},
    Day.COST_SIGNED: {"approved_by": "approver"},
    Day.BILL_SIGNED: {"approved_by": "approver"},
    Day.BUDGET_CONFIRMED: {"confirmed_by": "approver"},
}
WITH: dict[Day, dict[str, Any]] = {
    Day.SELECTION_SIGNED: {},
    Day.BILL_SIGNED: {"paid_on": date(2026, 1, 5)},
    Day.BILL_CANCELLED: {"cancel_reason": "doppelt", "paid_on": date(2026, 1, 5)},
    Day.BUDGET_CANCELLED: {"cancel_reason": "doppelt", "booked_on": date(2026, 1, 5)},
}


@pytest.fixture
def rows(staff: Staff) -> dict[str, models.Model]:
    """One row of each table, nothing of it signed."""
    call = call_with([90], places=1)
    Call.objects.filter(pk=call.pk).update(deadline_on=date(2026, 1, 5))
    application = call.applications.get()
    CallApplication.objects.update(received_on=date(2026, 1, 5))
    decision = CallDecision.objects.create(
        application=application,
        kind=CallDecisionKind.SELECTION,
        reason="Rang 1",
        effective_on=TODAY,
        prepared_by=staff.officer,
        prepared_at=NOW,
    )
    efa_line(2024)
    costs = cost("100.00", line=efa_line(2023), prepared_by=staff.officer, prepared_at=NOW)
    costs.save()
    line = BudgetLineFactory.create(money="0")
    booking = propose_budget(
        line,
        EntryKind.APPROPRIATION,
        Decimal(1),
        on=date(2026, 1, 5),
        document="HHP",
        by=staff.budget,
        at=NOW,
    )
    found = (call, application, decision, costs, central_payment(staff), booking)
    return dict(zip(BESIDE, found, strict=True))


def value_of(day: Day, on: date) -> date | datetime:
    return NOW + (on - TODAY) if day.is_moment else on


def write(rows: dict[str, models.Model], staff: Staff, table: str, days: dict[Day, date]) -> None:
    values: dict[str, Any] = {}
    for day in days:
        values |= {"prepared_at": NOW - timedelta(days=90)} if day.column == "approved_at" else {}
        values |= WITH.get(day, {})
        values |= {name: getattr(staff, who) for name, who in SIGNED.get(day, {}).items()}
        if day in (Day.BILL_CANCELLED, Day.BUDGET_CANCELLED):
            values |= {"cancel_prepared_by": staff.officer, "cancelled_by": staff.approver}
        if day == Day.COST_REVERSED:
            values |= {"reversal_reason": "doppelt", "reversal_prepared_by": staff.officer}
            values |= {"reversed_by": staff.approver}
    values |= {day.column: value_of(day, on) for day, on in days.items()}
    apps.get_model("programs", table)._default_manager.filter(pk=rows[table].pk).update(**values)


def both(
    rows: dict[str, models.Model], staff: Staff, earlier: Day, later: Day, on: tuple[date, date]
) -> None:
    """Write the two days; in one statement where they stand in one row."""
    if earlier.table == later.table:
        write(rows, staff, later.table, {earlier: on[0], later: on[1]})
        return
    write(rows, staff, earlier.table, {earlier: on[0]})
    write(rows, staff, later.table, {later: on[1]})


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_database_keeps_each_pair_of_neighbours(
    rows: dict[str, models.Model], staff: Staff, earlier: Day, later: Day
) -> None:
    with (
        pytest.raises(IntegrityError, match=r"not_before|lies before"),
        transaction.atomic(),
    ):
        both(rows, staff, earlier, later, (TODAY, YESTERDAY))
    both(rows, staff, earlier, later, (TODAY, TODAY))
    if earlier.table != later.table:
        with pytest.raises(IntegrityError, match="lies before"), transaction.atomic():
            write(rows, staff, earlier.table, {earlier: TODAY + timedelta(days=1)})


def days_of(table: str) -> Iterator[str]:
    for field in apps.get_model("programs", table)._meta.concrete_fields:
        if isinstance(field, models.DateField):
            yield f"{table}.{field.name}"


def test_every_day_and_moment_beside_cases_has_its_place() -> None:
    columns = {column for table in BESIDE for column in days_of(table)}
    withdrawn = {"budgetbooking.withdrawn_at"}  # instead of the confirmation
    assert columns - {day.value for day in Day} == withdrawn
    assert {table for table in BESIDE if table in DAYS} == set(BESIDE)


def test_selection_waits_for_the_end_of_the_call(staff: Staff) -> None:
    application = call_with([90], places=1).applications.get()
    values: dict[str, Any] = {"reason": "Rang 1", "by": staff.officer, "at": NOW}
    with pytest.raises(RuleError, match=r"30\.09\.2026") as refused:
        propose_selection(application, on=DEADLINE - timedelta(days=1), **values)
    assert (refused.value.code, refused.value.field) == ("order", "on")
    assert propose_selection(application, on=DEADLINE, **values).effective_on == DEADLINE


def test_successor_follows_the_receipt_of_its_own_application(staff: Staff) -> None:
    call = call_with([90, 80], places=1)
    first, second = call.applications.order_by("pk")
    values: dict[str, Any] = {"by": staff.officer, "at": NOW}
    selection = propose_selection(first, on=DEADLINE, reason="Rang 1", **values)
    approve_call_decision(selection, by=staff.approver, at=NOW)
    CallApplication.objects.filter(pk=second.pk).update(received_on=TODAY)
    give_up: dict[str, Any] = {"reason": "Verzicht", "successor": second, **values}
    with pytest.raises(RuleError) as refused:
        propose_withdrawal(first, on=YESTERDAY, **give_up)
    assert refused.value.code == "order"
    assert propose_withdrawal(first, on=TODAY, **give_up).pk
