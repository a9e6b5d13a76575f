"""Amending decisions: what they bind and release, who learns of it when, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.booking import BudgetExceeded
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.payment.orders import request_drawdown
from programs.actions.proof.check import review_proof
from programs.actions.way_back.withdrawing import drop_change, send_change_back
from programs.choices import CheckResult, DecisionKind
from programs.models import (
    BudgetBalance,
    BudgetLine,
    Decision,
    DecisionShare,
    Grant,
    GrantBalance,
    LedgerEntry,
    Program,
)
from programs.terms.plans import FinancingPlan
from tests.factories.accounts import NOW, UserFactory
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import signed_in
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(money="150000.00")


def eur(amount: str) -> Decimal:
    return Decimal(amount)


def proposed(staff: Staff, grant: Grant, line: BudgetLine, amount: str) -> Decision:
    return propose_amendment(
        grant,
        lines={line: eur(amount)},
        reason="Mehrkosten",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )


def shares(grant: Grant) -> list[Decimal | None]:
    return list(grant.participations.values_list("share_eur", flat=True))


def committed(line: BudgetLine) -> Decimal:
    return BudgetBalance.objects.get(line=line).committed_eur


def test_more_money_is_bound_when_a_second_person_signs(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    decision = proposed(staff, grant, line, "20000.02")
    assert committed(line) == eur("100000.00")
    approve_change(decision, by=staff.approver, at=NOW)
    assert committed(line) == eur("120000.02")
    parts = DecisionShare.objects.filter(decision=decision).order_by("pk")
    assert [part.amount_eur for part in parts] == [
        eur("5000.01"),
        eur("5000.01"),
        eur("5000.00"),
        eur("5000.00"),
    ]
    assert (overspent(), lost()) == ([], [])


def test_shares_change_when_the_recipients_learn_of_it(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    approve_change(proposed(staff, grant, line, "4000.00"), by=staff.approver, at=NOW)
    assert shares(grant) == [eur("25000.00")] * 4
    client = signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[ALSFELD]))
    assert "1.000,00" not in client.get(grant.get_absolute_url()).content.decode()
    notify_change(grant, on=TODAY, by=staff.officer, at=NOW)
    assert shares(grant) == [eur("26000.00")] * 4
    assert "1.000,00" in client.get(grant.get_absolute_url()).content.decode()


def test_nobody_approves_his_own_amendment(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    decision = proposed(staff, grant, line, "1.00")
    Decision.objects.filter(pk=decision.pk).update(prepared_by=staff.approver)
    with pytest.raises(RuleError) as refusal:
        approve_change(decision, by=staff.approver, at=NOW)
    assert refusal.value.code == "four_eyes"


def test_amendment_stays_within_the_budget_to_the_cent(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    decision = proposed(staff, grant, line, "50000.01")
    with pytest.raises(BudgetExceeded) as refusal:
        approve_change(decision, by=staff.approver, at=NOW)
    assert refusal.value.free_eur == eur("50000.00")
    assert committed(line) == eur("100000.00")
    approve_change(proposed(staff, grant, line, "50000.00"), by=staff.approver, at=NOW)


def test_third_signature_counts_the_new_total(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    Program.objects.filter(pk=line.program_id).update(third_signature_from_eur=eur("120000.00"))
    decision = proposed(staff, grant, line, "20000.00")
    approve_change(decision, by=staff.approver, at=NOW)
    assert committed(line) == eur("100000.00")
    with pytest.raises(RuleError) as refusal:
        approve_change(decision, by=staff.approver, at=NOW)
    assert refusal.value.code == "six_eyes"
    approve_change(decision, by=staff.second, at=NOW)
    assert committed(line) == eur("120000.00")


def test_less_money_goes_back_to_its_line(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    staff.amended(grant, {line: eur("-10000.01")})
    assert committed(line) == eur("89999.99")
    assert sum(part or 0 for part in shares(grant)) == eur("89999.99")
    assert (overspent(), lost()) == ([], [])


def test_what_is_drawn_is_not_released(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    staff.drawn(grant, "60000.00")
    with pytest.raises(RuleError, match="Lauterbach") as refusal:
        proposed(staff, grant, line, "-40000.04")
    assert refusal.value.field == "lines"
    staff.amended(fresh(grant), {line: eur("-40000.00")})
    assert committed(line) == eur("60000.00")


def test_drawdown_between_proposal_and_approval_is_seen(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    decision = proposed(staff, grant, line, "-50000.00")
    staff.drawn(grant, "60000.00")
    with pytest.raises(RuleError) as refusal:
        approve_change(decision, by=staff.approver, at=NOW)
    assert refusal.value.field == "lines"
    assert committed(line) == eur("100000.00")


def test_money_moves_to_another_year_without_a_change_of_the_grant(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    later = BudgetLineFactory.create(program=line.program, fiscal_year=2026, money="50000.00")
    decision = staff.amended(grant, {line: eur("-30000.01"), later: eur("30000.01")})
    assert decision.amount_eur == 0
    assert shares(grant) == [eur("25000.00")] * 4
    balances = GrantBalance.objects.filter(grant=grant).values_list("line", "committed_eur")
    assert dict(balances) == {line.pk: eur("69999.99"), later.pk: eur("30000.01")}
    moved = LedgerEntry.objects.filter(decision=decision).values("municipality").order_by()
    assert {row["sum"] for row in moved.annotate(sum=Sum("amount_eur"))} == {eur("0.00")}
    assert not decision.shares.exists()
    assert lost() == []


def test_shares_may_change_one_by_one(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    change = {LAUTERBACH: eur("7000.00"), ALSFELD: eur("-7000.00")}
    with pytest.raises(RuleError) as refusal:
        propose_amendment(
            grant,
            lines={line: eur("1.00")},
            shares=change,
            reason="x",
            by=staff.officer,
            at=NOW,
        )
    assert refusal.value.field == "shares"
    change[LAUTERBACH] += 1
    staff.amended(grant, {line: eur("1.00")}, shares=change)
    assert shares(grant) == [eur("32001.00"), eur("18000.00"), eur("25000.00"), eur("25000.00")]
    assert lost() == []


def test_nothing_is_drawn_of_an_amendment_before_it_is_final(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    approve_change(proposed(staff, grant, line, "10000.00"), by=staff.approver, at=NOW)
    notify_change(grant, on=TODAY, by=staff.officer, at=NOW)
    with pytest.raises(RuleError) as refusal:
        request_drawdown(fresh(grant), line, eur("100000.01"), on=TODAY, by=staff.officer, at=NOW)
    assert refusal.value.code == "amount_exceeded"
    request_drawdown(fresh(grant), line, eur("100000.00"), on=TODAY, by=staff.officer, at=NOW)


def test_longer_period_is_applied_for_before_the_present_one_ends(
    staff: Staff, line: BudgetLine
) -> None:
    end, later = TODAY - timedelta(days=1), date(2027, 6, 30)
    grant = staff.final(line, period_start=date(2026, 1, 1), period_end=end)
    for applied_on in (None, TODAY):
        with pytest.raises(RuleError) as refusal:
            staff.amended(grant, {}, period_end=later, applied_on=applied_on)
        assert refusal.value.field == "applied_on"
    staff.amended(grant, {}, period_end=later, applied_on=end)
    assert fresh(grant).period_end == later


@pytest.mark.parametrize(
    ("amount", "reason", "field"), [("0.00", "x", "lines"), ("1.00", " ", "reason")]
)
def test_amendment_changes_something_for_a_reason(
    staff: Staff, line: BudgetLine, amount: str, reason: str, field: str
) -> None:
    grant = staff.final(line)
    with pytest.raises(RuleError) as refusal:
        propose_amendment(grant, lines={line: eur(amount)}, reason=reason, by=staff.officer, at=NOW)
    assert refusal.value.field == field


def test_amendment_waits_for_the_grant_decision(staff: Staff, line: BudgetLine) -> None:
    grant = staff.approved(line)
    with pytest.raises(RuleError) as refusal:
        proposed(staff, grant, line, "1.00")
    assert refusal.value.code == "wrong_state"


def test_proposal_is_thrown_away_with_a_reason(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    proposed(staff, grant, line, "1.00")
    drop_change(grant, by=staff.officer, at=NOW, reason="Erst klären")
    assert grant.decisions.count() == 1
    with pytest.raises(RuleError) as refusal:
        drop_change(grant, by=staff.officer, at=NOW, reason="Erst klären")
    assert refusal.value.code == "not_prepared"


@pytest.mark.usefixtures("untranslated")
def test_a_change_proposed_before_the_check_is_not_signed_after_it(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    staff.paid(grant, "96000.00")
    waiting = proposed(staff, staff.proof_received(fresh(grant)), line, "-4000.00")
    values: dict[str, Any] = {"by": staff.officer, "at": NOW}
    review_proof(grant, result=CheckResult.ACCEPTED, note="Belege gesehen.", **values)
    says_no(
        lambda: approve_change(waiting, by=staff.approver, at=NOW),
        None,
        "checked_meanwhile",
        "The proof of use was checked after this was proposed",
    )
    send_change_back(grant, by=staff.approver, at=NOW, reason="Nachweis ist geprüft")
    anew = proposed(staff, fresh(grant), line, "-4000.00")
    approve_change(anew, by=staff.approver, at=NOW)
    assert anew.kind == DecisionKind.FINAL


@pytest.mark.parametrize("name", ["eligible_eur", "own_eur", "third_party_eur"])
def test_no_part_of_a_financing_plan_is_less_than_nothing(
    staff: Staff, line: BudgetLine, name: str
) -> None:
    plan = replace(FinancingPlan(None, None, None, None), **{name: eur("-0.01")})
    with pytest.raises(RuleError) as refusal:
        propose_amendment(
            staff.final(line),
            lines={line: eur("-4000.00")},
            plan=plan,
            reason="Weniger",
            by=staff.officer,
            at=NOW,
        )
    assert (refusal.value.field, refusal.value.code) == (name, "negative")
