"""Why totals that look alike differ: each step from one to the other, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from core.as_of import AsOf
from core.money import ZERO
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import Grant, LedgerEntry, Program
from programs.queries.grant import StateThen, existing


@dataclass(frozen=True)
class Reconciliation:
    """From the first decisions of a program to its committed money, in euros.

    first + later + operating - authorised = committed. Published amounts stand beside it.
    """

    first_eur: Decimal
    later_eur: Decimal
    operating_eur: Decimal
    authorised_eur: Decimal
    committed_eur: Decimal
    published_eur: Decimal
    published_cases: int

    @property
    def is_needed(self) -> bool:
        """Whether any of the totals differs from another."""
        return self.first_eur != self.committed_eur or bool(self.published_cases)


def reconciliation(program: Program, *, at: AsOf) -> Reconciliation:
    """The totals of one program by the day, each its own sum of the ledger.

    Source: docs/rules/as-of.md, "Drei Summen".
    """
    entries = LedgerEntry.objects.booked_by(at.day).filter(line__program=program)
    bound = Q(kind=EntryKind.COMMITMENT)
    is_first = Q(decision__kind=DecisionKind.INITIAL, reverses__isnull=True)
    is_first &= Q(authorisation__isnull=True)
    is_cash = Q(line__due_year__isnull=True)
    sums = entries.aggregate(
        first=booked_eur(bound & is_first),
        bound=booked_eur(bound),
        authorised=booked_eur(bound & ~is_cash),
        operating=booked_eur(Q(kind=EntryKind.OPERATING_COST) & is_cash),
        committed=booked_eur(
            Q(kind__in=(EntryKind.COMMITMENT, EntryKind.OPERATING_COST)) & is_cash
        ),
    )
    cases = existing(Grant.objects.filter(program=program), at=at)
    published = _published(cases)
    return Reconciliation(
        first_eur=sums["first"],
        later_eur=sums["bound"] - sums["first"],
        operating_eur=sums["operating"],
        authorised_eur=sums["authorised"],
        committed_eur=sums["committed"],
        published_eur=sum(published, ZERO),
        published_cases=len(published),
    )


def booked_eur(which: Q) -> Any:
    """The sum of those bookings, 0.00 where there are none; to annotate or aggregate entries."""
    total = Sum("amount_eur", filter=which)
    return Coalesce(total, ZERO, output_field=DecimalField(max_digits=14, decimal_places=2))


def _published(cases: QuerySet[WithAnnotations[Grant, StateThen]]) -> list[Decimal]:
    """The amounts that publications name for cases without bookings."""
    named = cases.filter(state_then=GrantState.RECORDED, published_eur__isnull=False)
    return [amount or ZERO for amount in named.values_list("published_eur", flat=True)]
