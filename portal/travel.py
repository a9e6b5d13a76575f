"""The control of the header: travel to a day, or back to today, on the page one looks at."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from accounts.access import public
from core.days import KEPT_AS, travel_to
from core.standing import AsOfForm

PAGE = "seite"  # the page the control stands on, sent by its button


@public
def travel(request: HttpRequest) -> HttpResponse:
    """Keep the chosen day for the visit and show the page on it; a refused day is told there."""
    query = request.GET.copy()
    page = query.pop(PAGE, [""])[-1]
    try:
        resolve(page)
    except Resolver404:
        raise Http404 from None
    form = AsOfForm.of(request)
    if form.is_valid():
        travel_to(request, form.at.past)
        if form.at.past is None:
            query[KEPT_AS] = ""  # said, since the page one comes from has the day
    return redirect(f"{page}?{query.urlencode()}" if query else page)
