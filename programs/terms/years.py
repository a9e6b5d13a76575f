"""Which year's money a booking may touch: values in, nothing or RuleError out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from programs.models import BudgetLine, ClosingDay


def is_closed(line: BudgetLine, *, on: date) -> bool:
    """Whether the fiscal year of the line is over on a day: nothing more is bound on it then."""
    return on.year > line.fiscal_year


def closing_day(year: int) -> date:
    """The last day on which payments of a year are recorded on it: its end, or what is set."""
    set_day = ClosingDay.objects.filter(year=year).values_list("closes_on", flat=True).first()
    return set_day or date(year, 12, 31)


def takes_payments(line: BudgetLine, *, on: date) -> bool:
    """Whether what is dated in the year of the line may still be recorded on it on a day."""
    return not is_closed(line, on=on) or on <= closing_day(line.fiscal_year)


def check_year_is_open(line: BudgetLine, *, at: datetime, field: str | None = None) -> None:
    """Raise RuleError with code "closed" if the fiscal year of the line is over at a moment.

    Source: §§ 4, 45 LHO (docs/rules/dates.md).
    """
    if is_closed(line, on=timezone.localdate(at)):
        message = _(
            "%(line)s: the year %(year)s is closed, nothing is booked on it any more. "
            "Choose a budget line of %(now)s; what is left is carried over to it."
        )
        values = {"line": line, "year": line.fiscal_year, "now": timezone.localdate(at).year}
        raise RuleError(message % values, field=field, code="closed")


def check_books_are_open(
    lines: Iterable[BudgetLine], *, at: datetime, field: str = "line", binds: bool = False
) -> None:
    """Raise RuleError with code "closed" if money is drawn or paid on a line too late.

    The moment of the signature counts, whatever the value date: it is recorded up to the closing
    day of the year; what `binds` money, up to its last day. What a closed year has left goes to the
    new year, and is booked there.
    Source: §§ 4, 34, 45 LHO (docs/rules/dates.md).
    """
    today = timezone.localdate(at)
    for line in lines:
        is_open = not is_closed(line, on=today) if binds else takes_payments(line, on=today)
        if line.due_year is None and not is_open:
            message = _(
                "%(line)s: the books of %(year)s closed on %(day)s, nothing is paid on it any "
                "more. Take back what waits for it; the budget officer takes what is bound over "
                "into %(now)s, and it is booked there."
            )
            year = line.fiscal_year
            closed = date(year, 12, 31) if binds else closing_day(year)
            values = {"line": line, "year": year, "day": format_day(closed), "now": today.year}
            raise RuleError(message % values, field=field, code="closed")


def check_books_take_back(line: BudgetLine, *, recorded_at: datetime, at: datetime) -> None:
    """Raise RuleError with code "closed" if a booking of the line is taken back too late.

    The books it was recorded in have to be open: those of the year of the line or, for a cost that
    was recorded after they closed, those of the year of the recording.
    Source: §§ 34, 35 LHO (docs/rules/dates.md).
    """
    year, recorded_on = line.fiscal_year, timezone.localdate(recorded_at)
    if recorded_on > closing_day(year):
        year = recorded_on.year
    today = timezone.localdate(at)
    if today > closing_day(year):
        message = _(
            "%(line)s: the books of %(year)s closed on %(day)s, nothing is cancelled in them any "
            "more. What is paid back from now on is income of %(now)s."
        )
        values = {"line": line, "year": year, "day": format_day(closing_day(year))}
        raise RuleError(message % {**values, "now": today.year}, code="closed")


def day_of_drawing(line: BudgetLine, on: date, *, at: datetime) -> date:
    """The day a drawdown is booked on a line: that of its request, at the latest of its recording.

    What was asked for at the end of a year and is recorded in the next one is booked with its
    recording, on a line of the new year. Raises RuleError with code "closed" for a line of a year
    that is over, "other_year" for a day of any other year.
    Source: § 45 LHO (docs/rules/dates.md).
    """
    check_books_are_open([line], at=at)
    today = timezone.localdate(at)
    if on.year + 1 == line.fiscal_year == today.year:
        return today
    check_year_fits(line, on, field="on")
    return on


def check_budget_day(line: BudgetLine, on: date, *, at: datetime) -> None:
    """Raise RuleError unless a budget booking may be dated so.

    It counts from its day and never for a day to come; it lies in the fiscal year of the line or,
    as its preparation, in the year before, and that year is not over.
    """
    check_not_future(on, at=at)
    check_year_is_open(line, at=at)
    if not line.fiscal_year - 1 <= on.year <= line.fiscal_year:
        message = _(
            "%(day)s: the budget line is one of %(year)s. Enter a day of that year, or of the "
            "year before to prepare it."
        )
        values = {"day": format_day(on), "year": line.fiscal_year}
        raise RuleError(message % values, field="on", code="other_year")


def check_carry_over_day(target: BudgetLine, on: date, *, at: datetime) -> None:
    """Raise RuleError unless a carry-over is dated in the year it gives money to, by today.

    Source: §§ 19, 45 LHO (docs/rules/budget.md).
    """
    check_not_future(on, at=at)
    check_year_is_open(target, at=at, field="target")
    if on.year != target.fiscal_year:
        message = _("%(day)s: what is left is carried over in %(year)s. Enter a day of that year.")
        values = {"day": format_day(on), "year": target.fiscal_year}
        raise RuleError(message % values, field="on", code="other_year")


def check_year_fits(line: BudgetLine, on: date, *, field: str) -> None:
    """Raise RuleError with code "other_year" if money of the line is asked for in another year.

    Source: § 45 LHO, annual principle (docs/rules/dates.md).
    """
    if on.year != line.fiscal_year:
        message = _(
            "%(line)s is a budget line of %(year)s, %(day)s is none of its days. Choose a line of "
            "%(asked)s, or have the budget officer carry over what is bound."
        )
        values = {"line": line, "year": line.fiscal_year, "day": format_day(on), "asked": on.year}
        raise RuleError(message % values, field=field, code="other_year")
