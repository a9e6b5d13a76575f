"""The conditions that work lists share: whose case it is, what is unpaid, what was sent back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from programs.actions.payment.orders import order_payment, prepare_payment
from programs.choices import Act, GrantState
from programs.models import Grant, Payment, ProposalReturn
from programs.todo.filters import is_mine, returned_to, unpaid_drawdowns
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import GrantFactory

pytestmark = pytest.mark.django_db


def test_case_is_mine_or_nobodys(staff: Staff) -> None:
    colleague = UserFactory.create(roles=[Role.OFFICER])
    own, nobodys, theirs = (
        GrantFactory.create(officer=officer, shares={})
        for officer in (staff.officer, None, colleague)
    )
    assert set(Grant.objects.filter(is_mine(staff.officer))) == {own, nobodys}
    assert set(Grant.objects.filter(is_mine(colleague))) == {theirs, nobodys}
    proofs = Grant.objects.filter(pk__in=[own.pk, theirs.pk])
    assert set(proofs.filter(is_mine(staff.officer))) == {own}


def unpaid() -> list[Decimal]:
    rows: Any = unpaid_drawdowns().order_by("pk")
    return [row.unpaid_eur for row in rows]


def test_drawdown_is_unpaid_by_what_nobody_found_correct(staff: Staff) -> None:
    case = staff.final()
    drawdown = staff.drawn(case, "500.00")
    assert unpaid() == [Decimal("500.00")]
    first = prepare_payment(drawdown, Decimal("499.99"), by=staff.officer, at=NOW)
    assert unpaid() == [Decimal("0.01")]
    order_payment(first, paid_on=TODAY, by=staff.approver, at=NOW)
    assert unpaid() == [Decimal("0.01")]
    last = prepare_payment(drawdown, Decimal("0.01"), by=staff.officer, at=NOW)
    assert unpaid() == []
    Payment.objects.filter(pk=last.pk).update(
        cancelled_at=NOW,
        cancelled_by=staff.officer,
        cancel_reason="x",
        cancel_prepared_by=staff.officer,
    )
    assert unpaid() == [Decimal("0.01")]


def test_drawdown_waits_while_money_may_be_paid(staff: Staff) -> None:
    case = staff.final()
    staff.drawn(case, "500.00")
    waits = set()
    for state in GrantState:
        Grant.objects.filter(pk=case.pk).update(state=state)
        waits |= {state} if unpaid() else set()
    assert waits == {
        GrantState.FINAL,
        GrantState.IN_PAYMENT,
        GrantState.COMPLETED,
        GrantState.PROOF_DUE,
        GrantState.PROOF_SUBMITTED,
        GrantState.PROOF_CHECKED,
    }


def test_what_was_sent_back_is_its_authors_until_it_is_settled(staff: Staff) -> None:
    values: dict[str, Any] = {"act": Act.values[0], "returned_by": staff.approver}
    values |= {"returned_at": NOW, "reason": "Summe", "subject": "Bescheid"}
    back = ProposalReturn.objects.create(prepared_by=staff.officer, **values)
    ProposalReturn.objects.create(prepared_by=staff.officer, is_withdrawn=True, **values)
    ProposalReturn.objects.create(prepared_by=staff.second, **values)

    def found() -> list[int]:
        return list(
            ProposalReturn.objects.filter(returned_to(staff.officer)).values_list("pk", flat=True)
        )

    assert found() == [back.pk]
    ProposalReturn.objects.filter(pk=back.pk).update(settled_at=NOW)
    assert found() == []
