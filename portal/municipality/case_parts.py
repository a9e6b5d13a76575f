"""The parts of a body's page about its cases: money, deadlines, support, results for re-use.

They read no roll-up but the cases themselves, so they are kept while nothing of these is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY, SEE_STATE_MONEY
from core.as_of import AsOf
from core.http.kept import kept_html
from core.http.ways import open_ways
from core.money import ZERO
from core.standing import Standing
from municipalities.models import municipalities_of
from portal.tables import AllocationTable, ApplicationTable, ClosedCaseTable
from programs.models import Grant
from programs.queries.deadlines import CLOSED, deadlines
from programs.queries.effect.grants import blueprints
from programs.queries.grant import allocations_of, is_booked, is_recorded
from programs.queries.in_kind import support_of
from programs.queries.municipal.seen import mark_of_cases
from programs.queries.owed import owed
from programs.tables.program import NotionalTable, ReceivedTable

SHOWN_OF_ALLOCATIONS = (
    "share_eur",
    "grant__title",
    "grant__file_reference",
    "grant__state",
    "grant__period_end",
    "grant__published_eur",
    "grant__program__name",
    "grant__program__code",
    "grant__program__contact_name",
    "grant__program__contact_email",
    "grant__program__contact_phone",
)


@dataclass(frozen=True)
class Cases:
    """Whose cases are asked for, by whom, of which day; `family`: the body and its predecessors."""

    family: tuple[str, ...]
    reader: Viewer
    may_see_money: bool
    at: AsOf

    @property
    def audience(self) -> tuple[object, ...]:
        """Who reads the same: those who see all money, or those who work for the same bodies."""
        if self.reader.has_perm(SEE_ALL_MONEY):
            return (SEE_ALL_MONEY,)
        if self.may_see_money:
            return ("own", *sorted(municipalities_of(self.reader)))
        return (self.sees_notional,)

    @property
    def sees_notional(self) -> bool:
        return self.may_see_money or self.reader.has_perm(SEE_STATE_MONEY)


def kept_parts(cases: Cases, stand: Standing) -> dict[str, SafeString]:
    """Both parts, kept for the audience; `stand`: of the progress, whose results they tell."""
    marks = (*cases.family, *cases.audience, mark_of_cases(cases.family))
    ways = open_ways(cases.reader, reverse("programs:grant", args=[0]))

    def part(template: str, make: Callable[[Cases], dict[str, Any]]) -> SafeString:
        return kept_html(
            template, *marks, standings=[stand], at=cases.at, make=lambda: make(cases), ways=ways
        )

    parts = {"support_part": part("portal/municipality/_support.html", support)}
    if cases.may_see_money:
        parts["money_part"] = part("portal/municipality/_money.html", money)
    return parts


def money(cases: Cases) -> dict[str, Any]:
    """What is bound for the body, apart what it applied for; for the ministry and the body alone.

    Deadlines are those of today: which were open on a past day is not kept.
    """
    family, at = list(cases.family), cases.at
    rows = list(allocations_of(family, cases.reader, at=at).only(*SHOWN_OF_ALLOCATIONS))
    booked, others = _divided(rows, is_booked)
    closed, running = _divided(booked, lambda row: row.state_then in CLOSED)
    recorded, applied = _divided(others, is_recorded)
    return {
        "is_today": at.is_today,
        "running": running,
        "allocations": AllocationTable(running),
        "closed_cases": ClosedCaseTable(closed),
        "applications": ApplicationTable(applied),
        "recorded": [row.grant for row in recorded],
        "open_programs": {row.grant.program for row in [*running, *applied]},
        **_amounts(booked),
        **open_dues(rows, family, at=at),
        "today": timezone.localdate(),
    }


def _divided(rows: list[Any], belongs: Callable[[Any], bool]) -> tuple[list[Any], list[Any]]:
    """Those that belong, and the others."""
    return [row for row in rows if belongs(row)], [row for row in rows if not belongs(row)]


def _amounts(booked: list[Any]) -> dict[str, Any]:
    """The sums of what is bound, and the part nobody was told of yet."""
    untold = [row for row in booked if not row.is_told]
    return {
        "bound_eur": _total(booked, "bound_eur"),
        "untold_eur": _total(untold, "bound_eur"),
        "untold_count": len(untold),
        "paid_eur": _total(booked, "paid_eur"),
        "repaid_eur": _total(booked, "repaid_eur"),
    }


def _total(rows: list[Any], name: str) -> Decimal:
    return sum((getattr(row, name) or ZERO for row in rows), ZERO)


def open_dues(rows: list[Any], family: list[str], *, at: AsOf) -> dict[str, Any]:
    """What the bodies of the `family` owe and by when they have to do what; today alone."""
    if not at.is_today:
        return {"reclaims": [], "deadlines": []}
    reclaimed = [row.grant for row in rows if row.has_reclaim]  # mostly none, which asks nothing
    debts = owed(reclaimed, bodies=family, today=at.day)
    return {
        "reclaims": [debt for debt in debts if debt.open_eur or debt.reclaim.settled_on is None],
        "deadlines": deadlines([row.grant for row in rows], bodies=family),
    }


def support(cases: Cases) -> dict[str, Any]:
    """Support in kind and results of others; notional shares for those who may see the money.

    None of it stands in a sum of grants. Notional shares and results are those of today alone.
    """
    family, at = list(cases.family), cases.at
    reused = Grant.reused_by.through.objects.filter(municipality__in=family).values("grant")
    results = Grant.objects.with_results().filter(Q(lead__in=family) | Q(pk__in=reused))
    in_kind, notional = support_of(family, at=at)
    return {
        "received": ReceivedTable(in_kind) if in_kind else None,
        "notional": NotionalTable(notional) if notional and cases.sees_notional else None,
        "blueprints": blueprints(results) if at.is_today else [],
    }
