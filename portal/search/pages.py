"""The page of results, and the names that a choice of a body offers while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from municipalities.body_choice import label_of
from portal.search.finding import MOST, bodies_named, found

LONGEST = 100


@requires(SEE_PROGRESS, SEE_ALL_MONEY, by_area=True)
def search(request: HttpRequest) -> HttpResponse:
    """What fits the words; each kind as far as the person may see it."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    kinds = found(text, request.user)
    context = {
        "page_title": _("Search"),
        "text": text,
        "kinds": kinds,
        "count": sum(len(kind.rows) for kind in kinds),
    }
    return render(request, "portal/search/results.html", context)


@requires(SEE_PROGRESS, by_area=True)
def bodies(request: HttpRequest) -> JsonResponse:
    """Up to ten bodies for a combobox: what it shows and sends."""
    rows = bodies_named(request.GET.get("q", "")[:LONGEST], request.user)[:MOST]
    about = [{"label": label_of(body), "about": str(body.district)} for body in rows]
    return JsonResponse({"bodies": about})
