"""What a person sees of cases: the same rows and amounts on the page, over the API, in files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django_stubs_ext import WithAnnotations

from accounts.queries import Viewer, has_any_role
from accounts.roles import MUNICIPAL, SEE_ALL_MONEY
from core.as_of import AsOf
from core.money import ZERO
from municipalities.models import municipalities_of
from programs.choices import GrantState
from programs.models import Decision, Grant, LedgerEntry, Participation
from programs.queries.grant import (
    Amounts,
    OwnAmounts,
    allocations_of,
    existing,
    first_decided_on,
    with_amounts,
)
from programs.queries.owed import Owed, owed


class Listed(Amounts):
    """What listed adds to a case: the day of its first decision by the day."""

    decided_on: date | None


def cases_seen(user: Viewer, *, at: AsOf) -> QuerySet[WithAnnotations[Grant, Amounts]]:
    """The cases of the day that `user` may see, with what is booked on each."""
    return with_amounts(existing(Grant.objects.visible_to(user), at=at), at=at)


def listed(user: Viewer, *, at: AsOf) -> QuerySet[WithAnnotations[Grant, Listed]]:
    """The same with the day of the first decision, for a list of cases."""
    cases: Any = cases_seen(user, at=at).annotate(decided_on=first_decided_on(at))
    return cases  # type: ignore[no-any-return]  # the stubs lose the amounts here


def sees_whole_cases(user: Viewer) -> bool:
    """Whether amounts of a whole case are shown: to others they would tell the partners' shares."""
    return user.has_perm(SEE_ALL_MONEY)


@dataclass(frozen=True)
class WholeCase:
    """The amounts of a whole case in euros; None where there is none, or none is known.

    Before the approval nothing is bound, so nothing is committed or paid either.
    """

    applied_eur: Decimal | None = None
    committed_eur: Decimal | None = None
    paid_eur: Decimal | None = None
    published_eur: Decimal | None = None


def whole_case(grant: WithAnnotations[Grant, Amounts]) -> WholeCase:
    is_booked = grant.bound_eur is not None
    return WholeCase(
        applied_eur=grant.applied_eur,
        committed_eur=(grant.committed_eur or ZERO) if is_booked else None,
        paid_eur=(grant.paid_eur or ZERO) if is_booked else None,
        published_eur=grant.published_eur if grant.state == GrantState.RECORDED else None,
    )


@dataclass(frozen=True)
class CaseParts:
    """The parts of a case as far as a person may see them, of today."""

    participations: list[Participation]
    shares: QuerySet[WithAnnotations[Participation, OwnAmounts]]
    decisions: QuerySet[Decision]
    reclaims: list[Owed]
    entries: QuerySet[LedgerEntry]


def parts_seen(grant: Grant, user: Viewer, *, day: date) -> CaseParts:
    """Everything for those who see all money; else the own shares and what was notified."""
    sees_all, own = sees_whole_cases(user), municipalities_of(user)
    partners = list(grant.participations.select_related("municipality__district"))
    bodies = [part.municipality_id for part in partners] if sees_all else own
    shares = allocations_of(bodies, user, at=AsOf.today()).filter(grant=grant)
    notified = grant.decisions.filter(notified_on__isnull=False)
    entries = LedgerEntry.objects.filter(grant=grant).select_related("line", "municipality")
    return CaseParts(
        participations=partners,
        shares=shares.select_related("municipality").order_by("pk"),
        decisions=grant.decisions.all() if sees_all else notified,
        reclaims=owed([grant], bodies=None if sees_all else own, today=day),
        entries=entries if sees_all else entries.told_to(own),
    )


def has_cases(user: Viewer) -> bool:
    """The ministry sees all cases, a municipality its own; others see sums in reports."""
    return user.has_perm(SEE_ALL_MONEY) or has_any_role(user, MUNICIPAL)
