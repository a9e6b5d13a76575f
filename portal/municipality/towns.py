"""A Landkreis and its towns side by side: who has not reported, who is behind."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.areas import Level
from core.as_of import AsOf
from core.standing import standing
from municipalities.choices import Kind
from municipalities.models import Municipality
from portal.tables import TownTable
from services.models import ProgressArea
from services.queries.bodies import bodies_with_progress
from services.queries.versions import basis_today

PER_PAGE = 100


@requires(SEE_PROGRESS, by_area=True)
def towns(request: HttpRequest, ags: str) -> HttpResponse:
    """The municipalities of a Landkreis with their progress; 404 for other bodies."""
    visible = Municipality.objects.visible_to(request.user)
    body = get_object_or_404(visible.select_related("district"), ags=ags)
    if body.kind != Kind.DISTRICT:
        raise Http404
    sums = ProgressArea.objects.filter(ags=OuterRef("ags"), level=Level.BODY).current()
    last = sums.filter(catalogue__is_current=True).values("last_report")
    rows = (
        bodies_with_progress(request.user)
        .filter(district=body.district)
        .exclude(pk=body.pk)
        .annotate(last_report=Subquery(last))
    )
    behind = rows.filter(Q(reported=0) | Q(reported__isnull=True))
    table = TownTable(rows)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "portal/towns.html",
        {
            "page_title": _("Municipalities of %(district)s") % {"district": body.full_name},
            "breadcrumbs": [
                (_("Municipalities and districts"), reverse("portal:municipality_list")),
                (body.full_name, body.get_absolute_url()),
                (_("Municipalities"), ""),
            ],
            "body": body,
            "table": table,
            "behind": list(behind),
            "progress_standing": standing("progress", at=AsOf.today()),
            "progress_basis": basis_today(),
        },
    )
