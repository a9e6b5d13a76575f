"""What changed this month, and where money and progress are stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.as_of import AsOf
from core.formats import format_count, format_day, format_eur, format_share
from core.money import ZERO
from portal.overview.pictures import with_day
from programs.queries.budget.figures import Budget
from programs.queries.reporting.changes import booked
from services.queries.changes import live_changes
from services.queries.progress import Progress

MOST = 5


@dataclass(frozen=True)
class Finding:
    """One line: what it is, its figure, what it means, and the page behind it."""

    label: str
    value: str
    hint: str
    url: str


def changed_this_month(at: AsOf) -> list[Finding]:
    """What was granted, paid, repaid and went live since the end of the month before."""
    since = AsOf(at.day.replace(day=1) - timedelta(days=1))
    found = booked(since=since, until=at)
    lives = live_changes(since.day, at.day)
    url = f"{reverse('reports:report', args=['aenderungen'])}?seit={since.day.isoformat()}"
    url = with_day(url, at)
    approvals = sum(change.approvals for change in found)
    cases = ngettext("%(number)s case", "%(number)s cases", approvals)
    went_live, went_off = sum(x.went_live for x in lives), sum(x.went_off for x in lives)
    off = _("%(number)s went off") % {"number": format_count(went_off)}
    return [
        Finding(
            _("Approved"),
            format_eur(sum((change.approved_eur for change in found), ZERO)),
            cases % {"number": format_count(approvals)},
            url,
        ),
        Finding(
            _("Paid"),
            format_eur(sum((change.paid_eur for change in found), ZERO)),
            _("by value date"),
            url,
        ),
        Finding(
            _("Repaid"),
            format_eur(sum((change.repaid_eur for change in found), ZERO)),
            _("without interest"),
            url,
        ),
        Finding(_("Gone live"), format_count(went_live), off, url),
    ]


def month_of(at: AsOf) -> str:
    """ "01.11.2026 to 28.11.2026"."""
    values = {"first": format_day(at.day.replace(day=1)), "last": format_day(at.day)}
    return _("%(first)s to %(last)s") % values


def stuck_money(budgets: Sequence[Budget], at: AsOf) -> list[Finding]:
    """The programs with the most money that is committed and not paid."""
    rows = sorted((row for row in budgets if row.open_eur > 0), key=lambda row: -row.open_eur)
    return [
        Finding(
            row.program_name,
            format_eur(row.open_eur),
            _("%(share)s of the committed money is paid")
            % {"share": format_share(row.paid_eur / row.committed_eur)},
            with_day(reverse("programs:program", args=[row.program]), at),
        )
        for row in rows[:MOST]
    ]


def stuck_progress(themes: Sequence[Progress], at: AsOf) -> list[Finding]:
    """The theme fields with the smallest share online."""
    known = [row for row in themes if row.live_rate is not None]
    rows = sorted(known, key=lambda row: (row.live_rate, row.label))
    return [
        Finding(
            row.label,
            format_share(row.live_rate),
            _("%(missing)s of %(pairs)s pairs without any report")
            % {
                "missing": format_count(row.competent - row.reported),
                "pairs": format_count(row.competent),
            },
            with_day(f"{reverse('progress:service_list')}?feld={row.key}", at),
        )
        for row in rows[:MOST]
    ]
