"""The days of a case as they stand in its rows, held against the order they have to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.apps import apps
from django.db.models import Min, Model
from django.utils import timezone

from programs.choices import DecisionKind
from programs.models import Decision, Grant, Payment
from programs.rules.dates import (
    NOT_BEFORE_FIRST,
    Day,
    check_between,
    check_not_before_first,
    is_of_first_decision,
    neighbours,
)

SINGLE = {"drawdown", "payment", "missingpaper"}  # many in a case, each with days of its own
PATHS = {
    "payment": "drawdown__grant",
    "repayment": "reclaim__grant",
    "interestpayment": "reclaim__grant",
}


def check_day(
    case: Grant, day: Day, value: date | None, *, field: str, rows: Sequence[Model] = ()
) -> None:
    """Raise RuleError "order" on `field` if `value` breaks the order of the days of the case.

    `rows` stand for their tables: the decision that is signed, the drawdown that is paid. Without
    one a decision is the approved grant decision (what is proposed may be proposed anew), and of
    other tables every row counts.
    """
    if value is None:
        return
    own = {row._meta.model_name: row for row in rows}
    before, after = neighbours(day)
    asked = {other for other in before if not _is_of_another(other, day, own)}
    asked |= {other for other in after if not _is_of_another(day, other, own)}
    known = {
        other: _days(case, other, own) for other in asked if not _is_of_one_row(day, other, own)
    }
    check_between(day, value, known, field=field)
    if earlier := NOT_BEFORE_FIRST.get(day):
        check_not_before_first(day, value, earlier, _first_paid_on(case), field=field)


def check_first_payment_stays(case: Grant, *, without: Payment) -> None:
    """Raise RuleError "order" if money came back before what stays paid without a payment."""
    _check_standing_days(case, _first_paid_on(case, without=without))


def check_first_payment_fits(case: Grant, paid_on: date) -> None:
    """Raise RuleError "order" if money came back before what would be the first payment."""
    if _first_paid_on(case) is None:
        _check_standing_days(case, paid_on)


def _check_standing_days(case: Grant, first: date | None) -> None:
    for day, earlier in NOT_BEFORE_FIRST.items():
        for value in _standing_days(case, day):
            check_not_before_first(day, value, earlier, first, field="paid_on")


def _first_paid_on(case: Grant, *, without: Payment | None = None) -> date | None:
    """The day of the first payment of the case that stands."""
    payments = Payment.objects.filter(drawdown__grant=case, cancelled_at__isnull=True)
    if without is not None:
        payments = payments.exclude(pk=without.pk)
    found: date | None = payments.aggregate(first=Min("paid_on"))["first"]
    return found


def _standing_days(case: Grant, day: Day) -> list[date]:
    """The days of what came back that nobody cancelled."""
    rows = apps.get_model("programs", day.table)._default_manager
    rows = rows.filter(**{PATHS.get(day.table, "grant"): case, f"{day.column}__isnull": False})
    if day.table == "reclaim":
        rows = rows.filter(cancelled_at__isnull=True)
    else:
        rows = rows.filter(reverses__isnull=True, reversed_by__isnull=True)
    return list(rows.values_list(day.column, flat=True))


def check_row_day(day: Day, value: date, *rows: Model, field: str) -> None:
    """Raise RuleError "order" on `field` if `value` breaks the order beside what `rows` say.

    For what is no case: an application beside its call, a bill by itself.
    """
    own = {row._meta.model_name: row for row in rows}
    before, after = neighbours(day)
    known = {
        other: [own_day]
        for other in {*before, *after}
        if (row := own.get(other.table)) and (own_day := _day_in(row, other)) is not None
    }
    check_between(day, value, known, field=field)


def _day_in(row: Model, day: Day) -> date | None:
    value = getattr(row, day.column)
    return timezone.localdate(value) if value is not None and day.is_moment else value


def _is_of_another(earlier: Day, later: Day, own: dict[str | None, Model]) -> bool:
    """Whether the pair is about the grant decision, and the row is another decision."""
    decision = own.get("decision")
    return (
        is_of_first_decision(earlier, later)
        and isinstance(decision, Decision)
        and decision.kind != DecisionKind.INITIAL
    )


def _is_of_one_row(day: Day, other: Day, own: dict[str | None, Model]) -> bool:
    """Whether the pair binds single rows, as a drawdown its payment, and that one is not given."""
    tables = {day.table, other.table}
    return tables <= SINGLE and other.table not in own


def _days(case: Grant, day: Day, own: dict[str | None, Model]) -> list[date]:
    row: Model | None = case if day.table == "grant" else own.get(day.table)
    if row is not None:
        found = [getattr(row, day.column)]
    else:
        model = apps.get_model("programs", day.table)
        stored = model._default_manager.filter(**{PATHS.get(day.table, "grant"): case})
        if day.table == "decision":
            stored = stored.filter(kind=DecisionKind.INITIAL, approved_at__isnull=False)
        found = list(stored.values_list(day.column, flat=True))
    days = [value for value in found if value is not None]
    return [timezone.localdate(value) for value in days] if day.is_moment else days
