"""Cases and shares as they stood on a day: state, partners and money, each sum from the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django_stubs_ext import WithAnnotations

from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import (
    Decision,
    Grant,
    GrantBalance,
    LedgerEntry,
    Participation,
    Reclaim,
    StateDay,
)

KINDS = {
    "bound_eur": EntryKind.COMMITMENT,
    "drawn_eur": EntryKind.DRAWDOWN,
    "paid_eur": EntryKind.PAYMENT,
    "repaid_eur": EntryKind.REPAYMENT,
}
BALANCES = {
    "bound_eur": "committed_eur",
    "drawn_eur": "drawn_eur",
    "paid_eur": "paid_eur",
    "repaid_eur": "repaid_eur",
}
ON_CASH = Q(line__due_year__isnull=True)


class StateThen(TypedDict):
    """What existing adds to a grant: its state of the day."""

    state_then: str


class Amounts(StateThen):
    """What with_amounts adds to such a grant, in euros; None where nothing is booked.

    bound = committed (on lines of cash) + authorised (on commitment authorisations).
    """

    bound_eur: Decimal | None
    committed_eur: Decimal | None
    authorised_bound_eur: Decimal | None
    drawn_eur: Decimal | None
    paid_eur: Decimal | None
    repaid_eur: Decimal | None
    participations_bound: int | None


class OwnAmounts(TypedDict):
    """What allocations_of adds to a participation, in euros; None where nothing is booked."""

    state_then: str
    is_told: bool
    has_reclaim: bool
    bound_eur: Decimal | None
    paid_eur: Decimal | None
    repaid_eur: Decimal | None


def existing(grants: QuerySet[Grant], *, at: AsOf) -> QuerySet[WithAnnotations[Grant, StateThen]]:
    """The cases that existed on the day, with their state of that day as `state_then`.

    Source: docs/rules/as-of.md.
    """
    if at.is_today:
        return grants.annotate(state_then=F("state"))
    return grants.annotate(state_then=_state_on(at, "pk")).filter(state_then__isnull=False)


def _state_on(at: AsOf, grant: str) -> Subquery:
    """The state of the case `grant` leads to; of two steps by the day the one written later."""
    days = StateDay.objects.filter(grant=OuterRef(grant), since__lte=at.day).order_by("-pk")
    return Subquery(days.values("state")[:1])


def with_amounts(grants: QuerySet[Grant], *, at: AsOf) -> QuerySet[WithAnnotations[Grant, Amounts]]:
    """Annotate what is booked on each case by the day; None where nothing is.

    Today's sums come from the balances that a trigger keeps, a past day's from the bookings.
    """
    amount = _balance if at.is_today else _booked
    parts = LedgerEntry.objects.filter(
        grant=OuterRef("pk"),
        kind=EntryKind.COMMITMENT,
        municipality__isnull=False,
        authorisation__isnull=True,
        **({} if at.is_today else {"booked_on__lte": at.day}),
    )
    counted = parts.order_by().values("grant").annotate(n=Count("municipality", distinct=True))
    annotated: Any = grants.annotate(
        **{name: amount(name, at) for name in KINDS},
        committed_eur=amount("bound_eur", at, ON_CASH),
        authorised_bound_eur=amount("bound_eur", at, ~ON_CASH),
        participations_bound=Subquery(counted.values("n")),
    )
    return annotated  # type: ignore[no-any-return]  # the stubs do not follow **


def first_decided_on(at: AsOf) -> Subquery:
    """The day of the case's first decision by the day, an approval that nobody cancelled."""
    first = Decision.objects.filter(
        grant=OuterRef("pk"),
        kind=DecisionKind.INITIAL,
        approved_at__isnull=False,
        cancelled_at__isnull=True,
        decided_on__lte=at.day,
    )
    return Subquery(first.order_by("decided_on", "pk").values("decided_on")[:1])


def _balance(name: str, _at: AsOf, lines: Q = Q()) -> Subquery:  # noqa: B008 - Q() never changes
    sums = GrantBalance.objects.filter(lines, grant=OuterRef("pk")).order_by().values("grant")
    return Subquery(sums.annotate(total=Sum(BALANCES[name])).values("total"))


def _booked(name: str, at: AsOf, lines: Q = Q()) -> Subquery:  # noqa: B008 - Q() never changes
    entries = LedgerEntry.objects.booked_by(at.day).filter(
        lines, grant=OuterRef("pk"), kind=KINDS[name]
    )
    sums = entries.order_by().values("grant").annotate(total=Sum("amount_eur"))
    return Subquery(sums.values("total"))


def allocations_of(
    municipalities: Iterable[str], user: Viewer, *, at: AsOf
) -> QuerySet[WithAnnotations[Participation, OwnAmounts]]:
    """The parts of municipal bodies in the cases `user` may see, with what is booked by the day.

    `share_eur` is what was applied for or planned and stands in no sum of bound money; of a
    recorded case it stays unknown. Newest first.
    """
    cases = existing(Grant.objects.visible_to(user), at=at)
    told = Grant.objects.published_to_municipalities(at.day).filter(pk=OuterRef("grant"))
    reclaims = Reclaim.objects.in_force().filter(grant=OuterRef("grant"))
    annotated: Any = (
        Participation.objects.filter(
            municipality__in=list(municipalities), grant__in=cases.values("pk")
        )
        .select_related("grant__program")
        .annotate(
            state_then=F("grant__state") if at.is_today else _state_on(at, "grant"),
            is_told=Exists(told),
            has_reclaim=Exists(reclaims),
            **{name: _own(kind, user, at) for name, kind in KINDS.items() if name != "drawn_eur"},
        )
        .order_by("-grant_id", "pk")
    )
    return annotated  # type: ignore[no-any-return]  # the stubs do not follow **


def _own(kind: EntryKind, user: Viewer, at: AsOf) -> Subquery:
    """What is booked of a kind for the body; to a body itself nothing of a decision not sent."""
    entries = LedgerEntry.objects.booked_by(at.day).filter(
        grant=OuterRef("grant"), municipality=OuterRef("municipality"), kind=kind
    )
    if not user.has_perm(SEE_ALL_MONEY):
        told = Q(decision__isnull=True) | Q(decision__notified_on__lte=at.day)
        entries = entries.filter(told)
    sums = entries.order_by().values("grant").annotate(total=Sum("amount_eur"))
    return Subquery(sums.values("total"))


def is_booked(part: WithAnnotations[Participation, OwnAmounts]) -> bool:
    """Whether money is or was bound for the body; else it is an application or a publication."""
    return part.bound_eur is not None


def is_recorded(part: WithAnnotations[Participation, OwnAmounts]) -> bool:
    """Whether the case is known from a publication alone."""
    return part.state_then == GrantState.RECORDED
