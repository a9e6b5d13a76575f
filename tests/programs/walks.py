"""Cases led through their whole life, deed by deed: every state, and all that may wait in one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import connection

from programs.actions.way_back.corrections import ask_correction, correctable
from programs.models import BaseRate, BudgetLine, Grant
from tests.factories.accounts import NOW
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.programs import deeds_later as later
from tests.programs.deeds import DEEDS
from tests.rows import end_as_application

AMOUNT = "25000.00"  # where a deed names none
ASKED = "undoing is asked for"  # and waits; no deed of its own
GRANTED = (
    *("propose", "send_back", "propose", "approve", "notify", "finalise", "draw", "prepare"),
    *("order", "ask", "add_money", "approve_it", "tell_it", "make_it_final", "complete"),
    *("receive", "give_proof_back", "receive", "review", ASKED),
)
REFUSED = ("propose", "send_back", "decline", "reject", "undo", "undo", "withdraw", "undo")
CLAIMED = (
    *("take_money", "drop_it", "revoke", "approve_it", "tell_it", "reclaim", "approve_claim"),
    *("repay 10000", "repay", "claim_the_interest", "pay_interest 10", "pay_interest", "close"),
    ASKED,
)
WAIVED = (
    *("annul", "approve_it", "tell_it", "reclaim", "drop_claim", "reclaim", "approve_claim"),
    *("repay 10000", "repay", "propose_to_waive", "waive", "undo"),
)


def walks(staff: Staff) -> Iterator[Grant]:
    """Each case at its beginning and after each deed, as it stands in the database."""
    line = BudgetLineFactory.create(money="1000000.00")
    BaseRate.objects.create(valid_from=date(2026, 7, 1), percent=Decimal("1.27"), source="Test")
    tranches = {line: Decimal("100000.00")}
    drafts: tuple[tuple[str, ...], ...] = (GRANTED, REFUSED)
    for names in drafts:
        yield from _walk(staff, GrantFactory.create(draft=True, tranches=tranches), line, names)
    for names in (CLAIMED, WAIVED):
        paid = staff.paid_since(later.PAID_SINCE, "50000.00", line=line)
        yield from _walk(staff, paid, line, names)


def _walk(staff: Staff, case: Grant, line: BudgetLine, names: tuple[str, ...]) -> Iterator[Grant]:
    yield fresh(case)
    for name in names:
        if name == ASKED:
            key = next(correctable(fresh(case))).key
            ask_correction(case, key, reason="Irrtum", by=staff.officer, at=NOW)
        else:
            deed, _, amount = name.partition(" ")
            DEEDS[deed](staff, fresh(case), line, Decimal(amount or AMOUNT))
        end_as_application(connection)
        yield fresh(case)
