"""What everybody may know of cases: told, out of any embargo, and allowed to be published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Min, Q, QuerySet, Sum
from django_stubs_ext import WithAnnotations

from core.money import ZERO, sum_eur
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import Grant, LedgerEntry

Key = tuple[int, str]


class Awarded(TypedDict):
    """What published_cases adds to a case."""

    awarded_on: date


@dataclass(frozen=True)
class PublishedShare:
    """The part of one body in one published case, in euros; what is applied for may be unknown.

    `payments` says by day of effect what `disbursed_eur` is the sum of, less what was reversed.
    """

    grant: Grant
    ags: str
    body: str
    awarded_on: date
    applied_eur: Decimal | None
    awarded_eur: Decimal
    disbursed_eur: Decimal
    payments: Mapping[date, Decimal]


def published_cases(*, day: date) -> QuerySet[WithAnnotations[Grant, Awarded]]:
    """Cases with a first decision that was notified by the day, in the order of their key.

    Cases known from a publication alone are no data of ours. Source: docs/rules/open-data.md.
    """
    told = Q(decisions__kind=DecisionKind.INITIAL, decisions__notified_on__lte=day)
    found: Any = (
        Grant.objects.published_to_municipalities(day)
        .filter(publishable=True)
        .exclude(state=GrantState.RECORDED)
        .annotate(awarded_on=Min("decisions__decided_on", filter=told))
        .filter(awarded_on__isnull=False)
        .select_related("program__granting_authority")
        .order_by("pk")
    )
    return found  # type: ignore[no-any-return]  # the stubs know the columns, not their types


def published_shares(*, day: date) -> list[PublishedShare]:
    """One row per published case and body that takes part; nothing of a decision not yet told."""
    cases = list(published_cases(day=day).prefetch_related("participations__municipality"))
    awarded = _sums(cases, EntryKind.COMMITMENT, day)
    payments = _payments(cases, day)
    return [
        PublishedShare(
            grant=case,
            ags=part.municipality_id,
            body=part.municipality.full_name,
            awarded_on=case.awarded_on,
            applied_eur=part.share_eur,
            awarded_eur=awarded[case.pk, part.municipality_id],
            disbursed_eur=sum_eur(payments[case.pk, part.municipality_id].values()),
            payments=payments[case.pk, part.municipality_id],
        )
        for case in cases
        for part in sorted(case.participations.all(), key=lambda part: part.municipality_id)
    ]


def _payments(cases: Sequence[Grant], day: date) -> defaultdict[Key, dict[date, Decimal]]:
    found: defaultdict[Key, dict[date, Decimal]] = defaultdict(dict)
    sums = _told(cases, EntryKind.PAYMENT, day).order_by("booked_on")
    for row in sums.values("grant", "municipality", "booked_on").annotate(total=Sum("amount_eur")):
        if row["total"]:
            found[row["grant"], row["municipality"]][row["booked_on"]] = row["total"]
    return found


def _told(cases: Sequence[Grant], kind: EntryKind, day: date) -> QuerySet[LedgerEntry]:
    told = Q(decision__isnull=True) | Q(decision__notified_on__lte=day)
    return LedgerEntry.objects.booked_by(day).filter(told, grant__in=cases, kind=kind)


def _sums(cases: Sequence[Grant], kind: EntryKind, day: date) -> defaultdict[Key, Decimal]:
    entries = _told(cases, kind, day)
    sums = entries.order_by().values("grant", "municipality").annotate(total=Sum("amount_eur"))
    found = {(row["grant"], row["municipality"]): row["total"] for row in sums}
    return defaultdict(lambda: ZERO, found)
