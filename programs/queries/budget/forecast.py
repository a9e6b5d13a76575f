"""How years ended, and what the year of a day will have paid when it ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q, Sum

from core.as_of import AsOf
from core.money import ZERO
from programs.models import LedgerEntry
from programs.queries.budget.figures import Budget
from programs.rules.forecast import EARLIER_YEARS, YearEnd, YearForecast, forecast
from programs.rules.kinds import adding_to


def year_ends(year: int) -> dict[str, list[YearEnd]]:
    """Of each program (by code), how the years before `year` stood on their last days; one query.

    Lines with cash alone; what went over to the next year was bound until then.
    """
    entries = LedgerEntry.objects.filter(
        line__due_year__isnull=True,
        line__fiscal_year__range=(year - EARLIER_YEARS, year - 1),
        booked_on__year__lte=F("line__fiscal_year"),
    )
    sums = (
        entries.order_by()
        .values_list("line__program__code", "line__fiscal_year")
        .annotate(
            bound=Sum("amount_eur", filter=Q(kind__in=adding_to("cash", "committed_eur"))),
            paid=Sum("amount_eur", filter=Q(kind__in=adding_to("cash", "paid_eur"))),
        )
        .order_by("line__program__code", "line__fiscal_year")
    )
    found: dict[str, list[YearEnd]] = defaultdict(list)
    for program, _year, bound, paid in sums:
        found[program].append(YearEnd(bound or ZERO, paid or ZERO))
    return found


def forecasts(rows: Iterable[Budget], *, at: AsOf) -> dict[str, YearForecast]:
    """What the row of each program (by code) in the year of `at` will come to at its end.

    A program without earlier years is not in it. What is paid without a request for money, such
    as operating costs, counts as drawn.
    """
    ended = year_ends(at.day.year)
    found = {}
    for row in rows:
        if row.fiscal_year == at.day.year:
            drawn = row.drawn_eur + row.operating_cost_eur
            told = forecast(row.committed_eur, drawn, ended.get(row.program, []))
            if told is not None:
                found[row.program] = told
    return found
