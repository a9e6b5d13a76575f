"""From euros to effect: what each grant paid for, and what went live with it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_ALL_MONEY
from core.exports import FORMATS
from core.standing import AsOfForm, dated
from portal.progress.pages import progress_crumbs
from portal.progress.tables.coordination import EffectTable
from programs.models import Grant
from programs.queries.effect.grants import effects
from programs.queries.grant import existing


@requires(SEE_ALL_MONEY)
@dated
def effect(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """Grants that name their services; how many grants name none stands beside them."""
    day = as_of.at.day
    visible = existing(Grant.objects.visible_to(request.user), at=as_of.at)
    rows = effects(visible.filter(services__isnull=False).distinct(), day=day)
    return render(
        request,
        "portal/progress/effect.html",
        {
            "page_title": _("From euros to effect"),
            "page_lead": _("Which grant paid for which services where, and what went live."),
            "breadcrumbs": progress_crumbs(_("From euros to effect")),
            "as_of_form": as_of,
            "day": day,
            "table": EffectTable(rows),
            "shown": len(rows),
            "unknown": visible.filter(services__isnull=True).count(),
            "report_url": _report("report", day=as_of.at.past),
            "downloads": [
                {"label": fmt.label, "url": _report("download", fmt.name, day=as_of.at.past)}
                for fmt in FORMATS.values()
            ],
        },
    )


def _report(view: str, *args: str, day: date | None) -> str:
    """The address of the report that holds every pair, on the day of the page."""
    address = reverse(f"reports:{view}", args=["wirkung", *args])
    return f"{address}?stand={day.isoformat()}" if day else address
