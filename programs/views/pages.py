"""The list of programs and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.queries import has_any_role
from accounts.roles import MUNICIPAL, SEE_PROGRESS, SEE_STATE_MONEY
from core.as_of import AsOf
from core.http.kept import kept
from core.standing import AsOfForm, dated, standing
from programs.filters import GrantFilter
from programs.models import Program
from programs.queries.budget.envelopes import overlap_note
from programs.queries.budget.figures import Budget, budget, funded_bodies
from programs.queries.budget.reconciliation import reconciliation
from programs.queries.cooperation import by_year, compare_published
from programs.queries.municipal.contact import contact_of_program
from programs.queries.seen.case import listed, sees_whole_cases
from programs.queries.seen.told import told_to
from programs.tables.grant import CooperationTable, GrantTable, ProgramTable, YearTable
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
    sums = _sums(at) if may_see_sums else {}
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
    programs = Program.objects.visible_to(request.user)
    program = get_object_or_404(
        programs.select_related("granting_authority", "policy_owner"), code=code
    )
    at = as_of.at
    may_see_sums = request.user.has_perm(SEE_STATE_MONEY)
    grants = listed(request.user, at=at).filter(program=program)
    grant_filter = GrantFilter(request.GET, queryset=grants.select_related("lead"))
    sees_totals = sees_whole_cases(request.user)
    table = GrantTable(grant_filter.qs, exclude=() if sees_totals else OF_THE_WHOLE_CASE)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "page_title": program.name,
        "page_lead": program.description,
        "breadcrumbs": [*programs_crumb(), (program.name, "")],
        "program": program,
        "as_of_form": as_of,
        "may_see_sums": may_see_sums,
        "is_today": at.is_today,
        "may_see_cases": sees_totals or has_any_role(request.user, MUNICIPAL),
        "filter": grant_filter,
        "table": table,
        "directives": list(program.directives.all()),
        "budget_standing": standing("budget", at=at),
        "contact": contact_of_program(program),
    }
    years = budget("year", at=at, program=code) if may_see_sums else []
    context |= sections_of(program, request.user, budgets=years, at=at)
    if may_see_sums:
        told = told_to(request.user, at=at)
        cases_url = _cases_url(program, at) if sees_totals else ""
        context |= {
            "total": budget("total", at=at, program=code)[0],
            "years": YearTable(years, cases_url=cases_url),
            **_phases(program, at),
            "funded_bodies": funded_bodies(program=code, at=at),
            "statistics": CooperationTable(by_year(program, at=at, told=told), cases_url=cases_url),
            "reconciliation": reconciliation(program, at=at),
            "comparisons": compare_published(program, at=at, told=told),
        }
    return render(request, "programs/program.html", context)


def _sums(at: AsOf) -> dict[str, Budget]:
    """The sums of each program: its cases are counted in the ledger, once for each version."""
    return kept(
        "programs",
        at,
        standing("budget", at=at).version,
        make=lambda: {row.program: row for row in budget("program", at=at)},
    )


def _cases_url(program: Program, at: AsOf) -> str:
    """The cases of the program on the day."""
    day = "" if at.is_today else f"&stand={at.day.isoformat()}"
    return f"{reverse('programs:case_list')}?programm={program.code}{day}"


def _phases(program: Program, at: AsOf) -> dict[str, Any]:
    """A program with phases shows them, itself where money is booked on it, and their total."""
    parts = [*program.phases.all()]
    if not parts:
        return {}
    sums = {row.program: row for row in budget("program", at=at)}
    programs = [program, *parts] if program.code in sums else parts
    rows = [{"program": part, "budget": sums.get(part.code)} for part in programs]
    return {"phases": ProgramTable(rows), "overlap_note": overlap_note()}


def programs_crumb() -> list[tuple[str, str]]:
    return [(_("Funding programs"), reverse("programs:program_list"))]
