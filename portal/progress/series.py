"""The month ends since October 2019: one rule, one area, every version of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.areas import Level
from core.charts import Chart, Series, Unit
from core.charts.files import page_with_charts
from core.formats import format_day, format_of_with_share
from portal.progress.pages import progress_crumbs
from services.choices import CountingRule
from services.forms import PlaceForm
from services.models import Catalogue
from services.queries.months import MonthPoint, series
from services.rules.counting import COUNTED, parts_of, ratio


class SeriesForm(PlaceForm):
    """By which rule, and where."""

    field_order = ("regel",)
    regel = forms.ChoiceField(
        label=gettext_lazy("Counting rule"),
        required=False,
        choices=[(rule.value, rule.label) for rule in COUNTED],
    )

    def clean_regel(self) -> CountingRule:
        return CountingRule(self.cleaned_data["regel"] or CountingRule.FEDERAL_ANY)


@dataclass(frozen=True)
class Cell:
    """One figure of the table: count, share, and what is behind it."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        return ratio(self.part, self.whole)


@requires(SEE_PROGRESS, by_area=True)
def month_series(request: HttpRequest) -> HttpResponse:
    """Every computed month end by one rule, each version of the catalogue in a column."""
    form = SeriesForm(request.GET)
    form.keep_to(request.user)
    context: dict[str, Any] = {
        "page_title": _("Course since October 2019"),
        "page_lead": _("The figure of each month end, by one counting rule."),
        "breadcrumbs": progress_crumbs(_("Course since October 2019")),
        "form": form,
    }
    if form.is_valid():
        context |= _found(form)
    charts = [chart] if (chart := context.get("chart")) else []
    return page_with_charts(request, "portal/progress/series.html", context, charts)


def _found(form: SeriesForm) -> dict[str, Any]:
    rule, body = form.cleaned_data["regel"], form.cleaned_data["kommune"]
    theme = form.cleaned_data["themenfeld"]
    catalogues = list(Catalogue.objects.all())
    by_catalogue = {
        catalogue: series(
            body.ags if body else form.cleaned_data["gebiet"],
            level=Level.BODY if body else None,
            theme_field=theme.pk if theme else "",
            catalogue=catalogue.pk,
        )
        for catalogue in catalogues
    }
    points = next(iter(by_catalogue.values()), [])
    cells = {
        catalogue: [_cell(rule, point) for point in found]
        for catalogue, found in by_catalogue.items()
    }
    rows = [
        {
            "point": point,
            "cells": [(catalogue, column[index]) for catalogue, column in cells.items()],
            "url": _progress_on(point.day, form),
        }
        for index, point in enumerate(points)
    ]
    where = form.place_name
    return {
        "rule": rule,
        "where": where,
        "catalogues": catalogues,
        "rows": list(reversed(rows)),
        "stale": sum(point.is_stale for point in points),
        "chart": _chart(rule, where, points, cells) if points else None,
    }


def _progress_on(day: date, form: SeriesForm) -> str:
    """The progress of the same place on the day, by every rule."""
    place = {name: form.data.get(name) for name in ("gebiet", "kommune", "themenfeld")}
    query = {name: value for name, value in place.items() if value} | {"stand": day.isoformat()}
    return f"{reverse('progress:start')}?{urlencode(query)}"


def _cell(rule: CountingRule, point: MonthPoint) -> Cell:
    return Cell(*parts_of(rule, point))


def _chart(
    rule: CountingRule,
    where: str,
    points: list[MonthPoint],
    cells: dict[Catalogue, list[Cell]],
) -> Chart:
    sentences = [
        _in_words(rule, where, catalogue, points, found) for catalogue, found in cells.items()
    ]
    return Chart(
        id="verlauf",
        title=_("Course of the rule “%(rule)s”: %(where)s") % {"rule": rule.label, "where": where},
        summary=" ".join(sentences),
        labels=[point.day.strftime("%m/%Y") for point in points],
        unit=Unit.SHARE,
        table_id="months-caption",
        series=[
            Series(catalogue.name, [cell.share for cell in found], is_past=not catalogue.is_current)
            for catalogue, found in cells.items()
        ],
    )


def _in_words(
    rule: CountingRule,
    where: str,
    catalogue: Catalogue,
    points: list[MonthPoint],
    found: list[Cell],
) -> str:
    values = {
        "where": where,
        "rule": rule.label,
        "first": format_day(points[0].day),
        "before": format_of_with_share(found[0].part, found[0].whole),
        "last": format_day(points[-1].day),
        "now": format_of_with_share(found[-1].part, found[-1].whole),
        "catalogue": catalogue,
    }
    return (
        _(
            "%(where)s, rule “%(rule)s”: %(before)s on %(first)s, %(now)s on %(last)s. "
            "Denominator: %(catalogue)s."
        )
        % values
    )
