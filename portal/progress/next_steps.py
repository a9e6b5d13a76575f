"""What one municipality could take over next: what similar bodies already run."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import REPORT_ROLLOUT, SEE_PROGRESS
from core.standing import AsOfForm, dated
from municipalities.models import Municipality, municipalities_of
from portal.progress.tables.progress import NextStepTable
from programs.queries.connecting import ways_to_connect
from services.queries.next_steps import next_steps

MOST = 30


@requires(SEE_PROGRESS, by_area=True)
@dated
def next_for(request: HttpRequest, ags: str, *, as_of: AsOfForm) -> HttpResponse:
    """The re-usable services one body does not offer, the best first.

    Open to all who see progress: it tells nothing that the progress of each body does not.
    """
    body = get_object_or_404(Municipality.objects.visible_to(request.user), ags=ags)
    day = as_of.at.day
    steps = next_steps(body.ags, day=day, limit=MOST)
    ways = ways_to_connect(step.process for step in steps)
    may_report = request.user.has_perm(REPORT_ROLLOUT) and ags in municipalities_of(request.user)
    return render(
        request,
        "portal/progress/next_steps.html",
        {
            "page_title": _("What next?"),
            "page_lead": _(
                "Services that %(body)s could take over: released for re-use, not online there yet."
            )
            % {"body": body.full_name},
            "breadcrumbs": [
                (_("Municipalities and districts"), reverse("portal:municipality_list")),
                (body.full_name, body.get_absolute_url()),
                (_("What next?"), ""),
            ],
            "as_of_form": as_of,
            "day": day,
            "ways": ways,
            "table": NextStepTable(steps, body=body.ags, may_report=may_report, ways=ways),
        },
    )
