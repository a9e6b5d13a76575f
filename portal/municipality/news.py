"""What happened in a body's cases and services since somebody last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import Viewer
from core.formats import format_count, format_eur
from municipalities.models import Municipality
from programs.choices import VISIBLE_STATES, EntryKind, HandInKind
from programs.models import Grant, HandIn, LedgerEntry, StateDay
from services.models import RolloutEvent

MOST = 10
TOLD = (EntryKind.PAYMENT, EntryKind.CLAIM, EntryKind.REPAYMENT)


@dataclass(frozen=True)
class News:
    """One line: what is new, and where it stands."""

    what: str
    url: str


def news_of(body: Municipality, user: Viewer, *, since: datetime) -> list[News]:
    """What is new for the people of `body`, as far as it is told to them: at most ten of a kind."""
    cases = Grant.objects.visible_to(user).filter(participations__municipality=body)
    keys = list(cases.values_list("pk", flat=True))
    return [
        *_states(keys, since),
        *_bookings(body, keys, since),
        *_handed_in(body, since),
        *_reports(body, since),
    ]


def _states(cases: list[int], since: datetime) -> list[News]:
    rows = StateDay.objects.filter(
        grant__in=cases, recorded_at__gt=since, state__in=VISIBLE_STATES
    ).select_related("grant")
    text = _("%(case)s: now %(state)s")
    return [
        News(
            text % {"case": row.grant, "state": row.get_state_display()},
            row.grant.get_absolute_url(),
        )
        for row in rows.order_by("-pk")[:MOST]
    ]


def _bookings(body: Municipality, cases: list[int], since: datetime) -> list[News]:
    entries = LedgerEntry.objects.told_to([body.ags]).filter(
        grant__in=cases, kind__in=TOLD, recorded_at__gt=since
    )
    text = _("%(kind)s of %(amount)s: %(case)s")
    return [
        News(
            text
            % {
                "kind": entry.get_kind_display(),
                "amount": format_eur(entry.amount_eur),
                "case": entry.grant,
            },
            entry.grant.get_absolute_url(),
        )
        for entry in entries.select_related("grant").order_by("-pk")[:MOST]
        if entry.grant is not None
    ]


def _handed_in(body: Municipality, since: datetime) -> list[News]:
    rows = HandIn.objects.filter(municipality=body, handed_in_at__gt=since)
    text = _("Handed in: %(what)s by %(who)s")
    return [
        News(
            text % {"what": HandInKind(row.kind).label, "who": row.handed_in_by},
            row.get_absolute_url(),
        )
        for row in rows.select_related("handed_in_by")[:MOST]
    ]


def _reports(body: Municipality, since: datetime) -> list[News]:
    count = RolloutEvent.objects.filter(municipality=body, recorded_at__gt=since).count()
    if not count:
        return []
    text = ngettext("%(number)s service reported", "%(number)s services reported", count)
    return [News(text % {"number": format_count(count)}, body.get_absolute_url() + "#progress")]
