"""The coordination office: work programme, decisions, advice, conferences; and who re-uses what."""

from __future__ import annotations

from django.db.models import Case, Count, IntegerField, Max, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from portal.progress.pages import SEE_WORK, progress_crumbs
from portal.progress.tables.coordination import (
    AdviceTable,
    ConferenceTable,
    DecisionTable,
    WorkTable,
)
from programs.models import Grant
from programs.queries.effect.grants import blueprints
from services.choices import SteeringLevel
from services.models import AdviceModule, RegionalConference, SteeringDecision, WorkItem

RANK = Case(  # from the political level down
    *(When(level=level, then=Value(rank)) for rank, level in enumerate(SteeringLevel)),
    output_field=IntegerField(),
)


@requires(SEE_WORK)
def coordination(request: HttpRequest) -> HttpResponse:
    """What is planned, what was decided on which level, whom was advised, who came."""
    modules = AdviceModule.objects.annotate(
        bodies=Count("given__municipality", distinct=True), last=Max("given__given_on")
    ).order_by("position")
    return render(
        request,
        "portal/progress/coordination.html",
        {
            "page_title": _("Coordination office"),
            "page_lead": _("Work programme, decisions, advice and regional conferences."),
            "breadcrumbs": progress_crumbs(_("Coordination office")),
            "work": WorkTable(
                WorkItem.objects.select_related("process", "decision").prefetch_related("services")
            ),
            "decisions": DecisionTable(
                SteeringDecision.objects.annotate(rank=RANK).order_by("rank", "-decided_on")
            ),
            "advice": AdviceTable(modules),
            "conferences": ConferenceTable(
                RegionalConference.objects.select_related("government_district")
            ),
        },
    )


@requires(SEE_PROGRESS)
def reuse(request: HttpRequest) -> HttpResponse:
    """The results of model municipalities made for others, the most re-used first; no amounts."""
    return render(
        request,
        "portal/progress/reuse.html",
        {
            "page_title": _("Blueprints of the model municipalities"),
            "page_lead": _("Results made for others, and which municipalities re-use them."),
            "breadcrumbs": progress_crumbs(_("Blueprints of the model municipalities")),
            "blueprints": blueprints(Grant.objects.with_results()),
        },
    )
