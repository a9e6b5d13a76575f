"""The start page of everything about progress."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.standing import AsOfForm, dated, standing
from portal.progress.pages import pages_for
from services.choices import CountingRule
from services.forms import PlaceForm
from services.queries.counting import side_by_side

SHOWN = (
    CountingRule.FEDERAL_ANY,
    CountingRule.LEVEL3_ANY,
    CountingRule.AREA_WIDE,
    CountingRule.SHARE,
    CountingRule.INHABITANTS_SHARE,
    CountingRule.PROVIDED,
)


@requires(SEE_PROGRESS, by_area=True)
@dated
def start(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """The state, an area or one body by every counting rule, and the way to each page."""
    form = PlaceForm(request.GET)
    form.keep_to(request.user)
    return render(
        request,
        "portal/progress/start.html",
        {
            "page_title": _("Progress"),
            "page_lead": _("What is online where, by named counting rules, and what to do next."),
            "as_of_form": as_of,
            "form": form,
            "standing": standing("progress", at=as_of.at),
            "pages": pages_for(request.user),
            **(_counted(form, as_of.at) if form.is_valid() else {}),
        },
    )


def _counted(form: PlaceForm, at: AsOf) -> dict[str, Any]:
    """The figures of the version used for quotas, and of every version where there are several."""
    versions = side_by_side(SHOWN, at=at, **form.where)
    context: dict[str, Any] = {
        "where": form.place_name,
        "figures": next((found for version, found in versions if version.is_current), []),
    }
    if len(versions) > 1:
        context["catalogues"] = [version for version, _figures in versions]
        context["compared"] = list(
            zip(
                *([(version, figure) for figure in found] for version, found in versions),
                strict=True,
            )
        )
    return context
