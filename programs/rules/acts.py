"""The acts of a case, a bill and a call, each with its ways back: who withdraws, who sends back,
and how it is undone once it is effective.

A way back is a step of the administration: its page (a model) and its name. Where one makes no
sense the table says why. The rows stand with their noun in programs.rules.steps;
tests/programs/rules/test_acts.py holds the table against the steps.
"""

from __future__ import annotations

from programs.choices import Act
from programs.rules.steps import (
    application,
    budget,
    change,
    closing,
    decision,
    payment,
    proof,
    reclaim,
)
from programs.rules.steps.base import WaysBack

NOUNS = (application, decision, change, payment, proof, reclaim, closing, budget)
WAYS_BACK: dict[Act, WaysBack] = {
    act: ways for noun in NOUNS for act, ways in noun.WAYS_BACK.items()
}

# Steps that are part of a way back themselves, beside those the table names.
OF_WAYS_BACK = frozenset(
    {
        ("proposalreturn", "settle"),
        ("proposalreturn", "settle-budget"),
        ("callapplication", "open-case"),
    }
)
