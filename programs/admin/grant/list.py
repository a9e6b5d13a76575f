"""The list of cases: columns, filters, search, and steps for many cases at once."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.step_pages import StepAdmin
from core.as_of import AsOf
from core.formats import format_eur
from programs.actions.consent import pending_consent
from programs.actions.way_back.corrections import open_correction
from programs.admin.decision.back_steps import BACK_STEPS
from programs.admin.decision.change_steps import CHANGE_STEPS
from programs.admin.decision.consent_steps import CONSENT_STEPS
from programs.admin.decision.ending_steps import ENDING_STEPS
from programs.admin.grant.application_steps import APPLICATION_STEPS
from programs.admin.grant.fieldsets import REASONS
from programs.admin.grant.filters import (
    CaseListFilter,
    DistrictFilter,
    MineFilter,
    OpenFilter,
    RetentionFilter,
    YearFilter,
)
from programs.admin.grant.retention_steps import RETENTION_STEPS
from programs.admin.grant.steps import GRANT_STEPS
from programs.admin.payment.steps import PAYMENT_STEPS
from programs.admin.proof.steps import PROOF_STEPS
from programs.admin.reclaim.steps import OPENING_STEPS
from programs.choices import GrantState
from programs.models import Grant
from programs.queries.budget.cap import caps, planned
from programs.queries.double_funding import overlaps_of
from programs.queries.grant import with_amounts
from programs.queries.proof import overpaid_eur
from programs.terms.proposals import proposal_of_decision, proposed_decision

JOINED = ("program", "directive", "lead", "officer", "authority")
# The states in the order of a case's life, for sorting.
IN_LIFE = Case(*(When(state=state, then=Value(place)) for place, state in enumerate(GrantState)))


class GrantList(StepAdmin):
    list_display = (
        "file_reference",
        "program",
        "title",
        "lead",
        "approved",
        "paid",
        "stands",
        "received_on",
        "officer",
    )
    ordering = (F("received_on").desc(nulls_last=True), "-pk")
    list_display_links = ("file_reference", "title")
    list_filter = (
        OpenFilter,
        CaseListFilter,
        "program",
        "state",
        YearFilter,
        DistrictFilter,
        MineFilter,
        RetentionFilter,
    )
    allowed_lookups = ("awaits_hand_over__exact", "handed_over_on__isnull", "period_end__isnull")
    search_fields = ("file_reference",)
    search_help_text = gettext_lazy(
        "File reference, title, place or AGS, in any order; “giess” finds Gießen."
    )
    steps = (
        *APPLICATION_STEPS,
        *CONSENT_STEPS,
        *GRANT_STEPS,
        *BACK_STEPS,
        *PAYMENT_STEPS,
        *PROOF_STEPS,
        *CHANGE_STEPS,
        *OPENING_STEPS,
        *ENDING_STEPS,
        *RETENTION_STEPS,
    )
    about_template = "admin/programs/grant/_about.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Grant]:
        seen = Grant.objects.visible_to(request.user).select_related(*JOINED)
        return with_amounts(seen, at=AsOf.today())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = Grant.objects.search(search_term).values("pk")
        return (queryset.filter(pk__in=found) if search_term else queryset), False

    def about(self, obj: Grant) -> dict[str, Any]:
        waiting = proposed_decision(obj)
        return {
            "caps": caps(planned(obj), grant=obj),
            "participations": obj.participations.select_related("municipality"),
            "reasons": [
                (label_for_field(name, Grant), getattr(obj, name))
                for name in REASONS
                if getattr(obj, name)
            ],
            "proposal": proposal_of_decision(waiting, obj) if waiting else None,
            "correction": open_correction(obj),
            "overlaps": overlaps_of(obj),
        }

    def standing(self, obj: Grant) -> str:
        text = _("The case is in the state “%(state)s”.") % {"state": obj.get_state_display()}
        waits_for_third = obj.state == GrantState.APPROVAL_PENDING and obj.decisions.filter(
            countersigned_at__isnull=False
        )
        if pending_consent(obj):
            consent = _("The case waits for the budget officer's consent.")
            return f"{text} {consent}"
        third = _("A third person has to sign as well.")
        if waits_for_third:
            return f"{text} {third}"
        overpaid = overpaid_eur(obj)
        if overpaid and obj.state == GrantState.PROOF_CHECKED:
            reclaim = _("Overpaid: %(amount)s. Open a reclaim.") % {"amount": format_eur(overpaid)}
            return f"{text} {reclaim}"
        return text

    @admin.display(description=gettext_lazy("State"), ordering=IN_LIFE)
    def stands(self, grant: Grant) -> str:
        return grant.get_state_display()

    @admin.display(description=gettext_lazy("Committed"), ordering="bound_eur")
    def approved(self, grant: Any) -> str:
        return "–" if grant.bound_eur is None else format_eur(grant.bound_eur)

    @admin.display(description=gettext_lazy("Paid"), ordering="paid_eur")
    def paid(self, grant: Any) -> str:
        return "–" if grant.paid_eur is None else format_eur(grant.paid_eur)
