"""What is owed on reclaims, as the ledger says it: of all partners, or of some bodies alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from core.as_of import AsOf
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
        return self.days_overdue is not None

    @property
    def days_overdue(self) -> int | None:
        """Days since the first due day of what is open; None where nothing is overdue."""
        interest_due = self.reclaim.interest_due_on
        due = [self.reclaim.due_on] if self.open_eur > 0 else []
        due += [interest_due] if self.open_interest_eur > 0 and interest_due is not None else []
        late = [(self.today - day).days for day in due if day < self.today]
        return max(late, default=None)


def owed(grants: Iterable[Grant], *, bodies: Collection[str] | None, today: date) -> list[Owed]:
    """The approved reclaims of cases that passed `Grant.objects.visible_to`, earliest due first.

    With the sums of `bodies` (None: of all partners); a reclaim that asks nothing of them is left
    out. Two queries, none without a case.
    """
    grants = list(grants)
    if not grants:
        return []
    entries = LedgerEntry.objects.filter(reclaim__in=Reclaim.objects.in_force())
    if bodies is not None:
        entries = entries.filter(municipality__in=bodies)
    return _owed(entries, grants, today)


def owed_on(grants: Iterable[Grant], *, at: AsOf) -> list[Owed]:
    """The same of all partners, as it was booked by the day."""
    return _owed(LedgerEntry.objects.booked_by(at.day), grants, at.day)


def _owed(entries: QuerySet[LedgerEntry], grants: Iterable[Grant], today: date) -> list[Owed]:
    booked = entries.filter(
        reclaim__grant__in=list(grants), kind__in=SUMS.values(), reclaim__approved_at__isnull=False
    )
    sums = (
        booked.order_by()
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
    reclaims = Reclaim.objects.filter(pk__in=by_reclaim).select_related(
        "grant__program", "grant__directive", "grant__lead__district", "grant__officer"
    )
    return [
        Owed(reclaim, **{name: by_reclaim[reclaim.pk][name] for name in SUMS}, today=today)
        for reclaim in reclaims.order_by("due_on", "pk")
    ]
