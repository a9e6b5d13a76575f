"""A part of the grant is revoked while the project runs on: an amendment and a reclaim."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs.actions.closing import close_grant
from programs.actions.reclaim.claims import record_repayment
from programs.choices import CheckResult, DecisionKind, GrantState
from programs.models import BudgetLine, GrantBalance, Reclaim
from programs.queries.proof import overpaid_eur
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import signed_in, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(money="150000.00")


def repaid(staff: Staff, reclaim: Reclaim) -> None:
    staff.waived(reclaim)
    record_repayment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)


def test_project_runs_on_after_a_part_is_revoked(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    staff.paid(grant, "60000.00")
    decision = staff.amended(fresh(grant), {line: Decimal("-20000.00")}, reason="Vergabeverstoß")
    reclaim = staff.reclaimed(fresh(grant), "10000.00", reason="Vergabeverstoß")
    assert reclaim.decision == decision
    assert fresh(grant).state == GrantState.IN_PAYMENT
    repaid(staff, reclaim)
    assert fresh(grant).state == GrantState.IN_PAYMENT
    staff.paid(fresh(grant), "20000.00")
    balance = GrantBalance.objects.get(grant=grant)
    assert (balance.committed_eur, balance.paid_eur, balance.repaid_eur) == (
        Decimal("80000.00"),
        Decimal("80000.00"),
        Decimal("10000.00"),
    )
    checked = staff.proof_checked(fresh(grant), "100000.00")
    assert checked.proof.recalculated_eur == Decimal("70000.00")
    assert overpaid_eur(checked) == 0
    close_grant(checked, on=TODAY, by=staff.officer, at=NOW)
    assert fresh(grant).state == GrantState.CLOSED
    assert (overspent(), lost()) == ([], [])


def test_what_is_all_paid_is_revoked_in_part_by_the_reclaim_alone(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    staff.paid(grant, "100000.00")
    reclaim = staff.reclaimed(fresh(grant), "10000.00")
    assert reclaim.decision is None
    checked = staff.proof_checked(fresh(grant), "85000.00", CheckResult.REDUCED)
    assert overpaid_eur(checked) == Decimal("5000.00")
    closing: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    with pytest.raises(RuleError) as refusal:
        close_grant(checked, **closing)
    assert refusal.value.code == "reclaim_open"
    repaid(staff, reclaim)
    assert fresh(grant).state == GrantState.PROOF_CHECKED
    repaid(staff, staff.reclaimed(fresh(grant), "5000.00"))
    assert fresh(grant).state == GrantState.RECLAIM_SETTLED
    close_grant(fresh(grant), **closing)


def test_revoked_case_is_not_settled_before_its_own_reclaim(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    staff.paid(grant, "60000.00")
    part = staff.reclaimed(fresh(grant), "10000.00")
    ended = staff.ended(fresh(grant), DecisionKind.REVOCATION)
    repaid(staff, part)
    assert fresh(grant).state == GrantState.REVOKED
    with pytest.raises(RuleError, match=r"^50\.000,00"):  # 60,000 were paid, 10,000 came back
        close_grant(fresh(grant), on=TODAY, by=staff.officer, at=NOW)
    repaid(staff, staff.reclaimed(ended, "50000.00"))
    assert fresh(grant).state == GrantState.RECLAIM_SETTLED


def test_officer_reclaims_a_part_of_a_running_project(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    officer = signed_in(staff.officer)
    claim = {
        "amount_eur": "10.000,00",
        "hearing_on": "23.11.2026",
        "interest_from": "23.11.2026",
        "due_on": f"{TODAY + timedelta(days=28):%d.%m.%Y}",
        "reason": "Vergabeverstoß",
    }
    step(officer, grant, "open_reclaim", **claim)
    assert not Reclaim.objects.exists()  # nothing is paid yet
    staff.paid(grant, "60000.00")
    assert step(officer, grant, "open_reclaim", **claim).status_code == 302
    assert Reclaim.objects.get().amount_eur == Decimal("10000.00")
    assert fresh(grant).state == GrantState.IN_PAYMENT
