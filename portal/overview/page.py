"""The state overview: money and progress side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.access import may_open, requires
from accounts.queries import Viewer, has_any_role
from accounts.roles import ASSIGN_ROLES, MUNICIPAL, SEE_PROGRESS, SEE_STATE_MONEY
from core.charts.files import CHART_WANTED, chart_file
from core.http.kept import kept_html
from core.http.ways import open_ways
from core.standing import AsOfForm, Standing, dated, standings
from portal.overview.figures import money_figures, progress_figures, standing_figures
from portal.overview.pictures import money_by_program, progress_over_time, small_map
from portal.overview.stuck import changed_this_month, month_of, stuck_money, stuck_progress
from portal.tables import ProgressTable
from programs.models import PublishedFigure
from programs.queries.budget.figures import budget_total, envelope_total, state_money
from programs.tables.grant import ProgramBudgetTable
from services.queries.months import series
from services.queries.progress import progress, total_of
from services.queries.versions import basis_of, basis_today

# Published counts shown beside ours; never mixed into them.
BESIDE_PROGRESS = ("ozg-online-2022", "ozg-target-2022")
PARTS_OF_AVAILABLE = ("carried_over_eur", "blocked_eur")  # the pages of the programs show them
ROLLUPS = ("budget", "progress")
TOP_ENVELOPES = ("starke-heimat", "umsetzungsvereinbarung")


@requires(SEE_STATE_MONEY, SEE_PROGRESS, ASSIGN_ROLES, by_area=True, strangers_if="OVERVIEW_PUBLIC")
@dated
def overview(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """Money and progress of the state; who may not see them goes to the page they work on.

    Strangers, where the setting lets them in, see the sums of today: no case, no person.
    """
    is_known = request.user.is_authenticated
    if is_known and not may_open(request.user, [SEE_STATE_MONEY], by_area=False):
        return redirect(_own_start(request.user))
    if not is_known and as_of.at.past is not None:
        return redirect_to_login(request.get_full_path())
    if CHART_WANTED in request.GET:
        return chart_file(request, _figures(as_of, standings(*ROLLUPS, at=as_of.at))["charts"])
    return render(
        request,
        "portal/overview/overview.html",
        {
            "page_title": _("Overview of the state"),
            "page_lead": _(
                "What the state of Hessen spends on the digitalisation of its municipalities, "
                "and what is online where."
            ),
            "as_of_form": as_of if is_known else None,
            "figures": overview_figures(as_of, request.user),
        },
    )


def overview_figures(as_of: AsOfForm, reader: Viewer) -> SafeString:
    """All figures of the page: whoever may open it sees the same, so it is made once for all."""
    stands = standings(*ROLLUPS, at=as_of.at)
    return kept_html(
        "portal/overview/_figures.html",
        SEE_STATE_MONEY,
        basis_today(),
        standings=stands,
        at=as_of.at,
        make=lambda: _figures(as_of, stands),
        ways=open_ways(reader, *_leads_to()),
    )


def _leads_to() -> list[str]:
    """An address of each kind of page that the tables of the figures lead to."""
    return [reverse("progress:service_list"), reverse("programs:program", args=["each"])]


def _figures(as_of: AsOfForm, stands: Sequence[Standing]) -> dict[str, Any]:
    at, year = as_of.at, as_of.at.day.year
    money_of_state = state_money(year=year, at=at)
    budgets = money_of_state.programs
    themes = progress("theme_field", at=at)
    reached = total_of(themes)
    money, course = money_by_program(budgets, at), progress_over_time(series(), at)
    return {
        "as_of_form": as_of,
        "standing_figures": standing_figures(money_of_state.of_year, year, reached),
        "money_figures": money_figures(money_of_state.of_year, year),
        "progress_figures": progress_figures(reached),
        "services_basis": basis_of(reached.catalogue),
        "total": budget_total(budgets),
        "budget_table": ProgramBudgetTable(budgets, exclude=PARTS_OF_AVAILABLE),
        "funded_bodies": money_of_state.funded_bodies,
        "envelopes": envelope_total(TOP_ENVELOPES),
        "theme_table": ProgressTable(themes),
        "published": _published(),
        "budget_standing": stands[0],
        "progress_standing": stands[1],
        "money_chart": money,
        "course_chart": course,
        "charts": [chart for chart in (money, course) if chart],
        "changed": changed_this_month(at),
        "month": month_of(at),
        "stuck_money": stuck_money(budgets, at),
        "stuck_progress": stuck_progress(themes, at),
        **small_map(at, stands[1]),
    }


def _own_start(user: Viewer) -> str:
    """Where people start who do not see the whole state, as a view name."""
    if has_any_role(user, MUNICIPAL):
        return "portal:my_municipality"
    return "portal:municipality_list" if user.has_perm(SEE_PROGRESS) else "admin:index"


def _published() -> dict[str, object] | None:
    """The published count beside ours, "139 of 314"; None unless both figures are known."""
    found = PublishedFigure.objects.in_bulk(BESIDE_PROGRESS)
    online, target = (found.get(key) for key in BESIDE_PROGRESS)
    if online is None or target is None or online.value is None or not target.value:
        return None
    return {"online": online, "target": target, "rate": online.value / target.value}
