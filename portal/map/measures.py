"""What a map can show: progress, money, last report, re-use; each by body or by area, on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS, SEE_STATE_MONEY
from core.areas import PREFIX_LENGTH, Level
from core.as_of import AsOf
from core.formats import format_count, format_eur, format_rate, format_share
from core.money import round_eur
from portal.map.classes import Classes, OnlineOrNot
from programs.models import Grant
from programs.queries.reporting.recipient import received_by_area, received_by_body
from services.models import OzgService
from services.queries.areas import last_reports, live_rates, service_rates

OF_SERVICE = "leistung"  # the measure of one service, and the part of the address that names it
Values = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Measure:
    """A measure: how it is computed for each area, told in words, and divided into classes.

    `is_dated`: known for any past day; the others are of today alone. `has_months`: read quickly
    enough for the slider, which asks for a month at each step.
    """

    code: str
    label: Any
    rule: Any
    permission: str
    read: Callable[[Viewer, Level, AsOf], Values]
    text: Callable[[Any], str]
    classes: Classes
    is_dated: bool = True
    has_months: bool = True
    body_permission: str = ""

    def is_open_to(self, user: Viewer, level: Level) -> bool:
        needed = self.body_permission if level == Level.BODY and self.body_permission else ""
        return user.has_perm(needed or self.permission)


def _progress(_user: Viewer, level: Level, at: AsOf) -> Values:
    return live_rates(level, at=at)


def _funding(user: Viewer, level: Level, at: AsOf) -> Values:
    """Euros committed per inhabitant; 0 where nothing was, unknown without inhabitants."""
    rows: list[Any] = (
        list(received_by_body(user, at=at))
        if level == Level.BODY
        else list(received_by_area(user, at=at, level=level))
    )
    return {
        getattr(row, "ags", None) or row.key: (
            round_eur(row.committed_eur / row.inhabitants) if row.inhabitants else None
        )
        for row in rows
    }


def _months_since(_user: Viewer, level: Level, at: AsOf) -> Values:
    """Whole months since the newest report."""
    return {ags: months_between(day, at.day) for ags, day in last_reports(level, at=at).items()}


def months_between(earlier: date, later: date) -> Decimal:
    """Whole months from one day to the other."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return Decimal(months - (later.day < earlier.day))


def _reused(_user: Viewer, level: Level, _at: AsOf) -> Values:
    """How many results of model municipalities are re-used; an area without any is missing."""
    length = PREFIX_LENGTH.get(level, 8)
    found = Grant.objects.with_results().values_list("pk", "reused_by")
    pairs = {(grant, ags[:length]) for grant, ags in found if ags and len(ags) == 8}
    counts = Counter(area for _grant, area in pairs)
    return {area: Decimal(count) for area, count in counts.items()}


def format_months(months: Decimal | None) -> str:
    """ "3 Monate", for a span up to the day of the page."""
    if months is None:
        return "–"
    return _("%(count)s months") % {"count": format_count(int(months))}


def _number(value: Decimal | None) -> str:
    return format_count(None if value is None else int(value))


def coverage_of(service: OzgService, level: Level) -> Measure:
    """Where one service is online: yes or no for a body, the share of its bodies for an area."""
    is_body = level == Level.BODY
    shares = Classes(_bounds("0.01", "0.25", "0.5", "0.75"), format_rate)
    return Measure(
        OF_SERVICE,
        service.name,
        _("Online at the competent municipality or district; no report is not “no”"),
        SEE_PROGRESS,
        lambda _user, level, at: service_rates(service.pk, level, at=at),
        _online if is_body else format_share,
        OnlineOrNot((), _online) if is_body else shares,
        has_months=False,
    )


def _online(value: Decimal | None) -> str:
    return "–" if value is None else _("online") if value else _("not online")


def _bounds(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


MEASURES = {
    measure.code: measure
    for measure in (
        Measure(
            "fortschritt",
            gettext_lazy("Services online"),
            gettext_lazy("Share of the services online of those the body is competent for"),
            SEE_PROGRESS,
            _progress,
            format_share,
            Classes(_bounds("0.15", "0.25", "0.35", "0.5"), format_rate),
        ),
        Measure(
            "foerderung",
            gettext_lazy("Funding per inhabitant"),
            gettext_lazy("Committed euros by inhabitants; a district as a body is not on the map"),
            SEE_STATE_MONEY,
            _funding,
            format_eur,
            Classes(_bounds("0.01", "2", "5", "10"), format_eur),
            body_permission=SEE_ALL_MONEY,
        ),
        Measure(
            "meldung",
            gettext_lazy("Last report"),
            gettext_lazy("Whole months since the newest report on the roll-out"),
            SEE_PROGRESS,
            _months_since,
            format_months,
            Classes(_bounds("3", "6", "12", "24"), format_months),
        ),
        Measure(
            "nachnutzung",
            gettext_lazy("Re-use"),
            gettext_lazy("Results of model municipalities that are re-used there"),
            SEE_PROGRESS,
            _reused,
            _number,
            Classes(_bounds("2", "3", "4", "5"), _number),
            is_dated=False,
        ),
    )
}
