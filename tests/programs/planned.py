"""A case of four partners on one line, and its approval."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import User
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.models import (
    BudgetLine,
    Grant,
    Tranche,
)
from tests.factories.accounts import NOW
from tests.factories.programs import GrantFactory


def draft(line: BudgetLine, amount: str = "100000.00") -> Grant:
    """A case of four partners with 25,000 EUR each, planned on the line."""
    grant = GrantFactory.create(draft=True, received_on=date(2026, 3, 1))
    Tranche.objects.create(grant=grant, line=line, amount_eur=Decimal(amount))
    return grant


def approved(line: BudgetLine, officer: User, approver: User) -> Grant:
    grant = draft(line)
    decision = propose_grant(grant, by=officer, at=NOW)
    approve_decision(decision, by=approver, at=NOW)
    return Grant.objects.get(pk=grant.pk)
