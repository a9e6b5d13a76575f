"""A reclaim with interest from December 2025, and what comes back of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from programs.actions.reclaim.claims import record_repayment
from programs.models import Reclaim, Repayment
from tests.factories.accounts import NOW
from tests.factories.life import Staff

PAID_ON = date(2025, 11, 1)
FIRST_DAY = date(2025, 12, 1)


def eur(amount: str) -> Decimal:
    return Decimal(amount)


def claimed(staff: Staff, amount: str = "36500.00", **changed: Any) -> Reclaim:
    """An approved reclaim of a case paid in November 2025, with interest from December on."""
    grant = staff.paid_since(PAID_ON, amount)
    return staff.reclaimed(staff.ended(grant), amount, **{"interest_from": FIRST_DAY, **changed})


def repay(staff: Staff, reclaim: Reclaim, amount: str | None, on: date, **told: Any) -> Repayment:
    return record_repayment(
        reclaim,
        amount_eur=eur(amount) if amount else None,
        paid_on=on,
        by=staff.officer,
        at=NOW,
        **told,
    )
