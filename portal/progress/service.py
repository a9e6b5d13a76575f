"""One OZG service: what it is made of, what offers it, and how far it is by every rule."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.standing import AsOfForm, dated, standing
from portal.progress.pages import progress_crumbs
from portal.progress.start import SHOWN
from portal.progress.tables.service import LiveTable, OfferTable
from services.models import Catalogue, OzgService
from services.queries.counting import Figure, figures
from services.queries.service import competence_on, live_on, processes_offering

PER_PAGE = 50


@requires(SEE_PROGRESS)
@dated
def service_page(request: HttpRequest, ozg_id: str, *, as_of: AsOfForm) -> HttpResponse:
    """Names, competence, processes, figures and the bodies that have the service live on a day.

    Open to all who see progress: it tells nothing that the progress of each body does not.
    """
    known = OzgService.objects.visible_to(request.user).select_related("theme_field", "situation")
    service = get_object_or_404(known, pk=ozg_id)
    day = as_of.at.day
    versions = list(service.catalogues.all())
    table = LiveTable(live_on(service, day, request.user))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    shown = figures(SHOWN, at=as_of.at, service=service.pk)
    return render(
        request,
        "portal/progress/service.html",
        {
            "page_title": service.name,
            "breadcrumbs": progress_crumbs(service.name),
            "as_of_form": as_of,
            "day": day,
            "facts": _facts(service, versions, day),
            "leika_services": list(service.leika_services.all()),
            "offers": OfferTable(processes_offering(service, day)),
            "figures": shown,
            "why_in_no_figure": _why_in_no_figure(versions, shown),
            "standing": standing("progress", at=as_of.at),
            "table": table,
            "map_url": f"{reverse('portal:map')}?mass=leistung&leistung={service.pk}",
        },
    )


def _facts(service: OzgService, versions: list[Catalogue], day: date) -> list[tuple[str, object]]:
    """Master data; the competence is that of the day, with what it rests on."""
    competence = competence_on(service, day)
    competent = _("To be clarified")
    if competence is not None:
        competent = f"{competence.get_level_display()} ({competence.basis})"
    return [
        (_("OZG id"), service.pk),
        (_("Theme field"), service.theme_field),
        (_("Life or business situation"), service.situation),
        (_("Competent"), competent),
        (_("Catalogue versions"), "; ".join(map(str, versions)) or None),
    ]


def _why_in_no_figure(versions: list[Catalogue], shown: list[Figure]) -> str:
    """Why the service is outside every quota on the day; empty where it is in them."""
    if not any(version.is_current for version in versions):
        return _("The service is not in the catalogue version used for quotas; it is in no figure.")
    if not any(figure.denominator for figure in shown):
        return _(
            "No municipality or district is competent on this day; the service is in no figure."
        )
    return ""
