"""Appeals, revocation, annulment, lapse, reclaims with interest, and the closed file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.closing import close_grant, complete_grant
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.finality import finalise_change
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.payment.changes import release_drawdown
from programs.actions.reclaim.claims import approve_reclaim, open_reclaim, record_repayment
from programs.actions.reclaim.interest import claim_interest, propose_waiver, waive_interest
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import (
    BaseRate,
    BudgetBalance,
    BudgetLine,
    Grant,
    LedgerEntry,
    Reclaim,
)
from tests.factories.accounts import NOW, UserFactory
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory

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


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (DecisionKind.REVOCATION, GrantState.REVOKED),
        (DecisionKind.ANNULMENT, GrantState.ANNULLED),
        (DecisionKind.LAPSE, GrantState.LAPSED),
    ],
)
def test_ending_gives_back_what_is_not_drawn(
    staff: Staff, line: BudgetLine, kind: DecisionKind, state: GrantState
) -> None:
    grant = staff.final(line)
    staff.paid(grant, "30000.00")
    assert staff.ended(fresh(grant), kind).state == state
    assert BudgetBalance.objects.get(line=line).committed_eur == eur("30000.00")
    assert (overspent(), lost()) == ([], [])


def ending(staff: Staff, grant: Grant, **changed: Any) -> Any:
    values = {"reason": "x", "known_on": TODAY, "hearing_on": TODAY, "by": staff.officer}
    return propose_ending(grant, DecisionKind.REVOCATION, at=NOW, **{**values, **changed})


def test_revocation_needs_reason_hearing_and_its_time(staff: Staff) -> None:
    grant = staff.final()
    assert refused(ending, staff, grant, reason="").field == "reason"
    assert refused(ending, staff, grant, hearing_on=None).field == "hearing_on"
    assert refused(ending, staff, grant, known_on=None).field == "known_on"
    error = refused(ending, staff, grant, known_on=date(2025, 11, 22))
    assert error.code == "too_late"
    assert ending(staff, grant, known_on=date(2025, 11, 23)).pk


def test_revocation_is_signed_by_a_second_person(staff: Staff) -> None:
    grant = staff.final()
    decision = ending(staff, grant)
    type(decision).objects.filter(pk=decision.pk).update(prepared_by=staff.approver)
    assert refused(approve_change, decision, by=staff.approver, at=NOW).code == "four_eyes"
    assert fresh(grant).state == GrantState.FINAL


def test_ending_shows_and_counts_when_the_recipients_learn_of_it(staff: Staff) -> None:
    grant = staff.final()
    approve_change(ending(staff, grant), by=staff.approver, at=NOW)
    assert fresh(grant).state == GrantState.FINAL
    assert refused(ending, staff, grant).code == "unsent"
    done = refused(complete_grant, grant, fulfilled_on=TODAY, by=staff.officer, at=NOW)
    assert done.code == "unsent"
    notify_change(grant, on=TODAY, by=staff.officer, at=NOW)
    assert fresh(grant).state == GrantState.REVOKED
    finalise_change(grant, on=TODAY, by=staff.officer, at=NOW, waived_on=TODAY)
    assert grant.decisions.get(kind=DecisionKind.REVOCATION).final_on == TODAY
    assert set(grant.participations.values_list("share_eur", flat=True)) == {eur("0.00")}


def test_drawn_money_is_paid_or_given_back_first(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    drawdown = staff.drawn(grant, "0.01")
    assert refused(ending, staff, fresh(grant)).code == "drawn_unpaid"
    release_drawdown(drawdown, reason="Widerruf", on=TODAY, by=staff.officer, at=NOW)
    staff.ended(fresh(grant))
    assert BudgetBalance.objects.get(line=line).committed_eur == 0
    assert lost() == []


def test_approved_reclaim_claims_from_each_partner_what_it_got(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    staff.paid(grant, "40000.00")
    reclaim = staff.reclaimed(staff.ended(fresh(grant)), "20000.02")
    claims = LedgerEntry.objects.filter(reclaim=reclaim, kind=EntryKind.CLAIM)
    assert sorted(claims.values_list("amount_eur", flat=True)) == [
        eur("5000.00"),
        eur("5000.00"),
        eur("5000.01"),
        eur("5000.01"),
    ]
    assert fresh(grant).state == GrantState.RECLAIM_OPEN
    assert reclaim.limitation_on == date(2029, 12, 31)


def test_reclaim_is_at_most_what_was_paid(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "40000.00")
    ended = staff.ended(fresh(grant))
    assert refused(staff.reclaimed, ended, "40000.01").field == "amount_eur"
    assert refused(staff.reclaimed, ended, "1.00", hearing_on=None).field == "hearing_on"
    assert refused(staff.reclaimed, ended, "1.00", reason="").field == "reason"
    staff.reclaimed(ended, "39999.99")
    assert refused(staff.reclaimed, fresh(grant), "0.02").field == "amount_eur"


def test_nobody_approves_his_own_reclaim(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "40000.00")
    ended = staff.ended(fresh(grant))
    reclaim = open_reclaim(
        ended,
        amount_eur=eur("1.00"),
        reason="x",
        hearing_on=TODAY,
        interest_from=TODAY,
        due_on=TODAY,
        by=staff.officer,
        at=NOW,
    )
    Reclaim.objects.filter(pk=reclaim.pk).update(prepared_by=staff.approver)
    assert refused(approve_reclaim, reclaim, by=staff.approver, at=NOW).code == "four_eyes"
    assert not LedgerEntry.objects.filter(kind=EntryKind.CLAIM).exists()


def test_interest_is_waived_by_a_second_person_for_a_reason(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "100.00")
    both = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    reclaim = staff.reclaimed(staff.ended(fresh(grant)), "100.00", by=both)
    values: dict[str, Any] = {"by": staff.approver, "at": NOW}
    assert refused(waive_interest, reclaim, **values).code == "not_proposed"
    assert (
        refused(propose_waiver, reclaim, reason="x", by=staff.approver, at=NOW).code
        == "not_allowed"
    )
    assert refused(propose_waiver, reclaim, reason=" ", by=staff.officer, at=NOW).field == "reason"
    another = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    propose_waiver(reclaim, reason="Kleinbetrag", by=another, at=NOW)
    assert refused(waive_interest, reclaim, by=staff.officer, at=NOW).code == "not_allowed"
    assert refused(waive_interest, reclaim, by=both, at=NOW).code == "four_eyes"
    assert refused(waive_interest, reclaim, by=another, at=NOW).code == "four_eyes"
    waive_interest(reclaim, by=staff.second, at=NOW)
    reclaim.refresh_from_db()
    assert (reclaim.waived_by, reclaim.waiver_proposed_by, reclaim.prepared_by) == (
        staff.second,
        another,
        both,
    )


@pytest.mark.parametrize("who", ["the one who prepared", "the one who proposed", "nobody"])
def test_database_refuses_a_waiver_without_a_second_person(staff: Staff, who: str) -> None:
    grant = staff.final()
    staff.paid(grant, "100.00")
    reclaim = staff.reclaimed(staff.ended(fresh(grant)), "100.00")
    people = {"the one who prepared": staff.officer, "the one who proposed": staff.second}
    with pytest.raises(IntegrityError, match="interest_waived_four_eyes"), transaction.atomic():
        Reclaim.objects.filter(pk=reclaim.pk).update(
            waived_interest_reason="x",
            waiver_proposed_by=staff.second,
            waived_by=people.get(who),
            waived_on=TODAY,
        )


def test_unknown_base_rate_stops_the_interest_not_the_money_that_came(staff: Staff) -> None:
    BaseRate.objects.filter(valid_from__gte=date(2026, 1, 1)).delete()
    grant = staff.final()
    staff.paid(grant, "100.00")
    reclaim = staff.reclaimed(staff.ended(fresh(grant)), "100.00")
    record_repayment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)
    error = refused(claim_interest, reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    assert error.code == "base_rate_missing"
    assert not LedgerEntry.objects.filter(kind=EntryKind.INTEREST_CLAIM).exists()
    assert fresh(grant).state == GrantState.RECLAIM_OPEN
    staff.waived(reclaim)
    reclaim.refresh_from_db()
    assert (reclaim.interest_eur, reclaim.settled_on) == (Decimal(0), TODAY)
    assert reclaim.waived_interest_reason == "Kleinbetrag"
    assert fresh(grant).state == GrantState.RECLAIM_SETTLED


def test_file_inside_its_retention_is_deleted_by_nobody(staff: Staff) -> None:
    grant = staff.ended(staff.final(), DecisionKind.LAPSE)
    close_grant(grant, on=TODAY, by=staff.officer, at=NOW)
    with pytest.raises(IntegrityError, match="retention"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk)._raw_delete("default")
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_decision_after_the_check_is_the_final_one(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    staff.paid(grant, "60000.00")
    before = staff.amended(fresh(grant), {line: eur("-10000.00")})
    assert before.kind == DecisionKind.AMENDMENT
    checked = staff.proof_checked(fresh(grant), "100000.00")
    assert staff.amended(checked, {line: eur("-30000.00")}).kind == DecisionKind.FINAL
    confirmed = staff.amended(fresh(grant), {})
    assert confirmed.kind == DecisionKind.FINAL
    assert confirmed.amount_eur == Decimal(0)
    assert lost() == []
    close_grant(fresh(grant), on=TODAY, by=staff.officer, at=NOW)
