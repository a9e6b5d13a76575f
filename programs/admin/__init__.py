"""The administration of money, one file per part of it."""

from __future__ import annotations

from programs.admin import (
    budget,
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
    returns,
)

__all__ = [
    "budget",
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
    "returns",
]
