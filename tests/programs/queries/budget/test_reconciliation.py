"""Why totals that look alike differ, each step to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.choices import GrantState
from programs.models import BudgetLine, Grant
from programs.queries.budget.reconciliation import reconciliation
from tests.factories.accounts import NOW, UserFactory
from tests.factories.programs import GrantFactory, program
from tests.programs.desk import ikz_line

pytestmark = pytest.mark.django_db

DECIDED = date(2026, 11, 20)


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("250000.00")


@pytest.fixture
def case(line: BudgetLine) -> Grant:
    """Received on 2 March, decided on 20 November, sent on 23 November."""
    officer = UserFactory.create(roles=[Role.OFFICER])
    approver = UserFactory.create(roles=[Role.APPROVER])
    grant = GrantFactory.create(draft=True, tranches={line: Decimal(100000)})
    decision = propose_grant(grant, by=officer, at=NOW - timedelta(days=4))
    approve_decision(decision, by=approver, at=NOW - timedelta(days=3), decided_on=DECIDED)
    notify_grant(grant, on=date(2026, 11, 23), by=officer, at=NOW)
    return grant


def test_reconciliation_adds_up(case: Grant) -> None:
    found = reconciliation(program("ikz"), at=AsOf.today())
    left = found.first_eur + found.later_eur + found.operating_eur - found.authorised_eur
    assert left == found.committed_eur == Decimal(100000)
    assert not found.is_needed


def test_published_cases_stand_beside_the_books() -> None:
    published = {"state": GrantState.RECORDED, "published_qualifier": "exact"}
    GrantFactory.create(**published, published_eur=Decimal("1000.50"))
    GrantFactory.create(**published, published_eur=Decimal("2000.25"))
    GrantFactory.create(state=GrantState.RECORDED)  # known without an amount
    GrantFactory.create(program=program("ozg-modellkommunen"), **published, published_eur=1)
    found = reconciliation(program("ikz"), at=AsOf.today())
    assert (found.published_eur, found.published_cases) == (Decimal("3000.75"), 2)
