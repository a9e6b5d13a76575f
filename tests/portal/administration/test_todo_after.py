"""The first page once money flows: each list for those who may, leading to all of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from programs.actions.central import (
    approve_central_payment,
    ask_to_cancel_central,
    propose_central_payment,
)
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change
from programs.actions.efa.costs import approve_cost, prepare_cost, prepare_reversal
from programs.actions.payment.changes import ask_to_cancel
from programs.actions.reclaim.claims import record_repayment
from programs.actions.reclaim.interest import claim_interest, propose_waiver
from programs.choices import GrantState
from programs.models import (
    CentralPayment,
    Decision,
    EfaCost,
    Grant,
    HkrPayment,
    InterimReport,
    Payment,
    Reclaim,
)
from programs.todo.money import after_payment_todos
from tests.factories.accounts import NOW, UserFactory
from tests.factories.efa import cost as efa_cost
from tests.factories.efa import efa_line
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory, program
from tests.programs.desk import signed_in
from tests.programs.todo.sections import sections

pytestmark = pytest.mark.django_db


def case_of(staff: Staff, *, officer: User | None = None) -> Grant:
    return staff.final(officer=officer or staff.officer)


def cancelling(staff: Staff) -> None:
    payment = staff.paid(case_of(staff), "100.00")
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)


def handing_over(staff: Staff) -> None:
    Grant.objects.filter(pk=staff.notified(officer=staff.officer).pk).update(awaits_hand_over=True)


def completing(staff: Staff) -> None:
    grant = case_of(staff)
    Grant.objects.filter(pk=grant.pk).update(period_end=date(2026, 10, 31))


def reporting(staff: Staff) -> None:
    InterimReport.objects.create(grant=case_of(staff), for_year=2025, due_on=date(2026, 4, 30))


def reminding(staff: Staff) -> None:
    staff.proof_due(case_of(staff.in_spring), on=date(2026, 9, 30))


def reminding_of_a_report(staff: Staff) -> None:
    InterimReport.objects.create(grant=case_of(staff), for_year=2025, due_on=date(2026, 9, 30))


def checking(staff: Staff) -> None:
    staff.proof_received(case_of(staff))


def using(staff: Staff) -> None:
    payment = staff.paid(case_of(staff), "100.00")
    trigger = "ALTER TABLE programs_payment {} TRIGGER USER"
    with connection.cursor() as cursor:  # what the database would refuse: the past
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(trigger.format("DISABLE"))
        Payment.objects.filter(pk=payment.pk).update(use_until=date(2026, 11, 1))
        cursor.execute(trigger.format("ENABLE"))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def reclaiming(staff: Staff) -> None:
    Reclaim.objects.create(
        grant=case_of(staff),
        reason="Zweck verfehlt",
        hearing_on=date(2026, 9, 1),
        amount_eur=Decimal("500.00"),
        interest_from=date(2026, 9, 1),
        due_on=date(2026, 10, 1),
        prepared_by=staff.officer,
        approved_by=staff.approver,
        approved_at=NOW,
    )


def repaying(staff: Staff) -> Reclaim:
    """Repaid in whole, its interest not claimed yet."""
    since = date(2026, 1, 1)
    grant = staff.ended(staff.paid_since(since, "500.00", officer=staff.officer))
    reclaim = staff.reclaimed(grant, "500.00", interest_from=since)
    record_repayment(reclaim, paid_on=date(2026, 3, 31), by=staff.officer, at=NOW)
    return reclaim


def owing_interest(staff: Staff) -> None:
    claim_interest(repaying(staff), due_on=NOW.date(), by=staff.officer, at=NOW)


def waiving(staff: Staff) -> None:
    propose_waiver(repaying(staff), reason="Kleinbetrag", by=staff.officer, at=NOW)


def confirming(staff: Staff) -> None:
    staff.paid(case_of(staff), "100.00")


def amending(staff: Staff) -> Decision:
    line = BudgetLineFactory.create(money="110000.00")
    return propose_amendment(
        staff.final(line, officer=staff.officer),
        lines={line: Decimal("10000.00")},
        reason="Mehrkosten",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )


def lapsing(staff: Staff) -> None:
    reclaiming(staff)
    Reclaim.objects.update(limitation_on=date(2026, 12, 31))


def telling(staff: Staff) -> None:
    approve_change(amending(staff), by=staff.approver, at=NOW)


def archiving(staff: Staff) -> None:
    ended = {"state": GrantState.CLOSED, "retention_until": date(2026, 10, 31)}
    Grant.objects.filter(pk=case_of(staff).pk).update(**ended)


def differing(staff: Staff) -> None:
    HkrPayment.objects.create(
        booking_reference="4711",
        line=BudgetLineFactory.create(),
        value_date=date(2026, 10, 1),
        amount_eur=Decimal("1.00"),
    )


def reversing(staff: Staff) -> None:
    code = f"efa-{EfaCost.objects.count()}"
    if code == "efa-0":
        efa_line(2026)
    made = prepare_cost(efa_cost("100.00", year=2026, code=code), by=staff.officer, at=NOW)
    approve_cost(made, on=date(2026, 6, 15), by=staff.approver, at=NOW)
    prepare_reversal(made, reason="Rechnung doppelt", by=staff.officer, at=NOW)


def cancelling_centrally(staff: Staff) -> None:
    line = BudgetLineFactory.create(program=program("civento"))
    values = {"payee": "ekom21", "purpose": "civento", "document": "Rechnung 7"}
    made = propose_central_payment(
        CentralPayment(line=line, amount_eur=Decimal(100), **values), by=staff.officer, at=NOW
    )
    approve_central_payment(made, on=date(2026, 6, 15), by=staff.approver, at=NOW)
    ask_to_cancel_central(made, reason="Rechnung doppelt", by=staff.officer, at=NOW)


WORK = {
    "changes": (amending, {Role.APPROVER}),
    "changes_to_notify": (telling, {Role.OFFICER}),
    "cancellations": (cancelling, {Role.APPROVER}),
    "efa_costs": (reversing, {Role.APPROVER}),
    "central_payments": (cancelling_centrally, {Role.APPROVER}),
    "hand_overs": (handing_over, {Role.OFFICER}),
    "to_complete": (completing, {Role.OFFICER}),
    "interim_reports": (reporting, {Role.OFFICER}),
    "letters": (reminding, {Role.OFFICER}),
    "report_letters": (reminding_of_a_report, {Role.OFFICER}),
    "to_check": (checking, {Role.OFFICER}),
    "unused": (using, {Role.OFFICER}),
    "open_reclaims": (reclaiming, {Role.OFFICER}),
    "lapsing_interest": (lapsing, {Role.OFFICER}),
    "unclaimed_interest": (repaying, {Role.OFFICER}),
    "open_interest": (owing_interest, {Role.OFFICER}),
    "waivers": (waiving, {Role.APPROVER}),
    "to_archive": (archiving, {Role.OFFICER}),
    "unconfirmed": (confirming, {Role.OFFICER, Role.BUDGET_OFFICER}),
    "differences": (differing, {Role.BUDGET_OFFICER}),
}


@pytest.mark.parametrize("key", WORK)
def test_list_is_for_those_who_do_the_work(staff: Staff, key: str) -> None:
    bring, who = WORK[key]
    for person in (staff.officer, staff.approver, staff.budget):
        assert key not in sections(person)
    bring(staff)
    people = {
        Role.OFFICER: staff.officer,
        Role.APPROVER: staff.approver,
        Role.BUDGET_OFFICER: staff.budget,
        Role.AUDITOR: UserFactory.create(roles=[Role.AUDITOR]),
    }
    assert {role for role, person in people.items() if key in sections(person)} == who


@pytest.mark.parametrize("key", WORK)
def test_each_task_and_the_whole_list_have_a_page(staff: Staff, key: str) -> None:
    bring, who = WORK[key]
    for _case in range(1 if key == "differences" else 2):
        bring(staff)
    person = {
        Role.OFFICER: staff.officer,
        Role.APPROVER: staff.approver,
        Role.BUDGET_OFFICER: staff.budget,
    }[min(who)]
    section, client = sections(person)[key], signed_in(person)
    assert client.get(section.rows[0].url).status_code == 200
    page = client.get(section.more_url)
    assert page.status_code == 200
    if "cl" in page.context:
        assert page.context["cl"].result_count == section.todo.count


def test_whoever_asked_to_cancel_has_nothing_to_sign(staff: Staff) -> None:
    cancelling(staff)
    Payment.objects.update(cancel_prepared_by=staff.approver)
    assert "cancellations" not in sections(staff.approver)
    assert "cancellations" in sections(staff.second)


def test_whoever_asked_to_reverse_a_cost_or_to_cancel_a_bill_does_not_sign(staff: Staff) -> None:
    reversing(staff)
    cancelling_centrally(staff)
    EfaCost.objects.update(reversal_prepared_by=staff.approver)
    CentralPayment.objects.update(cancel_prepared_by=staff.approver)
    both = {"efa_costs", "central_payments"}
    assert not both & set(sections(staff.approver))
    found = sections(staff.second)
    assert [found[key].rows[0].task.detail for key in both] == ["Rechnung doppelt"] * 2


def test_strangers_have_nothing_to_do() -> None:
    nobody: User = AnonymousUser()  # type: ignore[assignment]  # as a request brings them
    assert after_payment_todos(nobody, today=timezone.localdate()) == []


def test_first_page_costs_the_same_for_one_and_many(staff: Staff) -> None:
    counts = []
    client = signed_in(staff.officer)
    for more in (1, 3):
        for _case in range(more):
            for bring in (reporting, reminding, checking, confirming):
                bring(staff)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin:index")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_report_is_received_at_the_desk(staff: Staff) -> None:
    reporting(staff)
    report = InterimReport.objects.get()
    receive = reverse("admin:programs_interimreport_step", args=[report.pk, "receive"])
    signed_in(staff.officer).post(receive, {"on": "23.11.2026"})
    assert InterimReport.objects.get().submitted_on == date(2026, 11, 23)
    assert fresh(report.grant).state == "final"
