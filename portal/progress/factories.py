"""The digitalisation factories: releases against the target, what waits, and the forecast."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.charts import Chart, Series, Shape
from core.charts.files import page_with_charts
from core.formats import format_count, format_day, format_mean
from core.standing import AsOfForm, dated
from portal.progress.pages import progress_crumbs
from portal.progress.tables.progress import BlockedTable, WeekTable
from services.forms import AGREED, PeriodForm
from services.queries.factories import Week, blocked, catalogue_forecast, throughput
from services.rules.factories import FACTORIES_FROM, FACTORIES_TO, TARGET_PER_WEEK, target_releases

WEEKS = "wochen"  # the table of the page with the same figures


@requires(SEE_PROGRESS)
@dated
def factories(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """Releases by week in a period; what is in work and blocked on the day of the page."""
    form = PeriodForm(request.GET)
    day = as_of.at.day
    period = form.cleaned_data["zeitraum"] if form.is_valid() else AGREED
    last = min(day, FACTORIES_TO) if period == AGREED else day
    shown = throughput(last) if day >= FACTORIES_FROM else []
    context: dict[str, Any] = {
        "page_title": _("Digitalisation factories"),
        "page_lead": _("How many processes the factories release per week, against the target."),
        "breadcrumbs": progress_crumbs(_("Digitalisation factories")),
        "as_of_form": as_of,
        "form": form,
        "day": day,
        "last": last,
        "now": throughput(day, first=day)[-1],
        "target_per_week": TARGET_PER_WEEK,
        "agreed_target": target_releases(FACTORIES_FROM, FACTORIES_TO),
        "blocked": BlockedTable(blocked(day)),
        "forecast": catalogue_forecast(day),
        "weeks": WeekTable([_row(week) for week in reversed(shown)]),
    }
    if shown:
        released, target = _reached(shown, last)
        context |= {
            "released": released,
            "target": target,
            "charts": [_per_week(shown, last), _in_total(shown, released, target, last)],
        }
    charts = context.get("charts", [])
    return page_with_charts(request, "portal/progress/factories.html", context, charts)


def _reached(weeks: list[Week], last: date) -> tuple[int, int]:
    """Releases and target from the beginning to `last`."""
    return weeks[-1].cumulative, target_releases(FACTORIES_FROM, last)


def _row(week: Week) -> dict[str, Any]:
    return {**vars(week), "week": _label(week)}


def _label(week: Week) -> str:
    return _("week %(number)s/%(year)s") % {"number": f"{week.number:02}", "year": week.year}


def _per_week(weeks: list[Week], last: date) -> Chart:
    best = max(weeks, key=lambda week: week.released)
    pauses = sum(week.released == 0 for week in weeks)
    values = {
        "weeks": format_count(len(weeks)),
        "last": format_day(last),
        "mean": format_mean(Decimal(sum(week.released for week in weeks)) / len(weeks)),
        "pauses": format_count(pauses),
        "most": format_count(best.released),
        "week": _label(best),
    }
    summary = _(
        "Releases per ISO week in %(weeks)s weeks until %(last)s: %(mean)s per week on average, "
        "target 3. Nothing was released in %(pauses)s weeks; the most, %(most)s, in %(week)s."
    )
    return Chart(
        id="freigaben-je-woche",
        title=_("Releases per week"),
        table_id=WEEKS,
        summary=summary % values,
        labels=[_label(week) for week in weeks],
        series=[
            Series(_("Released in the week"), [week.released for week in weeks], shape=Shape.BAR),
            Series(_("Mean of four weeks"), [week.mean for week in weeks]),
            Series(_("Target per week"), [week.target for week in weeks], is_past=True),
        ],
    )


def _in_total(weeks: list[Week], released: int, target: int, last: date) -> Chart:
    values = {
        "released": format_count(released),
        "target": format_count(target),
        "last": format_day(last),
        "in_work": format_count(weeks[-1].in_work),
        "blocked": format_count(weeks[-1].blocked),
    }
    summary = _(
        "Until %(last)s %(released)s processes were released, the target is %(target)s. "
        "At that time %(in_work)s were in work and %(blocked)s blocked."
    )
    return Chart(
        id="freigaben-gesamt",
        title=_("Releases in total against the target"),
        table_id=WEEKS,
        summary=summary % values,
        labels=[_label(week) for week in weeks],
        series=[
            Series(_("Released in total"), [week.cumulative for week in weeks]),
            Series(_("Target in total"), [week.cumulative_target for week in weeks], is_past=True),
            Series(_("In work"), [week.in_work for week in weeks]),
            Series(_("Blocked processes"), [week.blocked for week in weeks]),
        ],
    )
