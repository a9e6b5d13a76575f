"""The map of Hessen, of any day; and its values alone, for the slider."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.queries import Viewer
from accounts.roles import SEE_PROGRESS
from core.areas import PREFIX_LENGTH, Level
from core.as_of import AsOf
from core.standing import AsOfForm, dated
from municipalities.models import municipalities_of
from municipalities.models.boundary import SCHEMATIC
from portal.map.areas import areas_with
from portal.map.forms import MapForm
from portal.map.land import land
from portal.map.measures import Measure
from portal.map.picture import draw_map
from portal.map.tables import MapTable
from services.models.months import MonthEnd

PER_PAGE = 50
DISTRICT_KEY = PREFIX_LENGTH[Level.DISTRICT]


@requires(SEE_PROGRESS)
@dated
def map_page(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """One measure by municipality, district or government district, with legend and table."""
    form = MapForm(request.GET, user=request.user)
    context: dict[str, Any] = {
        "page_title": _("Map"),
        "page_lead": _("How far the municipalities of Hessen are, and where the money goes."),
        "as_of_form": as_of,
        "form": form,
    }
    if form.is_valid():
        context |= _drawn(request, form, as_of.at)
    return render(request, "portal/map/map.html", context)


@requires(SEE_PROGRESS)
@dated
def map_values(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """Class and words of each area on the day, as JSON."""
    form = MapForm(request.GET, user=request.user)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    measure, level = form.cleaned_data["mass"], form.cleaned_data["ebene"]
    areas = areas_with(measure, level, user=request.user, at=_day_of(measure, as_of.at))
    return JsonResponse({area.key: [area.code, area.value, area.url] for area in areas})


def _drawn(request: HttpRequest, form: MapForm, at: AsOf) -> dict[str, Any]:
    measure, level = form.cleaned_data["mass"], form.cleaned_data["ebene"]
    at = _day_of(measure, at)
    areas = areas_with(measure, level, user=request.user, at=at)
    ground = land(level)
    source = ground.source
    table = MapTable(areas, measure=measure)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return {
        "measure": measure,
        "day": at.day,
        "is_today": at.is_today,
        "home": home_of(request.user),
        "source": source,
        "is_schematic": source is not None and source.code == SCHEMATIC,
        "picture": mark_safe(draw_map(ground, areas, level, str(measure.label))),  # noqa: S308  # lxml
        "legend": _legend(measure, [area.code for area in areas]),
        "months": _months(at) if measure.is_dated and measure.has_months else [],
        "table": table,
    }


def home_of(user: Viewer) -> str:
    """The key of the district whose bodies the person works for; "" for none and for several."""
    districts = {ags[:DISTRICT_KEY] for ags in municipalities_of(user)}
    return districts.pop() if len(districts) == 1 else ""


def _day_of(measure: Measure, at: AsOf) -> AsOf:
    """The day of the page, or today where the measure has no other."""
    return at if measure.is_dated else AsOf.today()


def _legend(measure: Measure, codes: list[str]) -> list[dict[str, Any]]:
    return [{"item": item, "count": codes.count(item.code)} for item in measure.classes.legend]


def _months(at: AsOf) -> list[str]:
    """The month ends the slider stops at, and the day of the page as its last stop."""
    ends = MonthEnd.objects.filter(computed_at__isnull=False, day__lt=AsOf.today().day)
    return [day.isoformat() for day in ends.values_list("day", flat=True)]
