"""What is bound and not drawn, held against the ledger row by row, and what is not final yet."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.money import sum_eur
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.finality import finalise_change
from programs.actions.decision.later import approve_change, notify_change
from programs.models import BudgetLine
from programs.queries.rests import rests_of, unfinal_eur, unused_by_line
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import PARTNERS, BudgetLineFactory

pytestmark = pytest.mark.django_db
QUARTER = Decimal("25000.00")


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(money="200000.00")


def test_each_partner_has_its_part_until_it_is_drawn(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    other = staff.final(BudgetLineFactory.create())
    staff.drawn(other, "500.00")  # of another case
    assert rests_of(grant) == {(line.pk, ags): QUARTER for ags in PARTNERS}
    drawdown = staff.drawn(grant, "40000.04")
    assert rests_of(grant) == {(line.pk, ags): Decimal("14999.99") for ags in PARTNERS}
    assert sum_eur(rests_of(grant).values()) == Decimal("100000.00") - drawdown.amount_eur


def test_paying_changes_no_rest_and_the_table_is_sorted(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    staff.paid(grant, "100000.00")
    table = unused_by_line(grant)
    assert list(table) == [line.pk]
    assert list(table[line.pk].items()) == [(ags, Decimal("0.00")) for ags in sorted(PARTNERS)]


def test_what_an_amendment_adds_waits_for_its_finality(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    assert unfinal_eur(grant, line, TODAY) == 0
    decision = propose_amendment(
        fresh(grant),
        lines={line: Decimal("1000.00")},
        reason="Mehrkosten",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )
    assert unfinal_eur(grant, line, TODAY) == 0  # nothing is bound before the signature
    approve_change(decision, by=staff.approver, at=NOW)
    assert unfinal_eur(grant, line, TODAY) == Decimal("1000.00")
    notify_change(grant, on=TODAY, by=staff.officer, at=NOW)
    assert unfinal_eur(grant, line, TODAY) == Decimal("1000.00")
    finalise_change(grant, on=TODAY, waived_on=TODAY, by=staff.officer, at=NOW)
    yesterday = TODAY - timedelta(days=1)
    assert unfinal_eur(grant, line, yesterday) == Decimal("1000.00")
    assert unfinal_eur(grant, line, TODAY) == 0
    assert unfinal_eur(grant, BudgetLineFactory.create(), yesterday) == 0


def test_an_amendment_that_takes_away_waits_for_nothing(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    decision = propose_amendment(
        grant, lines={line: Decimal("-1000.00")}, reason="Weniger", by=staff.officer, at=NOW
    )
    approve_change(decision, by=staff.approver, at=NOW)
    assert unfinal_eur(grant, line, TODAY) == 0
