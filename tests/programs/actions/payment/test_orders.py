"""A payment: drawn, found correct, ordered by a second person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from programs.actions.decision.approval import notify_grant
from programs.actions.decision.finality import finalise_grant
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.choices import NotificationKind
from programs.models import (
    BudgetLine,
    Drawdown,
    Grant,
    GrantBalance,
    LedgerEntry,
    Payment,
)
from tests.factories.accounts import NOW
from tests.factories.life import TODAY
from tests.programs.planned import approved

pytestmark = pytest.mark.django_db


def final(line: BudgetLine, officer: User, approver: User) -> Grant:
    grant = approved(line, officer, approver)
    notify_grant(grant, on=TODAY, by=officer, at=NOW, kind=NotificationKind.ELECTRONIC)
    finalise_grant(grant, on=TODAY, by=officer, at=NOW, waived_on=TODAY)
    return Grant.objects.get(pk=grant.pk)


def test_payment_is_ordered_by_a_second_person_and_booked_by_share(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = final(line, officer, approver)
    drawdown = request_drawdown(grant, line, Decimal("40000.01"), on=TODAY, by=officer, at=NOW)
    payment = prepare_payment(drawdown, Decimal("40000.01"), by=officer, at=NOW)
    order_payment(payment, paid_on=TODAY, by=approver, at=NOW)
    paid = LedgerEntry.objects.filter(kind="payment").order_by("pk")
    assert [entry.amount_eur for entry in paid] == [
        Decimal("10000.01"),
        Decimal("10000.00"),
        Decimal("10000.00"),
        Decimal("10000.00"),
    ]
    assert paid[0].municipality_id == grant.lead_id
    balance = GrantBalance.objects.get(grant=grant)
    assert (balance.drawn_eur, balance.paid_eur) == (Decimal("40000.01"), Decimal("40000.01"))
    assert Payment.objects.get().use_until == date(2027, 1, 23)


def test_own_payment_is_not_ordered(line: BudgetLine, officer: User, approver: User) -> None:
    grant = final(line, officer, approver)
    grant_role_from_console(officer, Role.APPROVER, reason="test", at=NOW)
    both = User.objects.get(pk=officer.pk)
    drawdown = request_drawdown(grant, line, Decimal("100"), on=TODAY, by=both, at=NOW)
    payment = prepare_payment(drawdown, Decimal("100"), by=both, at=NOW)
    with pytest.raises(RuleError) as refusal:
        order_payment(payment, paid_on=TODAY, by=both, at=NOW)
    assert refusal.value.code == "four_eyes"


@pytest.mark.parametrize("amount", ["100000.01", "0.00", "-5.00"])
def test_drawdown_over_the_decision_is_refused(
    line: BudgetLine, officer: User, approver: User, amount: str
) -> None:
    grant = final(line, officer, approver)
    with pytest.raises(RuleError) as refusal:
        request_drawdown(grant, line, Decimal(amount), on=TODAY, by=officer, at=NOW)
    assert refusal.value.field == "amount_eur"
    assert not Drawdown.objects.exists()


def test_payment_over_the_drawdown_is_refused(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = final(line, officer, approver)
    drawdown = request_drawdown(grant, line, Decimal("30000"), on=TODAY, by=officer, at=NOW)
    prepare_payment(drawdown, Decimal("20000"), by=officer, at=NOW)
    with pytest.raises(RuleError) as refusal:
        prepare_payment(drawdown, Decimal("10000.01"), by=officer, at=NOW)
    assert refusal.value.code == "amount_exceeded"
    assert "10.000,00" in str(refusal.value)


def test_payment_of_another_year_is_refused(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = final(line, officer, approver)
    drawdown = request_drawdown(grant, line, Decimal("100"), on=TODAY, by=officer, at=NOW)
    payment = prepare_payment(drawdown, Decimal("100"), by=officer, at=NOW)
    with pytest.raises(RuleError, match="2026"):
        order_payment(payment, paid_on=date(2025, 12, 30), by=approver, at=NOW)
