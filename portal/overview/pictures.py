"""The pictures of the overview: money by program, progress over time, the small map."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.areas import Level
from core.as_of import AsOf
from core.charts import Chart, Series, Shape, Unit
from core.formats import format_day, format_eur_short, format_share
from core.http.kept import kept
from core.money import ZERO
from core.standing import Standing
from portal.map.areas import areas_with
from portal.map.land import land
from portal.map.measures import MEASURES
from portal.map.picture import draw_map
from programs.queries.budget.figures import Budget, budget_total
from services.queries.months import MonthPoint


def money_by_program(budgets: Sequence[Budget], at: AsOf) -> Chart:
    """What is available for each program: paid, committed and not paid, free; largest first."""
    rows = sorted((row for row in budgets if row.available_eur), key=_by_size)
    total = budget_total(rows)
    values = {
        "available": format_eur_short(total.available_eur),
        "committed": format_eur_short(total.committed_eur),
        "paid": format_eur_short(total.paid_eur),
        "free": format_eur_short(total.free_eur),
    }
    summary = _(
        "Of %(available)s available over all years %(committed)s are committed, of these %(paid)s "
        "paid; %(free)s are free."
    )
    return Chart(
        id="mittel-nach-programm",
        title=_("Money by funding program, all years"),
        summary=summary % values,
        labels=[row.program_name for row in rows],
        series=[
            Series(_("Paid"), [row.paid_eur for row in rows], Shape.STACK),
            Series(_("Committed, not paid yet"), [_open(row) for row in rows], Shape.STACK),
            Series(_("Free"), [max(row.free_eur, ZERO) for row in rows], Shape.STACK),
        ],
        unit=Unit.EUR,
        is_lying=True,
        urls=[_program_url(row.program, at) for row in rows],
        notes=[
            _("available %(sum)s") % {"sum": format_eur_short(row.available_eur)} for row in rows
        ],
        table_id="mittel-tabelle",
    )


def _by_size(row: Budget) -> tuple[Decimal, str]:
    return -row.available_eur, row.program_name


def _open(row: Budget) -> Decimal:
    return max(row.open_eur, ZERO)


def _program_url(code: str, at: AsOf) -> str:
    return with_day(reverse("programs:program", args=[code]), at)


def with_day(url: str, at: AsOf) -> str:
    """The address with the day of the page."""
    if at.past is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}stand={at.past.isoformat()}"


def progress_over_time(points: Sequence[MonthPoint], at: AsOf) -> Chart | None:
    """Three shares at the month ends up to the day; None before there are two of them."""
    seen = [point for point in points if point.day <= at.day]
    if len(seen) < 2:
        return None
    first, last = seen[0], seen[-1]
    values = {
        "first": format_day(first.day),
        "last": format_day(last.day),
        "before": format_share(first.live_rate),
        "now": format_share(last.live_rate),
    }
    summary = _(
        "Of all pairs of competent body and service %(before)s were online on %(first)s and "
        "%(now)s on %(last)s."
    )
    return Chart(
        id="fortschritt-verlauf",
        title=_("Progress since %(month)s") % {"month": date_format(first.day, "F Y")},
        summary=summary % values,
        labels=[point.day.strftime("%m/%Y") for point in seen],
        series=[
            Series(_("online somewhere"), [point.federal_any_rate for point in seen]),
            Series(_("pairs online"), [point.live_rate for point in seen]),
            Series(_("inhabitants reached"), [point.inhabitants_rate for point in seen]),
        ],
        unit=Unit.SHARE,
    )


def small_map(at: AsOf, stand: Standing) -> dict[str, Any]:
    """The share of the services online by municipality, its legend, the line of its source.

    The map is the same for all who may open the overview, so it is drawn once while the standing
    of the progress stands, whatever is booked.
    """
    measure, ground = MEASURES["fortschritt"], land(Level.BODY)

    def drawn() -> tuple[str, list[str]]:
        areas = areas_with(measure, Level.BODY, user=AnonymousUser(), at=at)
        markup = draw_map(ground, areas, Level.BODY, str(measure.label))
        return markup, [area.code for area in areas]

    markup, codes = kept("map", "overview", at, stand.version, ground.source, make=drawn)
    return {
        "map_picture": _safe(markup),
        "map_credit": ground.source.credit if ground.source else "",
        "map_legend": [
            {"item": item, "count": codes.count(item.code)} for item in measure.classes.legend
        ],
        "map_url": with_day(f"{reverse('portal:map')}?mass=fortschritt", at),
    }


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308  # lxml escapes where the tree is written
