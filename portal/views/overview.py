"""The state overview: money and progress side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from core.standing import AsOfForm, standing
from portal.tables import ProgressTable
from programs.models import PublishedFigure
from programs.queries import budget, envelope_total, funded_bodies
from programs.tables import ProgramBudgetTable
from services.queries import progress, total_of

# Published counts shown beside ours; never mixed into them.
BESIDE_PROGRESS = ("ozg-online-2022", "ozg-target-2022")
TOP_ENVELOPES = ("starke-heimat", "umsetzungsvereinbarung")


@requires(SEE_STATE_MONEY, SEE_PROGRESS)
def overview(request: HttpRequest) -> HttpResponse:
    """Money and progress of the state; people of a municipality go to their own page."""
    if not request.user.has_perm(SEE_STATE_MONEY):
        return redirect("portal:my_municipality")
    form = AsOfForm.of(request)
    year = (form.at or timezone.localdate()).year
    budgets = budget("program", at=form.at)
    total = budget("total", at=form.at)
    this_year = budget("total", at=form.at, year=year)
    themes = progress("theme_field", at=form.at)
    return render(
        request,
        "portal/overview.html",
        {
            "page_title": _("Overview of the state"),
            "page_lead": _(
                "What the state of Hessen spends on the digitalisation of its municipalities, "
                "and what is online where."
            ),
            "as_of_form": form,
            "year": year,
            "this_year": this_year[0],
            "total": total[0],
            "budget_table": ProgramBudgetTable(budgets),
            "funded_bodies": funded_bodies(at=form.at),
            "envelopes": envelope_total(TOP_ENVELOPES),
            "progress": total_of(themes),
            "theme_table": ProgressTable(themes),
            "published": _published(),
            "budget_standing": standing("budget", form.at),
            "progress_standing": standing("progress", form.at),
        },
    )


def _published() -> dict[str, object] | None:
    """The published count beside ours, "139 of 314"; None unless both figures are known."""
    found = PublishedFigure.objects.in_bulk(BESIDE_PROGRESS)
    online, target = (found.get(key) for key in BESIDE_PROGRESS)
    if online is None or target is None or online.value is None or not target.value:
        return None
    return {"online": online, "target": target, "rate": online.value / target.value}
