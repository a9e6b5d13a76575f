"""Pages of programs and single grants."""

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
from accounts.queries import has_any_role
from accounts.roles import MUNICIPAL, SEE_ALL_MONEY, SEE_PROGRESS, SEE_STATE_MONEY
from core.as_of import AsOf
from core.formats import format_count, format_day, format_eur
from core.money import ZERO
from core.standing import AsOfForm, dated, standing
from municipalities.models import Municipality, municipalities_of
from programs.choices import GrantState
from programs.filters import GrantFilter
from programs.models import Grant, LedgerEntry, Program
from programs.queries.budget.envelopes import overlap_note
from programs.queries.budget.figures import budget, funded_bodies
from programs.queries.budget.reconciliation import reconciliation
from programs.queries.cooperation import by_year, compare_published
from programs.queries.effect.grants import Effect, effects_of, funded_pairs
from programs.queries.grant import Amounts, allocations_of, existing, with_amounts
from programs.queries.owed import owed
from programs.tables.grant import CooperationTable, GrantTable, ProgramTable, YearTable
from programs.tables.program import FundedPairTable
from programs.views.letters import letters_of
from programs.views.sections import sections_of

PER_PAGE = 25
OF_THE_WHOLE_CASE = ("applied_eur", "committed_eur", "paid_eur", "published_eur")


@requires(SEE_PROGRESS, SEE_STATE_MONEY)
@dated
def program_list(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """All programs; sums for those who may see the state's money."""
    at = as_of.at
    programs = Program.objects.visible_to(request.user)
    may_see_sums = request.user.has_perm(SEE_STATE_MONEY)
    sums = {b.program: b for b in budget("program", at=at)} if may_see_sums else {}
    rows = [{"program": program, "budget": sums.get(program.code)} for program in programs]
    hidden = () if may_see_sums else ("available_eur", "committed_eur", "paid_eur", "free_eur")
    return render(
        request,
        "programs/program_list.html",
        {
            "page_title": _("Funding programs"),
            "may_see_sums": may_see_sums,
            "as_of_form": as_of,
            "table": ProgramTable(rows, exclude=hidden),
            "overlap_note": overlap_note() if may_see_sums else "",
            "budget_standing": standing("budget", at=at),
        },
    )


@requires(SEE_PROGRESS, SEE_STATE_MONEY)
@dated
def program_page(request: HttpRequest, code: str, *, as_of: AsOfForm) -> HttpResponse:
    """One program: its budget by year, its statistics, its grants as far as one may see them."""
    program = get_object_or_404(Program.objects.visible_to(request.user), code=code)
    at = as_of.at
    may_see_sums = request.user.has_perm(SEE_STATE_MONEY)
    visible = Grant.objects.visible_to(request.user).filter(program=program)
    grants = with_amounts(existing(visible, at=at), at=at)
    grant_filter = GrantFilter(request.GET, queryset=grants.select_related("lead"))
    sees_totals = request.user.has_perm(SEE_ALL_MONEY)  # a total would tell the partners' shares
    table = GrantTable(grant_filter.qs, exclude=() if sees_totals else OF_THE_WHOLE_CASE)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "page_title": program.name,
        "page_lead": program.description,
        "breadcrumbs": [*_programs_crumb(), (program.name, "")],
        "program": program,
        "as_of_form": as_of,
        "may_see_sums": may_see_sums,
        "is_today": at.is_today,
        "may_see_cases": sees_totals or has_any_role(request.user, MUNICIPAL),
        "filter": grant_filter,
        "table": table,
        "directives": list(program.directives.all()),
        "budget_standing": standing("budget", at=at),
    }
    years = budget("year", at=at, program=code) if may_see_sums else []
    context |= sections_of(program, request.user, budgets=years, at=at)
    if may_see_sums:
        context |= {
            "total": budget("total", at=at, program=code)[0],
            "years": YearTable(years),
            **_phases(program, at),
            "funded_bodies": funded_bodies(program=code, at=at),
            "statistics": CooperationTable(by_year(program, at=at)),
            "reconciliation": reconciliation(program, at=at),
            "comparisons": compare_published(program, at=at),
        }
    return render(request, "programs/program.html", context)


def _phases(program: Program, at: AsOf) -> dict[str, Any]:
    """A program with phases shows them, itself where money is booked on it, and their total."""
    parts = [*program.phases.all()]
    if not parts:
        return {}
    sums = {row.program: row for row in budget("program", at=at)}
    programs = [program, *parts] if program.code in sums else parts
    rows = [{"program": part, "budget": sums.get(part.code)} for part in programs]
    return {"phases": ProgramTable(rows), "overlap_note": overlap_note()}


@requires(SEE_ALL_MONEY, SEE_PROGRESS)
def grant_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant as far as the person may see it; somebody else's grant does not exist."""
    visible = with_amounts(Grant.objects.visible_to(request.user), at=AsOf.today())
    grant = get_object_or_404(visible.select_related("program", "lead", "directive"), pk=pk)
    own, day = municipalities_of(request.user), timezone.localdate()
    sees_all = request.user.has_perm(SEE_ALL_MONEY)
    participations = list(grant.participations.select_related("municipality__district"))
    decisions = grant.decisions.filter(notified_on__isnull=False)
    entries = LedgerEntry.objects.filter(grant=grant).select_related("line", "municipality")
    return render(
        request,
        "programs/grant.html",
        {
            "page_title": grant.title,
            "breadcrumbs": [
                *_programs_crumb(),
                (grant.program.name, grant.program.get_absolute_url()),
                (grant.file_reference, ""),
            ],
            "grant": grant,
            "facts": _facts(grant, [part.municipality for part in participations], sees_all),
            "shares": allocations_of(
                [part.municipality_id for part in participations] if sees_all else own,
                request.user,
                at=AsOf.today(),
            )
            .filter(grant=grant)
            .select_related("municipality")
            .order_by("pk"),
            "decisions": grant.decisions.all() if sees_all else decisions,
            "letters": letters_of(grant, request.user),
            "reclaims": owed([grant], bodies=None if sees_all else own, today=day),
            "entries": entries if sees_all else entries.told_to(own),
            **_effect(request, grant, bodies=None if sees_all else own),
        },
    )


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
    reached = _("%(part)s of %(whole)s") % {
        "part": format_count(effect.went_live),
        "whole": format_count(effect.pairs),
    }
    return [
        (_("Gone live since the decision"), reached),
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


def _programs_crumb() -> list[tuple[str, str]]:
    return [(_("Funding programs"), reverse("programs:program_list"))]
