"""Who finds which decision in the list "To approve": never the own one, never one seen already."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.formats import NBSP
from programs.actions.central import (
    approve_central_payment,
    ask_to_cancel_central,
    propose_central_payment,
)
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.efa.costs import approve_cost, prepare_cost, prepare_reversal
from programs.actions.payment.orders import order_payment, prepare_payment
from programs.actions.reclaim.claims import approve_reclaim, open_reclaim
from programs.choices import Act, EntryKind, GrantState
from programs.models import (
    BudgetLine,
    CentralPayment,
    Decision,
    Grant,
    LedgerEntry,
    MissingPaper,
    ProofOfUse,
    ProposalReturn,
)
from programs.todo.signatures import money_todos, waiting_for_signature
from tests.factories.accounts import NOW, UserFactory
from tests.factories.efa import cost, efa_line
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory, give, program
from tests.programs.todo.sections import written_on

pytestmark = pytest.mark.django_db


def waiting(user: User) -> list[int]:
    return [decision.pk for decision in waiting_for_signature(user)]


def listed(user: User) -> dict[str, int]:
    return {entry.key: entry.count for entry in money_todos(user, today=TODAY)}


def test_decision_waits_for_every_approver_but_the_one_who_prepared_it(staff: Staff) -> None:
    decision = staff.proposed()
    assert [waiting(person) for person in (staff.approver, staff.second)] == [[decision.pk]] * 2
    Decision.objects.filter(pk=decision.pk).update(prepared_by=staff.approver)
    assert waiting(staff.approver) == []
    assert waiting(staff.second) == [decision.pk]
    assert "approvals" not in listed(staff.approver)
    assert listed(staff.second)["approvals"] == 1


def test_decision_before_its_third_signature_waits_for_the_others(staff: Staff) -> None:
    decision = staff.proposed()
    Decision.objects.filter(pk=decision.pk).update(needs_third_signature=True)
    decision.refresh_from_db()
    approve_decision(decision, by=staff.approver, at=NOW)
    assert (waiting(staff.approver), waiting(staff.second)) == ([], [decision.pk])
    approve_decision(decision, by=staff.second, at=NOW)
    assert waiting(staff.third) == []


def test_decision_waits_for_the_budget_officer_first(staff: Staff) -> None:
    decision = staff.proposed()
    Decision.objects.filter(pk=decision.pk).update(needs_budget_consent=True)
    assert waiting(staff.approver) == []
    assert listed(staff.budget)["consents"] == 1
    Decision.objects.filter(pk=decision.pk).update(prepared_by=staff.budget)
    assert "consents" not in listed(staff.budget)


def test_lists_follow_the_role(staff: Staff) -> None:
    staff.proposed()
    assert listed(UserFactory.create(roles=[Role.AUDITOR])) == {}
    assert "approvals" not in listed(staff.officer)


Said = tuple[str, str, bool, date | None]


def tasks(user: User, key: str, today: date = TODAY) -> list[Said]:
    """The tasks of one list of the person: what it is about, what is said, whether it is late."""
    found = [entry for entry in money_todos(user, today=today) if entry.key == key]
    return [
        (task.text, task.detail.replace(NBSP, " "), task.is_overdue, task.day)
        for entry in found
        for task in entry.tasks
    ]


@pytest.mark.usefixtures("untranslated")
def test_decision_is_told_with_its_kind_its_amount_and_who_prepared_it(staff: Staff) -> None:
    decision = staff.proposed(officer=staff.officer)
    said = f"Grant decision, 100.000,00 €, prepared by {staff.officer} on 23.11.2026"
    assert tasks(staff.approver, "approvals") == [(str(decision.grant), said, False, TODAY)]
    assert tasks(staff.approver, "changes") == []
    Decision.objects.filter(pk=decision.pk).update(prepared_by=None, needs_budget_consent=True)
    said = "Grant decision, 100.000,00 €, prepared by – on 23.11.2026"
    assert tasks(staff.budget, "consents") == [(str(decision.grant), said, False, TODAY)]


@pytest.mark.usefixtures("untranslated")
def test_change_is_signed_by_another_and_then_notified_by_its_officer(staff: Staff) -> None:
    case = staff.final(officer=staff.officer)
    line = BudgetLine.objects.get(grant_balances__grant=case)
    change = propose_amendment(
        case,
        lines={line: Decimal("1000.00")},
        reason="Mehrkosten",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )
    said = f"{change.get_kind_display()}, 1.000,00 €, prepared by {staff.officer} on 23.11.2026"
    assert tasks(staff.approver, "changes") == [(str(case), said, False, TODAY)]
    assert tasks(staff.approver, "approvals") == []
    assert tasks(staff.officer, "changes_to_notify") == []
    approve_change(change, by=staff.approver, at=NOW)
    assert tasks(staff.approver, "changes") == []
    told = [(str(case), str(change.get_kind_display()), False, TODAY)]
    assert tasks(staff.officer, "changes_to_notify") == told
    assert tasks(UserFactory.create(roles=[Role.OFFICER]), "changes_to_notify") == []
    notify_change(case, on=TODAY, by=staff.officer, at=NOW)
    assert tasks(staff.officer, "changes_to_notify") == []


@pytest.mark.usefixtures("untranslated")
def test_payment_is_ordered_by_another_than_found_it_correct(staff: Staff) -> None:
    case = staff.final()
    drawdown = staff.drawn(case, "500.00")
    assert tasks(staff.approver, "payments") == []
    payment = prepare_payment(drawdown, Decimal("500.00"), by=staff.officer, at=NOW)
    said = [(str(case), f"500,00 €, found correct by {staff.officer}", False, TODAY)]
    assert tasks(staff.approver, "payments") == said
    both = UserFactory.create(roles=[Role.APPROVER])
    type(payment).objects.filter(pk=payment.pk).update(prepared_by=both)
    assert tasks(both, "payments") == []
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    assert tasks(staff.second, "payments") == []


def test_reclaim_is_approved_by_another_than_prepared_it(staff: Staff) -> None:
    case = staff.ended(staff.paid_since(date(2026, 10, 1), "1000.00", officer=staff.officer))
    reclaim = open_reclaim(
        case,
        amount_eur=Decimal("999.99"),
        reason="Zweck verfehlt",
        hearing_on=TODAY,
        interest_from=TODAY,
        due_on=TODAY,
        by=staff.officer,
        at=NOW,
    )
    assert tasks(staff.approver, "reclaims") == [(str(case), "999,99 €", False, TODAY)]
    type(reclaim).objects.filter(pk=reclaim.pk).update(prepared_by=staff.second)
    assert tasks(staff.second, "reclaims") == []
    approve_reclaim(reclaim, by=staff.approver, at=NOW)
    assert tasks(staff.approver, "reclaims") == []


def test_cost_and_its_reversal_wait_for_whoever_did_not_ask_for_them(staff: Staff) -> None:
    efa_line()
    made = prepare_cost(cost("1000.00"), by=staff.officer, at=NOW)
    signers = [staff.approver, staff.second]
    assert [tasks(who, "efa_costs") for who in signers] == [
        [(str(made), "1.000,00 €", False, TODAY)]
    ] * 2
    type(made).objects.filter(pk=made.pk).update(prepared_by=staff.second)
    assert [len(tasks(who, "efa_costs")) for who in signers] == [1, 0]
    type(made).objects.filter(pk=made.pk).update(prepared_by=staff.officer)
    approve_cost(made, on=date(2024, 6, 14), by=staff.approver, at=NOW)
    assert [tasks(who, "efa_costs") for who in signers] == [[], []]
    prepare_reversal(made, reason="Doppelt", by=staff.officer, at=NOW)
    assert [tasks(who, "efa_costs") for who in signers] == [
        [(str(made), "Doppelt", False, written_on(made))]
    ] * 2
    type(made).objects.filter(pk=made.pk).update(reversal_prepared_by=staff.second)
    assert [len(tasks(who, "efa_costs")) for who in signers] == [1, 0]


def test_central_payment_and_its_cancelling_wait_for_whoever_did_not_ask(staff: Staff) -> None:
    line = BudgetLineFactory.create(program=program("civento"))
    bill = CentralPayment(
        line=line, amount_eur=Decimal("50.00"), payee="Werk", purpose="Lizenz", document="R 1"
    )
    payment = propose_central_payment(bill, by=staff.officer, at=NOW)
    signers = [staff.approver, staff.second]
    waiting = [(str(payment), "Lizenz", False, TODAY)]
    assert [tasks(who, "central_payments") for who in signers] == [waiting] * 2
    rows = CentralPayment.objects.filter(pk=payment.pk)
    rows.update(prepared_by=staff.second)
    assert [len(tasks(who, "central_payments")) for who in signers] == [1, 0]
    rows.update(prepared_by=staff.officer)
    approve_central_payment(payment, on=TODAY, by=staff.approver, at=NOW)
    assert [tasks(who, "central_payments") for who in signers] == [[], []]
    ask_to_cancel_central(payment, reason="Doppelt", by=staff.officer, at=NOW)
    asked = [(str(payment), "Doppelt", False, written_on(payment))]
    assert [tasks(who, "central_payments") for who in signers] == [asked] * 2
    rows.update(cancel_prepared_by=staff.second)
    assert [len(tasks(who, "central_payments")) for who in signers] == [1, 0]


def test_what_was_sent_back_waits_for_its_author_until_it_is_settled(staff: Staff) -> None:
    case = GrantFactory.create(state=GrantState.RECOMMENDED)
    values: dict[str, Any] = {
        "act": Act.values[0],
        "prepared_by": staff.officer,
        "returned_by": staff.approver,
        "returned_at": NOW,
    }
    mine = ProposalReturn.objects.create(grant=case, subject="Bescheid", reason="Summe", **values)
    ProposalReturn.objects.create(subject="Buchung", reason="Titel", **values)
    ProposalReturn.objects.create(subject="Selbst", reason="x", is_withdrawn=True, **values)
    theirs = {**values, "prepared_by": staff.approver}
    ProposalReturn.objects.create(subject="Fremd", reason="x", **theirs)
    listed = [
        (f"{case}: Bescheid", "Summe", False, TODAY),
        ("Buchung", "Titel", False, TODAY),
    ]
    assert tasks(staff.officer, "sent_back") == listed
    ProposalReturn.objects.filter(pk=mine.pk).update(settled_at=NOW)
    assert tasks(staff.officer, "sent_back") == listed[1:]


@pytest.mark.usefixtures("untranslated")
def test_paper_is_late_from_the_day_after_and_only_while_it_is_asked_for(staff: Staff) -> None:
    case = GrantFactory.create(state=GrantState.QUERY, officer=staff.officer)
    asked: dict[str, Any] = {"grant": case, "requested_on": date(2026, 11, 1)}
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    for title, day in (("Heute", TODAY), ("Morgen", tomorrow), ("Gestern", yesterday)):
        MissingPaper.objects.create(title=title, due_on=day, **asked)
    MissingPaper.objects.create(title="Da", due_on=yesterday, received_on=TODAY, **asked)
    assert tasks(staff.officer, "papers") == [
        (str(case), "Gestern, due on 22.11.2026", True, yesterday),
        (str(case), "Heute, due on 23.11.2026", False, TODAY),
        (str(case), "Morgen, due on 24.11.2026", False, tomorrow),
    ]
    assert tasks(UserFactory.create(roles=[Role.OFFICER]), "papers") == []
    Grant.objects.filter(pk=case.pk).update(state=GrantState.IN_REVIEW)
    assert tasks(staff.officer, "papers") == []


OWING = {GrantState.FINAL, GrantState.IN_PAYMENT, GrantState.COMPLETED, GrantState.PROOF_DUE}


@pytest.mark.usefixtures("untranslated")
def test_proof_is_told_thirty_days_ahead_and_late_from_the_day_after(staff: Staff) -> None:
    cases = {}
    for days in (31, 30, 0, -1):
        case = GrantFactory.create(state=GrantState.PROOF_DUE, officer=staff.officer)
        ProofOfUse.objects.create(grant=case, due_on=TODAY + timedelta(days=days))
        cases[days] = case
    assert tasks(staff.officer, "proofs") == [
        (str(cases[days]), f"due on {day:%d.%m.%Y}", is_late, day)
        for days, is_late in ((-1, True), (0, False), (30, False))
        for day in [TODAY + timedelta(days=days)]
    ]
    ProofOfUse.objects.update(due_on=TODAY)
    for state in GrantState:
        Grant.objects.filter(pk=cases[0].pk).update(state=state)
        assert len(tasks(staff.officer, "proofs")) == (4 if state in OWING else 3), state


def spend(line: BudgetLine, amount_eur: str) -> None:
    """Operating costs, which are bound as they are paid."""
    LedgerEntry.objects.create(
        kind=EntryKind.OPERATING_COST,
        amount_eur=Decimal(amount_eur),
        line=line,
        document="Rechnung",
        booked_on=date(line.fiscal_year, 3, 1),
    )


@pytest.mark.usefixtures("untranslated")
def test_line_is_near_its_limit_from_nine_tenths_on(staff: Staff) -> None:
    full = BudgetLineFactory.create(money="1000.00")
    lines = {
        "899.99": BudgetLineFactory.create(money="1000.00"),
        "900.00": BudgetLineFactory.create(money="1000.00"),
        "1000.00": full,
    }
    for amount, line in lines.items():
        spend(line, amount)
    empty = BudgetLineFactory.create(money="5.00")  # all of it blocked: nothing is near to nothing
    give(empty, EntryKind.BLOCK, Decimal("5.00"))
    other_year = BudgetLineFactory.create(fiscal_year=2025, money="10.00")
    spend(other_year, "10.00")
    said = [
        (str(lines["900.00"]), "90,0 % committed, 100,00 € free", False, None),
        (str(full), "100,0 % committed, 0,00 € free", False, None),
    ]
    for user in (staff.officer, staff.budget):
        assert sorted(tasks(user, "near_cap")) == sorted(said)
    assert tasks(staff.approver, "near_cap") == []
    assert len(tasks(staff.budget, "near_cap", date(2025, 12, 31))) == 1
