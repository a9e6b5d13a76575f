"""What is owed on reclaims, as the ledger says it: of all partners, or of some bodies alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Q, Sum
from django.db.models.functions import Coalesce

from core.money import ZERO
from programs.choices import EntryKind
from programs.models import Grant, LedgerEntry, Reclaim

SUMS = {
    "claimed_eur": EntryKind.CLAIM,
    "repaid_eur": EntryKind.REPAYMENT,
    "interest_claimed_eur": EntryKind.INTEREST_CLAIM,
    "interest_received_eur": EntryKind.INTEREST,
}


@dataclass(frozen=True)
class Owed:
    """One approved reclaim with the sums of those asked about, in euros.

    `interest_claimed_eur` is less what was waived; a claim is owed, not received.
    """

    reclaim: Reclaim
    claimed_eur: Decimal
    repaid_eur: Decimal
    interest_claimed_eur: Decimal
    interest_received_eur: Decimal
    today: date

    @property
    def open_eur(self) -> Decimal:
        return self.claimed_eur - self.repaid_eur

    @property
    def open_interest_eur(self) -> Decimal:
        return self.interest_claimed_eur - self.interest_received_eur

    @property
    def is_overdue(self) -> bool:
        """Whether principal or interest is open after its due day."""
        interest_due = self.reclaim.interest_due_on
        return (self.open_eur > 0 and self.reclaim.due_on < self.today) or (
            self.open_interest_eur > 0 and interest_due is not None and interest_due < self.today
        )


def owed(grants: Iterable[Grant], *, bodies: Collection[str] | None, today: date) -> list[Owed]:
    """The approved reclaims of cases that passed `Grant.objects.visible_to`, earliest due first.

    With the sums of `bodies` (None: of all partners); a reclaim that asks nothing of them is left
    out. Two queries.
    """
    entries = LedgerEntry.objects.filter(
        reclaim__in=Reclaim.objects.in_force().filter(grant__in=list(grants)),
        kind__in=SUMS.values(),
    )
    if bodies is not None:
        entries = entries.filter(municipality__in=bodies)
    sums = (
        entries.order_by()
        .values("reclaim")
        .annotate(
            **{
                name: Coalesce(
                    Sum("amount_eur", filter=Q(kind=kind)), ZERO, output_field=DecimalField()
                )
                for name, kind in SUMS.items()
            }
        )
    )
    by_reclaim: dict[int, Any] = {row["reclaim"]: row for row in sums}
    reclaims = Reclaim.objects.filter(pk__in=by_reclaim).select_related("grant")
    return [
        Owed(reclaim, **{name: by_reclaim[reclaim.pk][name] for name in SUMS}, today=today)
        for reclaim in reclaims.order_by("due_on", "pk")
    ]
