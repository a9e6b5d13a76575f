"""The list of municipal bodies of today, each with its progress."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.standing import standing
from portal.municipality.facets import FacetFilter
from portal.tables import MunicipalityTable
from services.queries.bodies import bodies_with_progress
from services.queries.versions import basis_today

PER_PAGE = 50


@requires(SEE_PROGRESS, by_area=True)
def municipality_list(request: HttpRequest) -> HttpResponse:
    """All bodies that exist today, with search, filters and sorting."""
    bodies = bodies_with_progress(request.user)
    form_filter = FacetFilter(request.GET, queryset=bodies, user=request.user)
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
