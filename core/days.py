"""The day somebody travels to: chosen once in the header, followed by every dated page and file."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

KEPT_AS = "stand"  # in the session and in every address


def travel_to(request: HttpRequest, day: date | None) -> None:
    """Keep `day` for the visit; None goes back to today."""
    if day is None:
        request.session.pop(KEPT_AS, None)
    else:
        request.session[KEPT_AS] = day.isoformat()


def with_kept_day(request: HttpRequest) -> HttpResponse | None:
    """The way to the same page on the day of the visit; None where the address names a day.

    The day always stands in the address, so that it can be sent on and shows the same to others.
    """
    day = request.session.get(KEPT_AS) if hasattr(request, "session") else None
    if day is None or KEPT_AS in request.GET or request.method != "GET":
        return None
    query = request.GET.copy()
    query[KEPT_AS] = day
    return redirect(f"{request.path}?{query.urlencode()}")
