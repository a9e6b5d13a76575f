"""What a reclaim writes to the ledger: claims, what came on them, what was waived."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from core.errors import RuleError
from core.formats import format_eur
from core.money import ZERO, split_eur
from programs.actions.booking import book, lock_lines
from programs.choices import EntryKind
from programs.models import (
    Grant,
    InterestPayment,
    LedgerEntry,
    Reclaim,
    Repayment,
)

Owner = tuple[int, str | None]  # a budget line, and the partner that owes on it


def left_by_line(grant: Grant) -> list[tuple[int, Decimal]]:
    """What was paid on each line of the case and neither claimed nor repaid, in euros."""
    balances = sorted(grant.balances.all(), key=lambda balance: balance.line_id)
    return [(b.line_id, b.paid_eur - max(b.claimed_eur, b.repaid_eur)) for b in balances]


def amount_that_came(asked_eur: Decimal | None, left_eur: Decimal, refusal: str) -> Decimal:
    """The part of `left_eur` that came back, all of it where none is named.

    Raises RuleError ("amount_exceeded") with `refusal`, which names %(left)s, for nothing and for
    more than is left.
    """
    amount = left_eur if asked_eur is None else asked_eur
    if not 0 < amount <= left_eur:
        raise RuleError(
            refusal % {"left": format_eur(left_eur)}, field="amount_eur", code="amount_exceeded"
        )
    return amount


def book_claim(case: Grant, reclaim: Reclaim, *, at: datetime) -> None:
    """Claim on each line and from each partner in proportion to what was paid there."""
    lines = [(line, left) for line, left in left_by_line(case) if left > 0]
    lock_lines([line for line, _left in lines])
    amounts = split_eur(reclaim.amount_eur, [left for _line, left in lines])
    entries = []
    for (line, _left), amount in zip(lines, amounts, strict=True):
        paid = _paid_by_partner(case, line)
        parts = split_eur(amount, [eur for _ags, eur in paid])
        entries += [
            LedgerEntry(
                kind=EntryKind.CLAIM,
                amount_eur=part,
                line_id=line,
                grant=case,
                municipality_id=ags,
                reclaim=reclaim,
                document=f"{case.file_reference}: {EntryKind.CLAIM.label}",
                booked_on=timezone.localdate(at),
                recorded_by=reclaim.prepared_by,
                approved_by=reclaim.approved_by,
            )
            for (ags, _eur), part in zip(paid, parts, strict=True)
            if part
        ]
    book(entries, at=at)


def _paid_by_partner(case: Grant, line: int) -> list[tuple[str | None, Decimal]]:
    paid: dict[str | None, Decimal] = {}
    entries = LedgerEntry.objects.filter(grant=case, line=line, kind=EntryKind.PAYMENT)
    for ags, amount in entries.values_list("municipality_id", "amount_eur"):
        paid[ags] = paid.get(ags, Decimal(0)) + amount
    return sorted(paid.items(), key=lambda item: (item[0] != case.lead_id, item[0] or ""))


def book_against(
    reclaim: Reclaim,
    owed: EntryKind,
    kind: EntryKind,
    amount_eur: Decimal,
    *,
    on: date,
    at: datetime,
    by: User | None,
    repayment: Repayment | None = None,
    interest_payment: InterestPayment | None = None,
) -> None:
    """Book what came in proportion to what is still owed on each line by each partner.

    Rest cents go to the lead. What came is of the kind `kind`, what was claimed of `owed`.
    """
    rests = owed_by_partner(reclaim, owed, kind)
    parts = split_eur(amount_eur, list(rests.values()))
    book_parts(
        reclaim,
        kind,
        dict(zip(rests, parts, strict=True)),
        on=on,
        at=at,
        by=by,
        repayment=repayment,
        interest_payment=interest_payment,
    )


def owed_by_partner(reclaim: Reclaim, owed: EntryKind, kind: EntryKind) -> dict[Owner, Decimal]:
    """What was claimed less what came, on each line from each partner, in order of the claims."""
    rests: dict[Owner, Decimal] = {}
    for entry in reclaim.entries.filter(kind=owed).order_by("pk"):
        key = (entry.line_id, entry.municipality_id)
        rests[key] = rests.get(key, ZERO) + entry.amount_eur
    for entry in reclaim.entries.filter(kind=kind):
        rests[(entry.line_id, entry.municipality_id)] -= entry.amount_eur
    return rests


def book_parts(
    reclaim: Reclaim,
    kind: EntryKind,
    parts: dict[Owner, Decimal],
    *,
    on: date,
    at: datetime,
    by: User | None,
    approved_by: User | None = None,
    reason: str = "",
    repayment: Repayment | None = None,
    interest_payment: InterestPayment | None = None,
) -> None:
    """Book one amount of the reclaim on each line for each partner."""
    lock_lines(line for line, _ags in parts)
    book(
        [
            LedgerEntry(
                kind=kind,
                amount_eur=part,
                line_id=line,
                grant_id=reclaim.grant_id,
                municipality_id=ags,
                reclaim=reclaim,
                repayment=repayment,
                interest_payment=interest_payment,
                document=f"{reclaim.grant.file_reference}: {kind.label}",
                reason=reason,
                booked_on=on,
                recorded_by=by,
                approved_by=approved_by,
            )
            for (line, ags), part in parts.items()
            if part
        ],
        at=at,
    )
