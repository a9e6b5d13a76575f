"""Deeds on a decided case: amendments, endings, reclaims, the closed file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from core.errors import RuleError
from programs.actions.closing import close_grant
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.finality import finalise_change
from programs.actions.decision.later import approve_change, notify_change, pending_change
from programs.actions.reclaim.claims import (
    approve_reclaim,
    claimable_eur,
    open_reclaim,
    record_repayment,
)
from programs.actions.reclaim.interest import (
    claim_interest,
    propose_waiver,
    record_interest_payment,
    waive_interest,
    withdraw_waiver,
)
from programs.actions.way_back import corrections, withdrawing
from programs.actions.way_back.withdrawing import drop_change, withdraw_reclaim
from programs.choices import DecisionKind
from programs.models import BudgetLine, Grant, Reclaim, Tranche
from programs.queries.reclaim import open_eur, open_interest_eur
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff

PAID_SINCE = date(2026, 1, 2)  # what is reclaimed bears interest from here
PAID_BACK = date(2026, 6, 30)  # the last day whose base rate the tests know


def _amend(staff: Staff, case: Grant, lines: dict[BudgetLine, Decimal]) -> None:
    propose_amendment(
        case,
        lines=lines,
        reason="Änderung",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )


def add_money(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    _amend(staff, case, {line: amount})


def take_money(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    _amend(staff, case, {line: -amount})


def move_money(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    other = Tranche.objects.filter(grant=case).exclude(line=line).first()
    if other is None:
        raise RuleError("there is one line only")
    _amend(staff, case, {line: -amount, other.line: amount})


def approve_it(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    decision = pending_change(case)
    if decision is None:
        raise RuleError("no change waits")
    approve_change(decision, by=staff.approver, at=NOW)


def drop_it(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    drop_change(case, by=staff.officer, at=NOW, reason="Irrtum")


def tell_it(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    notify_change(case, on=TODAY, by=staff.officer, at=NOW)


def make_it_final(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    finalise_change(case, on=TODAY, by=staff.officer, at=NOW, waived_on=TODAY)


def _end(staff: Staff, case: Grant, kind: DecisionKind) -> None:
    propose_ending(
        case,
        kind,
        reason="Zweck verfehlt",
        known_on=TODAY,
        hearing_on=TODAY,
        by=staff.officer,
        at=NOW,
    )


def revoke(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    _end(staff, case, DecisionKind.REVOCATION)


def annul(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    _end(staff, case, DecisionKind.ANNULMENT)


def lapse(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    _end(staff, case, DecisionKind.LAPSE)


def reclaim(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    open_reclaim(
        case,
        amount_eur=min(amount, claimable_eur(case)),
        reason="Zweck verfehlt",
        hearing_on=TODAY,
        interest_from=PAID_SINCE,
        due_on=TODAY,
        by=staff.officer,
        at=NOW,
    )


def approve_claim(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    approve_reclaim(_reclaim(case, approved=False), by=staff.approver, at=NOW)


def drop_claim(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    withdraw_reclaim(_reclaim(case, approved=False), by=staff.officer, at=NOW, reason="Irrtum")


def repay(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    claim = _reclaim(case, approved=True)
    part = min(amount, open_eur(claim))
    record_repayment(claim, amount_eur=part, paid_on=PAID_BACK, by=staff.officer, at=NOW)


def waive(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    waive_interest(_reclaim(case, approved=True), by=staff.approver, at=NOW)


def propose_to_waive(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    claim = _reclaim(case, approved=True)
    propose_waiver(claim, reason="Kleinbetrag", by=staff.officer, at=NOW)


def drop_a_waiver(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    claim = _reclaim(case, approved=True)
    withdraw_waiver(claim, by=staff.officer, at=NOW, reason="Irrtum")


def claim_the_interest(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    claim_interest(_reclaim(case, approved=True), due_on=TODAY, by=staff.officer, at=NOW)


def pay_interest(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    claim = _reclaim(case, approved=True)
    part = min(amount, open_interest_eur(claim) or amount)
    record_interest_payment(claim, amount_eur=part, paid_on=TODAY, by=staff.officer, at=NOW)


def close(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    close_grant(case, on=TODAY, by=staff.officer, at=NOW)


def send_change_back(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    withdrawing.send_change_back(case, by=staff.approver, at=NOW, reason="Frage")


def undo(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    """Two people undo something of the case that may be undone."""
    may = list(corrections.correctable(case))
    if not may:
        raise RuleError("nothing to undo")
    key = may[int(amount * 100) % len(may)].key
    with transaction.atomic():  # what cannot be signed is not left waiting
        corrections.ask_correction(case, key, reason="Irrtum", by=staff.officer, at=NOW)
        corrections.sign_correction(case, by=staff.approver, at=NOW)


def _reclaim(case: Grant, *, approved: bool) -> Reclaim:
    found = case.reclaims.filter(approved_at__isnull=not approved, settled_on__isnull=True).first()
    if found is None:
        raise RuleError("no such reclaim")
    return found
