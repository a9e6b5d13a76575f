"""What letters say of a case beyond the row they are about."""

from __future__ import annotations

from decimal import Decimal

from core.money import ZERO, sum_eur
from municipalities.models import Municipality
from programs.choices import EntryKind
from programs.models import Decision, Grant, LedgerEntry, Letter, Payment


def granted_before_eur(decision: Decision) -> Decimal:
    """What the decisions approved before this one grant together, in euros."""
    others = decision.grant.decisions.filter(approved_at__isnull=False).exclude(pk=decision.pk)
    if decision.approved_at is not None:
        others = others.filter(approved_at__lte=decision.approved_at)
    return sum_eur(others.values_list("amount_eur", flat=True))


def paid_by_partner(payment: Payment) -> list[tuple[Municipality, Decimal]]:
    """The parts of an ordered payment in euros, by body, as they were booked."""
    entries = LedgerEntry.objects.filter(
        payment=payment, kind=EntryKind.PAYMENT, reverses=None, municipality__isnull=False
    )
    parts: dict[Municipality, Decimal] = {}
    for entry in entries.select_related("municipality").order_by("pk"):
        if entry.municipality is not None:
            body = entry.municipality
            parts[body] = parts.get(body, ZERO) + entry.amount_eur
    return list(parts.items())


def next_number(grant: Grant) -> int:
    """The number of the next letter of a case; to be asked under the lock of the case."""
    last = Letter.objects.filter(grant=grant).order_by("-number").first()
    return last.number + 1 if last else 1
