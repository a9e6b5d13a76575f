"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import HAND_IN, SEE_ALL_MONEY, SEE_PROGRESS
from core.as_of import AsOf
from core.formats import format_day, format_eur, format_of
from core.money import ZERO
from municipalities.models import Municipality, municipalities_of
from programs.choices import GrantState
from programs.models import Grant, HandIn
from programs.permissions import hands_in_for
from programs.queries.effect.grants import Effect, effects_of, funded_pairs
from programs.queries.grant import Amounts, with_amounts
from programs.queries.municipal.contact import contact_of_case
from programs.queries.municipal.hand_in import open_hand_ins
from programs.queries.municipal.timeline import timeline
from programs.queries.retention import is_past_retention
from programs.queries.seen.case import parts_seen, sees_whole_cases
from programs.tables.program import FundedPairTable
from programs.views.letters import letters_of
from programs.views.pages import PER_PAGE


@requires(SEE_ALL_MONEY, SEE_PROGRESS)
def grant_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant as far as the person may see it; somebody else's grant does not exist."""
    visible = with_amounts(Grant.objects.visible_to(request.user), at=AsOf.today())
    grant = get_object_or_404(
        visible.select_related(
            "program__granting_authority", "program__policy_owner", "lead", "directive", "officer"
        ),
        pk=pk,
    )
    sees_all = sees_whole_cases(request.user)
    bodies = None if sees_all else municipalities_of(request.user)
    parts = parts_seen(grant, request.user, day=timezone.localdate())
    partners = [part.municipality for part in parts.participations]
    return render(
        request,
        "programs/grant.html",
        {
            "page_title": grant.title,
            "breadcrumbs": [
                (_("Grants"), reverse("programs:case_list")),
                (grant.program.name, grant.program.get_absolute_url()),
                (grant.file_reference, ""),
            ],
            "grant": grant,
            "facts": _facts(grant, partners, sees_all),
            "shares": parts.shares,
            "leads_to_bodies": request.user.has_perm(SEE_PROGRESS),
            "decisions": parts.decisions,
            "letters": letters_of(grant, request.user),
            "reclaims": parts.reclaims,
            "entries": parts.entries,
            "is_past_retention": is_past_retention(grant, timezone.localdate()),
            "contact": contact_of_case(grant),
            "moments": timeline(grant, sees_all=sees_all),
            "today": timezone.localdate(),
            **_hand_ins(request, grant),
            **_effect(request, grant, bodies=bodies),
        },
    )


def _hand_ins(request: HttpRequest, grant: Grant) -> dict[str, Any]:
    """What may be handed in, what was, and who hands in where it is another partner."""
    user: Any = request.user
    is_partner = user.has_perm(HAND_IN) and not hands_in_for(user, grant)
    return {
        "open_hand_ins": open_hand_ins(user, grant, year=timezone.localdate().year),
        "hand_ins": HandIn.objects.visible_to(user).filter(grant=grant),
        "handed_in_by_lead": grant.lead if is_partner else None,
    }


def _effect(request: HttpRequest, grant: Grant, *, bodies: frozenset[str] | None) -> dict[str, Any]:
    """The services the case pays for in `bodies` (None: all), and what they cost altogether."""
    day = timezone.localdate()
    pairs = funded_pairs(Grant.objects.filter(pk=grant.pk), day=day, bodies=bodies)
    table = FundedPairTable(pairs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    whole = effects_of(pairs, day=day) if bodies is None else []
    facts = [fact for effect in whole for fact in _effect_facts(effect)]
    return {"day": day, "pairs": pairs, "pair_table": table, "effect_facts": facts}


def _effect_facts(effect: Effect) -> list[tuple[str, object]]:
    return [
        (_("Gone live since the decision"), format_of(effect.went_live, effect.pairs)),
        (_("Cost per service gone live"), format_eur(effect.cost_per_live_eur)),
    ]


def _facts(
    grant: WithAnnotations[Grant, Amounts], partners: list[Municipality], sees_all: bool
) -> list[tuple[str, object]]:
    """What stands at the head of a case; the total only for those who may see every share."""
    facts: list[tuple[str, object]] = [
        (_("File reference"), grant.file_reference),
        (_("State"), grant.get_state_display()),
        (_("Municipalities taking part"), ", ".join(str(partner) for partner in partners)),
    ]
    if sees_all:
        facts += _whole_case(grant)
    if grant.period_start and grant.period_end:
        period = f"{format_day(grant.period_start)} – {format_day(grant.period_end)}"
        facts.append((_("Approval period"), period))
    if grant.source_url:
        facts.append((_("Source"), grant.source_url))
    return facts


def _whole_case(grant: WithAnnotations[Grant, Amounts]) -> list[tuple[str, object]]:
    """The sums of the ledger; what is applied for or published is named apart."""
    if grant.bound_eur is None:
        facts: list[tuple[str, object]] = []
        if grant.applied_eur is not None:
            facts.append((_("Applied for"), format_eur(grant.applied_eur)))
        if grant.state == GrantState.RECORDED:
            facts.append((_("Published, not booked"), format_eur(grant.published_eur)))
        return facts
    return [
        (_("Committed"), format_eur(grant.bound_eur)),
        (_("Paid"), format_eur(grant.paid_eur or ZERO)),
        (_("Repaid"), format_eur(grant.repaid_eur or ZERO)),
    ]
