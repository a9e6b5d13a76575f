"""The day somebody travels to: chosen once in the header, followed by every dated page and file."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.as_of import AsOf
from core.errors import RuleError
from core.forms.fields import DayField

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
    Whoever got such an address goes on by its links on that day.
    """
    if KEPT_AS in request.GET or request.method != "GET":
        return None
    kept = request.session.get(KEPT_AS) if hasattr(request, "session") else None
    day = kept or _day_of_page_before(request)
    if day is None:
        return None
    query = request.GET.copy()
    query[KEPT_AS] = day
    return redirect(f"{request.path}?{query.urlencode()}")


def past_day_of(request: HttpRequest) -> date | None:
    """The past day somebody looks at who comes to a page that follows none.

    It is that of the address, of the visit, or of the page before; None where all are of today.
    """
    if KEPT_AS in request.GET:
        return _past(request.GET[KEPT_AS])
    kept = request.session.get(KEPT_AS, "") if hasattr(request, "session") else ""
    return _past(kept or _day_of_page_before(request) or "")


def _day_of_page_before(request: HttpRequest) -> str | None:
    """The past day of the page of the house on which the link stood."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if before.netloc != request.get_host():
        return None
    past = _past(parse_qs(before.query).get(KEPT_AS, [""])[-1])
    return past.isoformat() if past else None


def _past(typed: str) -> date | None:
    """The day before today that was typed; None for anything else."""
    if not typed:
        return None
    try:
        return AsOf.on(DayField().clean(typed)).past
    except (ValidationError, RuleError):
        return None
