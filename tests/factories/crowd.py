"""Work for many people at once: decisions to approve and money to pay, all on the same lines."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from django.db import transaction

from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.models import BudgetLine, Decision, Grant
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.factories.race import Attempt

LINES = 3
CASE_EUR = Decimal(100_000)
DRAWN_EUR = Decimal(30_000)
PAYMENTS_PER_CASE = 5  # more than a case has money for
CHANGES_PER_CASE = 3


class Crowd:
    """Budget lines that carry half of what is asked of them, and the people who ask."""

    def __init__(self, attempts: int, *, seed: int = 6) -> None:
        self.staff = Staff.hire()
        self._rng = Random(seed)
        per_case = PAYMENTS_PER_CASE + CHANGES_PER_CASE
        self._cases = attempts // 2 // per_case
        self._approvals = attempts - self._cases * per_case
        paid_for = CASE_EUR * self._cases
        money = paid_for + CASE_EUR * self._approvals / 2
        self._lines = [
            BudgetLineFactory.create(money=str(round(money / LINES, 2))) for _line in range(LINES)
        ]

    def attempts(self) -> list[Attempt]:
        """Everything that is tried, in no order."""
        paying = [self.staff.final(tranches=self._tranches()) for _case in range(self._cases)]
        deciding = [
            self.staff.proposed(tranches=self._tranches()) for _case in range(self._approvals)
        ]
        attempts = [self._payment(case) for case in paying for _time in range(PAYMENTS_PER_CASE)]
        attempts += [self._approval(decision) for decision in deciding]
        attempts += [self._amendment(case) for case in paying for _time in range(CHANGES_PER_CASE)]
        self._rng.shuffle(attempts)
        return attempts

    def _tranches(self) -> dict[BudgetLine, Decimal]:
        """A case's money on two of the lines, in any order."""
        first, second = self._rng.sample(self._lines, 2)
        part = Decimal(self._rng.randrange(10_000, 90_000))
        return {first: part, second: CASE_EUR - part}

    def _approval(self, decision: Decision) -> Attempt:
        return lambda: approve_decision(decision, by=self.staff.approver, at=NOW)

    def _amendment(self, case: Grant) -> Attempt:
        first, second = self._rng.sample(self._lines, 2)
        lines = {first: Decimal(self._rng.randrange(-30_000, 30_000)), second: DRAWN_EUR}

        @transaction.atomic
        def amend() -> None:
            by = self.staff.officer
            decision = propose_amendment(
                case, lines=lines, reason="Test", override_reason="Test", by=by, at=NOW
            )
            approve_change(decision, by=self.staff.approver, at=NOW)
            notify_change(case, on=TODAY, by=by, at=NOW, waived_on=TODAY)

        return amend

    def _payment(self, case: Grant) -> Attempt:
        line = self._rng.choice([tranche.line for tranche in case.tranches.all()])

        @transaction.atomic
        def pay() -> None:
            drawdown = request_drawdown(
                case, line, DRAWN_EUR, on=TODAY, by=self.staff.officer, at=NOW
            )
            payment = prepare_payment(drawdown, DRAWN_EUR, by=self.staff.officer, at=NOW)
            order_payment(payment, paid_on=TODAY, by=self.staff.approver, at=NOW)

        return pay
