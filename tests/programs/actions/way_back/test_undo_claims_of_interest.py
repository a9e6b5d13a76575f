"""What was recorded of a reclaim's interest is undone backwards: payment, claim, repayment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.money import ZERO
from programs.actions.reclaim.interest import claim_interest, propose_waiver, waive_interest
from programs.actions.way_back import corrections
from programs.choices import EntryKind, GrantState
from programs.models import Grant, GrantBalance, LedgerEntry
from programs.queries.reclaim import open_eur, open_interest_eur
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.actions.reclaim.test_interest import eur, pay, with_claim

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2026, 1, 31)  # when the principal came


def kinds(case: Grant) -> set[str]:
    of_claims = {"reclaim", "repayment", "interest", "interest_payment"}
    return {one.kind for one in corrections.correctable(fresh(case))} & of_claims


def undo(staff: Staff, case: Grant, kind: str) -> Grant:
    key = next(one.key for one in corrections.correctable(fresh(case)) if one.kind == kind)
    corrections.ask_correction(case, key, reason="Irrtum", by=staff.officer, at=NOW)
    corrections.sign_correction(case, by=staff.approver, at=NOW)
    assert (lost(), overspent()) == ([], [])
    return fresh(case)


def test_a_settled_reclaim_is_undone_from_its_interest_to_its_claim(staff: Staff) -> None:
    reclaim = with_claim(staff)
    lapses_on = reclaim.limitation_on
    pay(staff, reclaim, None)
    case = fresh(reclaim.grant)
    assert (case.state, kinds(case)) == (GrantState.RECLAIM_SETTLED, {"interest_payment"})

    case = undo(staff, case, "interest_payment")
    reclaim.refresh_from_db()
    assert (case.state, reclaim.settled_on) == (GrantState.RECLAIM_OPEN, None)
    assert open_interest_eur(reclaim) == eur("1021.02")
    back = LedgerEntry.objects.filter(kind=EntryKind.INTEREST, reverses__isnull=False)
    assert sum(entry.amount_eur for entry in back) == eur("-1021.02")
    assert kinds(case) == {"interest"}

    case = undo(staff, case, "interest")
    reclaim.refresh_from_db()
    assert (reclaim.interest_eur, reclaim.interest_due_on) == (None, None)
    assert reclaim.limitation_on == lapses_on  # both years end in the same one
    assert kinds(case) == {"repayment"}

    case = undo(staff, case, "repayment")
    reclaim.refresh_from_db()
    assert (reclaim.paid_on, open_eur(reclaim)) == (None, eur("95867.00"))
    assert kinds(case) == {"reclaim"}

    case = undo(staff, case, "reclaim")
    assert case.state == GrantState.REVOKED
    balance = GrantBalance.objects.get(grant=case)
    assert (balance.claimed_eur, balance.repaid_eur) == (ZERO, ZERO)
    assert (balance.interest_claimed_eur, balance.interest_received_eur) == (ZERO, ZERO)


def test_interest_paid_anew_settles_on_the_day_that_stands(staff: Staff) -> None:
    reclaim = with_claim(staff)
    pay(staff, reclaim, None)
    undo(staff, reclaim.grant, "interest_payment")
    pay(staff, reclaim, None, on=date(2026, 3, 2))
    reclaim.refresh_from_db()
    assert reclaim.settled_on == date(2026, 3, 2)
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_SETTLED


def test_what_was_waived_stays_waived_when_its_claim_is_undone(staff: Staff) -> None:
    reclaim = with_claim(staff)
    propose_waiver(reclaim, reason="Kleinbetrag", by=staff.officer, at=NOW)
    waive_interest(reclaim, by=staff.approver, at=NOW)
    case = undo(staff, reclaim.grant, "interest")
    reclaim.refresh_from_db()
    assert (reclaim.interest_eur, reclaim.waived_eur) == (ZERO, ZERO)
    assert (reclaim.settled_on, case.state) == (TODAY, GrantState.RECLAIM_SETTLED)
    case = undo(staff, case, "repayment")
    assert case.state == GrantState.RECLAIM_OPEN


def test_what_was_waived_settles_the_reclaim_again_once_nothing_is_claimed(staff: Staff) -> None:
    reclaim = with_claim(staff)
    pay(staff, reclaim, "21.02")
    staff.waived(reclaim)
    assert undo(staff, reclaim.grant, "interest_payment").state == GrantState.RECLAIM_OPEN
    assert undo(staff, reclaim.grant, "interest").state == GrantState.RECLAIM_SETTLED


def test_interest_is_claimed_anew_for_the_day_the_principal_came_at_last(staff: Staff) -> None:
    reclaim = with_claim(staff)
    undo(staff, reclaim.grant, "interest")
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    assert (reclaim.interest_to, reclaim.interest_eur) == (FIRST_DAY, Decimal("1021.02"))
