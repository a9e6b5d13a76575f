"""The administration of money, one file per part of it."""

from __future__ import annotations

from programs.admin import directive, program
from programs.admin.budget import booking, ledger
from programs.admin.budget import page as budget
from programs.admin.call import page as call
from programs.admin.central import page as central
from programs.admin.decision import page as decision
from programs.admin.decision import returns
from programs.admin.efa import page as efa
from programs.admin.grant import page as grant
from programs.admin.hkr import page as hkr
from programs.admin.letter import page as letter
from programs.admin.letter import texts as letter_texts
from programs.admin.payment import page as payment
from programs.admin.proof import interim
from programs.admin.proof import page as proof
from programs.admin.reclaim import page as reclaim

__all__ = [
    "booking",
    "budget",
    "call",
    "central",
    "decision",
    "directive",
    "efa",
    "grant",
    "hkr",
    "interim",
    "ledger",
    "letter",
    "letter_texts",
    "payment",
    "program",
    "proof",
    "reclaim",
    "returns",
]
