"""The index of all OZG services, with search and theme field."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from portal.progress.pages import progress_crumbs
from portal.progress.tables.service import ServiceTable
from services.filters import CatalogueFilter
from services.models import OzgService

PER_PAGE = 50


@requires(SEE_PROGRESS)
def service_list(request: HttpRequest) -> HttpResponse:
    """All services of the catalogue; public knowledge, open to all who see progress."""
    known = OzgService.objects.visible_to(request.user).select_related("theme_field", "situation")
    catalogue = CatalogueFilter(request.GET, queryset=known)
    table = ServiceTable(catalogue.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "portal/progress/service_list.html",
        {
            "page_title": _("OZG services"),
            "breadcrumbs": progress_crumbs(_("OZG services")),
            "filter": catalogue,
            "table": table,
        },
    )
