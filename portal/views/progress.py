"""The start page of everything about progress."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.standing import AsOfForm, standing
from portal.pages_progress import pages_for
from services.choices import CountingRule
from services.models import Catalogue
from services.queries_counting import Figure, side_by_side

SHOWN = (
    CountingRule.FEDERAL_ANY,
    CountingRule.LEVEL3_ANY,
    CountingRule.AREA_WIDE,
    CountingRule.SHARE,
    CountingRule.INHABITANTS_SHARE,
    CountingRule.PROVIDED,
)


@requires(SEE_PROGRESS)
def start(request: HttpRequest) -> HttpResponse:
    """The state by every counting rule, and the way to each page."""
    form = AsOfForm.of(request)
    versions = side_by_side(SHOWN, at=form.at)
    return render(
        request,
        "portal/progress/start.html",
        {
            "page_title": _("Progress"),
            "page_lead": _("What is online where, by named counting rules, and what to do next."),
            "as_of_form": form,
            "figures": next((found for version, found in versions if version.is_current), []),
            **_compared(versions),
            "standing": standing("progress", form.at),
            "pages": pages_for(request.user),
        },
    )


def _compared(versions: list[tuple[Catalogue, list[Figure]]]) -> dict[str, Any]:
    """Each rule by every version of the catalogue; nothing to compare while there is one."""
    if len(versions) < 2:
        return {}
    return {
        "catalogues": [version for version, _figures in versions],
        "compared": list(zip(*(found for _version, found in versions), strict=True)),
    }
