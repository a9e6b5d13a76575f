"""The list of municipal bodies of today, each with its progress."""

from __future__ import annotations

from django.db.models import F, FloatField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.queries import Viewer
from accounts.roles import SEE_PROGRESS
from core.areas import Level
from core.as_of import AsOf
from core.standing import standing
from municipalities.filters import MunicipalityFilter
from municipalities.models import Municipality, PopulationFigure
from portal.tables import MunicipalityTable
from services.models import ProgressRollup
from services.queries.versions import basis_today

PER_PAGE = 50


@requires(SEE_PROGRESS, by_area=True)
def municipality_list(request: HttpRequest) -> HttpResponse:
    """All bodies that exist today, with search, filters and sorting."""
    form_filter = MunicipalityFilter(request.GET, queryset=bodies_with_progress(request.user))
    table = MunicipalityTable(form_filter.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "portal/municipality_list.html",
        {
            "page_title": _("Municipalities and districts"),
            "filter": form_filter,
            "table": table,
            "progress_standing": standing("progress", at=AsOf.today()),
            "progress_basis": basis_today(),
        },
    )


def bodies_with_progress(user: Viewer) -> QuerySet[Municipality]:
    """Bodies of today with population and progress, each from its own subquery."""
    rows = ProgressRollup.objects.filter(service__catalogues__is_current=True).current()
    current = rows.filter(level=Level.BODY, ags=OuterRef("ags"))

    def total(column: str) -> Subquery:
        sums = current.order_by().values("ags").annotate(total=Sum(column))
        return Subquery(sums.values("total"))

    figures = PopulationFigure.objects.filter(municipality=OuterRef("pk"), used_to__isnull=True)
    bodies = Municipality.objects.visible_to(user).existing_on(timezone.localdate()).recipients()
    return bodies.select_related("district").annotate(
        population=Subquery(figures.values("population")[:1]),
        competent=total("competent"),
        reported=total("reported"),
        live=total("live"),
        live_rate=Cast(F("live"), FloatField()) / NullIf(F("competent"), 0),
    )
