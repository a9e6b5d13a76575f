"""Cases brought to a point of their life by the actions themselves, with people who may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.choices import Role
from accounts.models import User
from programs.actions.budget.lines import confirm_budget
from programs.actions.closing import complete_grant
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.finality import finalise_grant
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.actions.proof.check import await_proof, receive_proof, review_proof
from programs.actions.reclaim.claims import approve_reclaim, open_reclaim
from programs.actions.reclaim.interest import propose_waiver, waive_interest
from programs.choices import CheckResult, DecisionKind, NotificationKind
from programs.models import BudgetBooking, BudgetLine, Decision, Drawdown, Grant, Payment, Reclaim
from tests.factories.accounts import NOW, UserFactory
from tests.factories.programs import BudgetLineFactory, GrantFactory

TODAY = NOW.date()


@dataclass(frozen=True)
class Staff:
    """One officer who prepares, three people who may sign, one who keeps the budget."""

    officer: User
    approver: User
    second: User
    third: User
    budget: User
    now: datetime = NOW  # the moment all they do bears

    @property
    def today(self) -> date:
        return self.now.date()

    def at(self, day: date) -> Staff:
        """The same people at work on another day."""
        return replace(self, now=datetime.combine(day, self.now.timetz()))

    @property
    def in_spring(self) -> Staff:
        """The same people in April, when what is due by now was decided."""
        return self.at(date(2026, 4, 1))

    @classmethod
    def hire(cls) -> Staff:
        approver, second, third = (UserFactory.create(roles=[Role.APPROVER]) for _ in range(3))
        return cls(
            officer=UserFactory.create(roles=[Role.OFFICER]),
            approver=approver,
            second=second,
            third=third,
            budget=UserFactory.create(roles=[Role.BUDGET_OFFICER]),
        )

    def confirmed(self, booking: BudgetBooking) -> BudgetBooking:
        """A budget booking that the approver confirmed."""
        confirm_budget(booking, by=self.approver, at=self.now)
        booking.refresh_from_db()
        return booking

    def proposed(self, line: BudgetLine | None = None, **fields: Any) -> Decision:
        """A decision before its approval: four partners, 100,000 EUR, on one line."""
        if "tranches" not in fields:
            fields["tranches"] = {line or BudgetLineFactory.create(): Decimal("100000.00")}
        grant = GrantFactory.create(draft=True, **fields)
        return propose_grant(grant, by=self.officer, at=self.now)

    def approved(self, line: BudgetLine | None = None, **fields: Any) -> Grant:
        """A case whose money is bound."""
        decision = self.proposed(line, **fields)
        approve_decision(decision, by=self.approver, at=self.now)
        return fresh(decision.grant)

    def notified(self, line: BudgetLine | None = None, **fields: Any) -> Grant:
        """A case whose decision was handed over today."""
        grant = self.approved(line, **fields)
        notify_grant(
            grant, on=self.today, by=self.officer, at=self.now, kind=NotificationKind.HANDED_OVER
        )
        return fresh(grant)

    def final(self, line: BudgetLine | None = None, **fields: Any) -> Grant:
        """A case whose recipients waived the appeal."""
        grant = self.notified(line, **fields)
        finalise_grant(grant, on=self.today, by=self.officer, at=self.now, waived_on=self.today)
        return fresh(grant)

    def drawn(self, grant: Grant, amount_eur: str, *, on: date | None = None) -> Drawdown:
        """A drawdown on the only line of the case."""
        line = BudgetLine.objects.get(grant_balances__grant=grant)
        return request_drawdown(
            grant, line, Decimal(amount_eur), on=on or self.today, by=self.officer, at=self.now
        )

    def paid(self, grant: Grant, amount_eur: str, *, on: date | None = None) -> Payment:
        """A payment on the only line of the case, drawn, found correct and ordered."""
        drawdown = self.drawn(grant, amount_eur, on=on)
        payment = prepare_payment(drawdown, drawdown.amount_eur, by=self.officer, at=self.now)
        order_payment(payment, paid_on=on or self.today, by=self.approver, at=self.now)
        payment.refresh_from_db()
        return payment

    def paid_since(
        self, day: date, amount_eur: str, *, line: BudgetLine | None = None, **fields: Any
    ) -> Grant:
        """A case of that day that got `amount_eur` on it, from a line of its year: what comes back
        later, or bears interest since, is older than today."""
        then = self.at(day)
        fields = {"received_on": day, **fields}
        grant = then.final(line or BudgetLineFactory.create(fiscal_year=day.year), **fields)
        then.paid(grant, amount_eur)
        return fresh(grant)

    def completed(self, grant: Grant, *, on: date | None = None) -> Grant:
        """The case after its purpose was fulfilled on the day."""
        complete_grant(grant, fulfilled_on=on or self.today, by=self.officer, at=self.now)
        return fresh(grant)

    def amended(
        self, grant: Grant, lines: Mapping[BudgetLine, Decimal], **changed: Any
    ) -> Decision:
        """An amendment of the case, approved and notified today, its appeal waived."""
        values = {
            "reason": "Mehrkosten",
            "override_reason": "Mehr als der Satz",
            "by": self.officer,
            "at": self.now,
            **changed,
        }
        decision = propose_amendment(grant, lines=lines, **values)
        approve_change(decision, by=self.approver, at=self.now)
        notify_change(grant, on=self.today, by=self.officer, at=self.now, waived_on=self.today)
        decision.refresh_from_db()
        return decision

    def ended(self, grant: Grant, kind: DecisionKind = DecisionKind.REVOCATION) -> Grant:
        """The case after its revocation, annulment or lapse."""
        decision = propose_ending(
            grant,
            kind,
            reason="Zweck verfehlt",
            known_on=self.today,
            hearing_on=self.today,
            by=self.officer,
            at=self.now,
        )
        approve_change(decision, by=self.approver, at=self.now)
        notify_change(grant, on=self.today, by=self.officer, at=self.now)
        return fresh(grant)

    def reclaimed(self, grant: Grant, amount_eur: str, **changed: Any) -> Reclaim:
        """An approved reclaim on the case with interest from today."""
        values = {
            "reason": "Zweck verfehlt",
            "hearing_on": self.today,
            "interest_from": self.today,
            "due_on": self.today,
            "by": self.officer,
            "at": self.now,
            **changed,
        }
        reclaim = open_reclaim(grant, amount_eur=Decimal(amount_eur), **values)
        approve_reclaim(reclaim, by=self.approver, at=self.now)
        reclaim.refresh_from_db()
        return reclaim

    def waived(self, reclaim: Reclaim, reason: str = "Kleinbetrag") -> None:
        """The interest of the reclaim waived by two people."""
        propose_waiver(reclaim, reason=reason, by=self.officer, at=self.now)
        waive_interest(reclaim, by=self.approver, at=self.now)

    def proof_due(self, grant: Grant, *, on: date | None = None) -> Grant:
        """The completed case whose proof of use is due on the day."""
        await_proof(self.completed(grant), by=self.officer, due_on=on or self.today)
        return fresh(grant)

    def proof_received(self, grant: Grant, actual_eur: str = "100000.00", **told: Any) -> Grant:
        """The case whose proof of use came today and tells what was spent."""
        due = self.proof_due(grant)
        values = {"actual_eur": Decimal(actual_eur), **told}
        receive_proof(due, on=self.today, by=self.officer, at=self.now, **values)
        return fresh(grant)

    def proof_checked(
        self,
        grant: Grant,
        actual_eur: str = "100000.00",
        result: CheckResult = CheckResult.ACCEPTED,
    ) -> Grant:
        """The case whose proof of use was checked today."""
        received = self.proof_received(grant, actual_eur)
        review_proof(received, result=result, note="Belege gesehen.", by=self.officer, at=self.now)
        return fresh(grant)


def fresh(grant: Grant) -> Grant:
    """The case as it stands in the database."""
    return Grant.objects.get(pk=grant.pk)
