"""What a week brings to the bodies of a person: deadlines ahead, services nobody reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.formats import format_count, format_day
from core.text import in_one_line
from municipalities.choices import RECIPIENT_KINDS
from municipalities.models import Municipality, municipalities_of
from portal.municipality.desk import paper_deadlines
from portal.rollout_desk.rows import ServiceRow, competent_services, current_events
from programs.models import Grant
from programs.queries.deadlines import Deadline, DeadlinesAsked, deadlines_due
from programs.queries.municipal.hand_in import hand_in_url
from programs.rows.whose import narrowed_to, rows_of

AHEAD = timedelta(days=14)

Address = Callable[[str], str]


@dataclass(frozen=True)
class Digest:
    """What is due within AHEAD, and how many services each body has not reported for too long.

    `names` are those of all bodies of the person.
    """

    names: list[str]
    due: list[Deadline]
    unreported: dict[Municipality, int]

    def __bool__(self) -> bool:
        return bool(self.due or self.unreported)


def digest_of(person: User, *, today: date) -> Digest:
    """Of the cases and bodies that the person works for, and of no others."""
    with narrowed_to(lambda: rows_of(person)):
        due = _due(person, today)
    bodies = Municipality.objects.existing_on(today).filter(
        ags__in=municipalities_of(person), kind__in=RECIPIENT_KINDS
    )
    counts = {body: unreported_in(body, today=today) for body in bodies}
    names = [str(body) for body in counts]
    return Digest(names, due, {body: count for body, count in counts.items() if count})


def unreported_in(body: Municipality, *, today: date) -> int:
    """The services the body owes and never reported, or last DIGEST_UNREPORTED_DAYS ago or more.

    “Nothing has changed” reports anew whatever was reported by then.
    """
    oldest = today - timedelta(days=settings.DIGEST_UNREPORTED_DAYS)
    confirmed: date | None = body.rollout_confirmations.aggregate(on=Max("confirmed_on"))["on"]
    events = current_events(body)
    rows = [ServiceRow(each, events.get(each.pk)) for each in competent_services(body, today)]
    days = [row.reported_on and max(row.reported_on, confirmed or row.reported_on) for row in rows]
    return sum(day is None or day <= oldest for day in days)


def text_of(digest: Digest, person: User, *, address: Address) -> str:
    """The digest in words, each line with the address that leads to it."""
    parts = []
    if digest.due:
        heading = _("Due within the next %(days)s days:") % {"days": AHEAD.days}
        parts += [heading, *(_of_deadline(due, person, address) for due in digest.due)]
    if digest.unreported:
        heading = _("Not reported for %(days)s days, or never:")
        parts.append(heading % {"days": settings.DIGEST_UNREPORTED_DAYS})
        parts += [_of_body(body, count, address) for body, count in digest.unreported.items()]
    return "\n\n".join(parts)


def _due(person: User, today: date) -> list[Deadline]:
    """As the desk of each body shows them, those of today and of the last day among them."""
    own = municipalities_of(person)
    until = today + AHEAD + timedelta(days=1)
    visible = Grant.objects.visible_to(person, on=today)
    cases = visible.filter(participations__municipality__in=own).values_list("pk", flat=True)
    told = deadlines_due(DeadlinesAsked(cases=set(cases), bodies=own, since=today, until=until))
    asked = [due for ags in sorted(own) for due in paper_deadlines(person, ags, known=told)]
    ahead = [due for due in asked if today <= due.day < until]
    return sorted([*told, *ahead], key=lambda due: due.day)


def _of_deadline(due: Deadline, person: User, address: Address) -> str:
    what = in_one_line(f"{format_day(due.day)}: {due.what} · {due.grant}")
    return f"{what}\n{address(hand_in_url(due, person) or due.grant.get_absolute_url())}"


def _of_body(body: Municipality, count: int, address: Address) -> str:
    text = ngettext("%(body)s: %(count)s service", "%(body)s: %(count)s services", count)
    line = in_one_line(text % {"body": body, "count": format_count(count)})
    return f"{line}\n{address(reverse('portal:reporting', args=[body.ags]))}"
