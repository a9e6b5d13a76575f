"""The administration of money, one file per part of it."""

from __future__ import annotations

from programs.admin import (
    budget,
    budget_booking,
    call,
    catalogue,
    central,
    decision,
    efa,
    grant,
    hkr,
    interim,
    ledger,
    payment,
    proof,
)

__all__ = [
    "budget",
    "budget_booking",
    "call",
    "catalogue",
    "central",
    "decision",
    "efa",
    "grant",
    "hkr",
    "interim",
    "ledger",
    "payment",
    "proof",
]
