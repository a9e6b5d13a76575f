"""From the proposal to the payment: what binds, what is refused, and what stands in the books."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from programs.actions.booking import BudgetExceeded, check_free
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.actions.way_back.withdrawing import send_back
from programs.choices import FundingStatus, GrantState
from programs.models import (
    BudgetBalance,
    BudgetLine,
    Decision,
    Grant,
    LedgerEntry,
    Program,
    Tranche,
)
from tests.factories.accounts import NOW
from tests.factories.life import TODAY
from tests.factories.programs import GrantFactory
from tests.programs.desk import person
from tests.programs.planned import approved, draft

pytestmark = pytest.mark.django_db


def test_approval_binds_each_partner_share_on_the_line(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = approved(line, officer, approver)
    entries = LedgerEntry.objects.filter(grant=grant)
    assert [entry.amount_eur for entry in entries] == [Decimal("25000.00")] * 4
    assert {entry.kind for entry in entries} == {"commitment"}
    assert grant.state == GrantState.APPROVED
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("100000.00")


def test_approval_of_own_decision_is_refused_and_writes_nothing(line: BudgetLine) -> None:
    both = person(Role.OFFICER, "beides")
    grant_role_from_console(both, Role.APPROVER, reason="test", at=NOW)
    decision = propose_grant(draft(line), by=both, at=NOW)
    with pytest.raises(RuleError) as refusal:
        approve_decision(decision, by=both, at=NOW)
    assert refusal.value.code == "four_eyes"
    assert not LedgerEntry.objects.filter(kind="commitment").exists()


def test_database_refuses_approver_who_prepared(line: BudgetLine, officer: User) -> None:
    decision = propose_grant(draft(line), by=officer, at=NOW)
    with pytest.raises(IntegrityError, match="decision_four_eyes"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(approved_by=officer)


def test_line_without_a_promise_carries_nothing_more_and_may_give_back(line: BudgetLine) -> None:
    BudgetLine.objects.filter(pk=line.pk).update(funding_status=FundingStatus.OPEN)
    balances = {line.pk: BudgetBalance.objects.select_related("line__program").get(line=line)}
    for amount in ("-0.01", "0.00"):
        check_free(balances, {line.pk: Decimal(amount)})
    with pytest.raises(RuleError) as refusal:
        check_free(balances, {line.pk: Decimal("0.01")})
    assert refusal.value.code == "no_promise"


def test_decision_over_the_free_budget_names_what_is_free(
    line: BudgetLine, officer: User, approver: User
) -> None:
    approved(line, officer, approver)
    second = propose_grant(draft(line), by=officer, at=NOW)
    with pytest.raises(BudgetExceeded) as refusal:
        approve_decision(second, by=approver, at=NOW)
    assert refusal.value.free_eur == Decimal("50000.00")
    assert "50.000,00" in str(refusal.value)
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("100000.00")
    assert Grant.objects.get(pk=second.grant_id).state == GrantState.APPROVAL_PENDING


def test_database_refuses_a_booking_over_the_line(line: BudgetLine) -> None:
    with pytest.raises(IntegrityError, match="never_over_budget"), transaction.atomic():
        LedgerEntry.objects.create(
            kind="commitment",
            amount_eur=Decimal("150000.01"),
            line=line,
            document="an den Regeln vorbei",
            booked_on=TODAY,
        )


def test_shares_that_differ_by_a_cent_are_refused_with_the_difference(
    line: BudgetLine, officer: User
) -> None:
    grant = draft(line, "100000.01")
    with pytest.raises(RuleError) as refusal:
        propose_grant(grant, by=officer, at=NOW)
    assert refusal.value.code == "shares"
    assert "0,01" in str(refusal.value)
    assert not Decision.objects.filter(grant=grant).exists()


def test_database_refuses_shares_that_do_not_add_up(
    line: BudgetLine, officer: User, approver: User
) -> None:
    decision = propose_grant(draft(line), by=officer, at=NOW)
    share = decision.shares.first()
    assert share is not None
    share.amount_eur += Decimal("0.01")
    share.save()
    with pytest.raises(IntegrityError, match="shares of decision"), transaction.atomic():
        approve_decision(decision, by=approver, at=NOW)


def test_two_partners_need_a_reason_and_one_is_refused(line: BudgetLine, officer: User) -> None:
    pair = GrantFactory.create(
        draft=True,
        lead_id="06535006",
        shares={"06535006": Decimal("25000"), "06535011": Decimal("25000")},
    )
    Tranche.objects.create(grant=pair, line=line, amount_eur=Decimal("50000"))
    with pytest.raises(RuleError) as refusal:
        propose_grant(pair, by=officer, at=NOW)
    assert refusal.value.code == "exception_reason"
    pair.exception_reason = "Die dritte Kommune tritt 2027 bei."
    pair.save()
    assert propose_grant(pair, by=officer, at=NOW).amount_eur == Decimal("50000.00")


def test_sent_back_case_can_be_proposed_again(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = draft(line)
    propose_grant(grant, by=officer, at=NOW)
    send_back(grant, by=approver, at=NOW, reason="Zweck genauer fassen")
    assert Grant.objects.get(pk=grant.pk).state == GrantState.IN_REVIEW
    decision = propose_grant(grant, by=officer, at=NOW)
    approve_decision(decision, by=approver, at=NOW)
    assert Grant.objects.get(pk=grant.pk).state == GrantState.APPROVED


def test_approved_decision_is_frozen(line: BudgetLine, officer: User, approver: User) -> None:
    grant = approved(line, officer, approver)
    decision = grant.decisions.get()
    for change in ({"amount_eur": Decimal(1)}, {"purpose": "anders"}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        decision.shares.all().delete()


def test_ledger_cannot_be_changed_or_deleted(line: BudgetLine) -> None:
    for attempt in (
        lambda: LedgerEntry.objects.update(reason="anders"),
        lambda: LedgerEntry.objects.all().delete(),
    ):
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            attempt()


def test_third_signature_above_the_threshold(
    line: BudgetLine, officer: User, approver: User
) -> None:
    Program.objects.filter(code="ikz").update(third_signature_from_eur=Decimal("100000"))
    decision = propose_grant(draft(line), by=officer, at=NOW)
    approve_decision(decision, by=approver, at=NOW)
    assert Grant.objects.get(pk=decision.grant_id).state == GrantState.APPROVAL_PENDING
    with pytest.raises(RuleError) as refusal:
        approve_decision(decision, by=approver, at=NOW)
    assert refusal.value.code == "six_eyes"
    approve_decision(decision, by=person(Role.APPROVER, "dritte"), at=NOW)
    assert Grant.objects.get(pk=decision.grant_id).state == GrantState.APPROVED


def test_case_inside_its_retention_cannot_be_deleted(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = approved(line, officer, approver)
    with pytest.raises(IntegrityError, match="retention"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk)._raw_delete("default")
