"""A case is completed and closed: not before its money and its retention are settled."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs.actions.closing import close_grant
from programs.actions.decision.amendment import propose_amendment
from programs.actions.payment.changes import ask_to_cancel, keep_payment
from programs.actions.reclaim.claims import record_repayment
from programs.actions.way_back.corrections import ask_correction, correctable, withdraw_correction
from programs.actions.way_back.withdrawing import drop_change
from programs.choices import CheckResult, DecisionKind, GrantState
from programs.models import (
    BudgetLine,
)
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, legislate

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(money="150000.00")


def eur(amount: str) -> Decimal:
    return Decimal(amount)


def refused(call: Any, *args: Any, **values: Any) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        call(*args, **values)
    return refusal.value


def test_overpayment_after_the_check_is_reclaimed_and_closed(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    staff.paid(grant, "100000.00")
    checked = staff.proof_checked(fresh(grant), "90000.00", CheckResult.REDUCED)
    error = refused(close_grant, checked, on=TODAY, by=staff.officer, at=NOW)
    assert error.code == "money_open"
    assert "10.000,00" in error.message
    reclaim = staff.reclaimed(checked, "10000.00")
    error = refused(close_grant, fresh(grant), on=TODAY, by=staff.officer, at=NOW)
    assert error.code in ("wrong_state", "reclaim_open")
    staff.waived(reclaim)
    record_repayment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)
    close_grant(fresh(grant), on=TODAY, by=staff.officer, at=NOW)
    closed = fresh(grant)
    assert (closed.state, closed.retention_until) == (GrantState.CLOSED, date(2036, 12, 31))


def test_case_with_money_bound_is_not_closed(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "99999.96")
    checked = staff.proof_checked(fresh(grant), "100000.00")
    error = refused(close_grant, checked, on=TODAY, by=staff.officer, at=NOW)
    assert " 0,04" in f" {error.message}"
    staff.amended(checked, {BudgetLine.objects.get(grant_balances__grant=grant): eur("-0.04")})
    close_grant(fresh(grant), on=TODAY, by=staff.officer, at=NOW)


def test_closing_asks_for_the_retention_where_the_directive_is_silent(staff: Staff) -> None:
    grant = staff.ended(staff.final(), DecisionKind.LAPSE)
    legislate(grant, retention_years=None)
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    assert refused(close_grant, grant, **values).field == "retention_until"
    early = TODAY - timedelta(days=1)
    assert refused(close_grant, grant, retention_until=early, **values).field == "retention_until"
    close_grant(grant, retention_until=date(2040, 12, 31), **values)


def test_a_typed_day_keeps_the_file_longer_and_never_shorter(staff: Staff) -> None:
    """Nobody frees a file for the archive by typing tomorrow."""
    grant = staff.ended(staff.final(), DecisionKind.LAPSE)
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    early = refused(close_grant, grant, retention_until=date(2036, 12, 30), **values)
    assert (early.field, early.code) == ("retention_until", "retained")
    assert "31.12.2036" in early.message
    close_grant(grant, retention_until=date(2037, 1, 1), **values)
    assert fresh(grant).retention_until == date(2037, 1, 1)


def test_nothing_that_awaits_a_signature_is_closed_away(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    payment = staff.paid(grant, "100000.00")
    checked = staff.proof_checked(fresh(grant))

    def close() -> None:
        close_grant(fresh(checked), on=TODAY, by=staff.officer, at=NOW)

    values: dict[str, Any] = {"by": staff.officer, "at": NOW, "reason": "Falsch erfasst"}
    propose_amendment(checked, lines={}, **values)
    assert refused(close).code == "awaits_signature"
    drop_change(checked, **values)
    ask_correction(checked, next(correctable(checked)).key, **values)
    assert refused(close).code == "awaits_signature"
    withdraw_correction(checked, **values)
    ask_to_cancel(payment, **values)
    assert refused(close).code == "awaits_signature"
    keep_payment(payment, by=staff.officer)
    close()
    assert fresh(checked).state == GrantState.CLOSED
