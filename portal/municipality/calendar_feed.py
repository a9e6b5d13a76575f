"""The deadlines of one's cases as a calendar that other programs subscribe to, by a key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.access import with_key
from accounts.choices import KeyScope, SecurityKind
from accounts.keys import KEY_IN_ADDRESS, ask
from accounts.security_log import note
from portal.municipality.deadlines import own_deadlines
from programs.queries.deadlines import Deadline, deadlines_due
from programs.rows.whose import narrowed_to, rows_of

REFRESHED = timedelta(hours=12)


@with_key
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The open deadlines of the key's person, for as long as key and role are in force."""
    now = timezone.now()
    asked = ask(request.GET.get(KEY_IN_ADDRESS, ""), at=now)
    if asked is None or asked.key.scope != KeyScope.CALENDAR:
        raise Http404
    if asked.is_too_often:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
    person = asked.key.user
    try:
        with narrowed_to(lambda: rows_of(person)):  # the address has a key, the request no person
            found = deadlines_due(own_deadlines(person))
    except PermissionDenied as error:
        raise Http404 from error
    if asked.number == 1:
        what = f"{asked.key.hint} {request.path}"
        note(request, SecurityKind.KEY_USED, what=what, person=person)
    content = calendar_of(found, at=now, address=request.build_absolute_uri)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"},
    )


def calendar_of(due: Iterable[Deadline], *, at: datetime, address: Callable[[str], str]) -> bytes:
    """The deadlines as events of whole days. What is due and in which case; no person, no body.

    Source: RFC 5545; REFRESH-INTERVAL of RFC 7986.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//OZG Hessen//Fristen//DE")
    calendar.add("version", "2.0")
    calendar.add("name", _("Deadlines OZG Hessen"))
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    for deadline in due:
        grant = deadline.grant
        event = Event()
        event.add("uid", f"{deadline.kind}-{deadline.key}-{grant.pk}@ozg-hessen")
        event.add("dtstamp", at)
        event.add("dtstart", deadline.day)
        event.add("summary", f"{deadline.what} – {grant.file_reference}")
        event.add("description", grant.title)
        event.add("url", address(grant.get_absolute_url()))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
