"""The work lists once money flows: for whom, and when something is due."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.formats import NBSP
from programs.actions.payment.changes import ask_to_cancel, cancel_payment
from programs.choices import GrantState
from programs.models import (
    BudgetLine,
    Grant,
    HkrPayment,
    InterimReport,
    Payment,
    ProofOfUse,
    Reclaim,
    Reminder,
)
from programs.queries.deadlines import deadlines
from programs.todo.money import after_payment_todos
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import GrantFactory, legislate
from tests.programs.todo.sections import sections, written_on

NOVEMBER = date(2026, 11, 1)

pytestmark = pytest.mark.django_db


def case_of(staff: Staff, *, officer: User | None = None) -> Grant:
    return staff.final(officer=officer or staff.officer)


def reporting(staff: Staff) -> None:
    InterimReport.objects.create(grant=case_of(staff), for_year=2025, due_on=date(2026, 4, 30))


def reminding(staff: Staff) -> None:
    staff.proof_due(case_of(staff.in_spring), on=date(2026, 9, 30))


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


def test_ended_case_owes_no_report_and_no_proof(staff: Staff) -> None:
    grant = staff.proof_due(case_of(staff.in_spring), on=date(2026, 9, 30))
    InterimReport.objects.create(grant=grant, for_year=2025, due_on=date(2026, 4, 30))
    owed = {"proofs", "interim_reports"}
    assert owed <= set(sections(staff.officer))
    assert {entry.what for entry in deadlines(Grant.objects.all())} == {
        "Verwendungsnachweis",
        "Zwischennachweis für 2025",
    }
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.REVOKED)
    assert not owed & set(sections(staff.officer))
    assert deadlines(Grant.objects.all()) == []


def test_case_of_a_colleague_is_not_mine(staff: Staff) -> None:
    colleague = UserFactory.create(roles=[Role.OFFICER])
    for bring in (reporting, reminding, checking, using, reclaiming):
        bring(staff)
    assert set(sections(colleague)) <= {"unconfirmed", "base_rate", "directives"}


def test_soon_due_report_is_not_overdue(staff: Staff) -> None:
    today = timezone.localdate()
    grant = case_of(staff)
    for year, days in ((2024, -1), (2025, 30), (2026, 31)):
        InterimReport.objects.create(
            grant=grant, for_year=year, due_on=today + timedelta(days=days)
        )
    rows = sections(staff.officer)["interim_reports"].rows
    assert [row.task.is_overdue for row in rows] == [True, False]


Said = tuple[str, str, bool, date | None]
DAY = timedelta(days=1)


def tasks(user: User, key: str, today: date = TODAY) -> list[Said]:
    """The tasks of one list of the person: what it is about, what is said, whether it is late."""
    found = [entry for entry in after_payment_todos(user, today=today) if entry.key == key]
    return [
        (task.text, task.detail.replace(NBSP, " "), task.is_overdue, task.day)
        for entry in found
        for task in entry.tasks
    ]


def counted(user: User, today: date = TODAY) -> dict[str, int]:
    return {entry.key: entry.count for entry in after_payment_todos(user, today=today)}


@pytest.mark.usefixtures("untranslated")
def test_payment_is_cancelled_by_another_than_asked_for_it(staff: Staff) -> None:
    payment = staff.paid(case_of(staff), "100.00")
    assert tasks(staff.approver, "cancellations") == []
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)
    said = f"100,00 €, asked for by {staff.officer}: Falsches Konto"
    found = [(str(payment.drawdown.grant), said, False, written_on(payment))]
    assert [tasks(who, "cancellations") for who in (staff.approver, staff.second)] == [found] * 2
    assert tasks(staff.officer, "cancellations") == []  # signs nothing
    Payment.objects.filter(pk=payment.pk).update(cancel_prepared_by=staff.second)
    assert tasks(staff.second, "cancellations") == []
    cancel_payment(payment, by=staff.approver, at=NOW)
    assert tasks(staff.approver, "cancellations") == []


@pytest.mark.usefixtures("untranslated")
def test_payment_waits_for_the_accounting_of_the_state_until_it_is_known_there(
    staff: Staff,
) -> None:
    payment = staff.paid(case_of(staff), "100.00")
    said = [(str(payment.drawdown.grant), "100,00 €, value date 23.11.2026", False, TODAY)]
    assert tasks(staff.officer, "unconfirmed") == tasks(staff.budget, "unconfirmed") == said
    assert tasks(staff.approver, "unconfirmed") == []
    line = BudgetLine.objects.get(grant_balances__grant=payment.drawdown.grant)
    other = HkrPayment.objects.create(
        booking_reference="fremd", line=line, value_date=TODAY, amount_eur=Decimal("100.00")
    )
    assert tasks(staff.officer, "unconfirmed") == said
    Payment.objects.filter(pk=payment.pk).update(booking_reference=other.booking_reference)
    assert tasks(staff.officer, "unconfirmed") == []


@pytest.mark.usefixtures("untranslated")
def test_differences_of_the_books_are_the_budget_officers(staff: Staff) -> None:
    payment = staff.paid(case_of(staff), "100.00")
    line = BudgetLine.objects.get(grant_balances__grant=payment.drawdown.grant)
    assert tasks(staff.budget, "differences") == [(str(line), "11/2026: 100,00 €", False, NOVEMBER)]
    assert tasks(staff.officer, "differences") == []
    for month in range(1, 7):  # six more, of which as many are shown as of any list
        HkrPayment.objects.create(
            booking_reference=f"{month}",
            line=line,
            value_date=date(2026, month, 1),
            amount_eur=Decimal(month),
        )
    shown = [detail for _line, detail, _late, _day in tasks(staff.budget, "differences")]
    assert shown == [
        "11/2026: 100,00 €",
        *(f"{month:02}/2026: \u2212{month},00 €" for month in (6, 5, 4, 3)),
    ]
    assert counted(staff.budget)["differences"] == 7


@pytest.mark.usefixtures("untranslated")
def test_interim_report_is_told_thirty_days_ahead_and_late_from_the_day_after(
    staff: Staff,
) -> None:
    case = GrantFactory.create(state=GrantState.FINAL, officer=staff.officer)
    for year, days in ((2022, 31), (2023, 30), (2024, 0), (2025, -1)):
        InterimReport.objects.create(grant=case, for_year=year, due_on=TODAY + days * DAY)
    InterimReport.objects.create(
        grant=case, for_year=2021, due_on=TODAY - DAY, submitted_on=TODAY - DAY
    )
    assert tasks(staff.officer, "interim_reports") == [
        (str(case), f"for {year}, due on {day:%d.%m.%Y}", is_late, day)
        for year, days, is_late in ((2025, -1, True), (2024, 0, False), (2023, 30, False))
        for day in [TODAY + days * DAY]
    ]
    for state in GrantState:
        Grant.objects.filter(pk=case.pk).update(state=state)
        owes = state in ("final", "in_payment", "completed", "proof_due")
        assert bool(tasks(staff.officer, "interim_reports")) is owes, state


@pytest.mark.usefixtures("untranslated")
def test_reminder_is_written_from_its_day_until_it_is_logged(staff: Staff) -> None:
    case = staff.proof_due(case_of(staff), on=TODAY)
    legislate(case, reminder_days=[7, 30])
    proof = ProofOfUse.objects.get(grant=case)
    said = [(str(case), "proof of use due on 23.11.2026", False, TODAY)]
    week, month = TODAY + 7 * DAY, TODAY + 30 * DAY
    assert [tasks(staff.officer, "letters", day) for day in (week - DAY, week)] == [[], said]
    Reminder.objects.create(proof=proof, stage=1, sent_on=TODAY)
    assert [tasks(staff.officer, "letters", day) for day in (week, month - DAY)] == [[], []]
    assert tasks(staff.officer, "letters", month) == said
    assert tasks(UserFactory.create(roles=[Role.OFFICER]), "letters", month) == []
    Reminder.objects.create(proof=proof, stage=2, sent_on=TODAY + DAY)
    assert tasks(staff.officer, "letters", month + 365 * DAY) == []


@pytest.mark.usefixtures("untranslated")
def test_reminder_of_an_interim_report_is_written_the_same_way(staff: Staff) -> None:
    case = case_of(staff)
    legislate(case, reminder_days=[7])
    report = InterimReport.objects.create(grant=case, for_year=2025, due_on=TODAY)
    said = [(str(case), "for 2025, due on 23.11.2026", False, TODAY)]
    week = TODAY + 7 * DAY
    assert [tasks(staff.officer, "report_letters", d) for d in (week - DAY, week)] == [[], said]
    assert tasks(UserFactory.create(roles=[Role.OFFICER]), "report_letters", week) == []
    Reminder.objects.create(report=report, stage=1, sent_on=TODAY)
    assert tasks(staff.officer, "report_letters", week) == []


@pytest.mark.usefixtures("untranslated")
def test_proof_is_checked_once_it_came(staff: Staff) -> None:
    case = staff.proof_due(case_of(staff))
    assert tasks(staff.officer, "to_check") == []
    ProofOfUse.objects.filter(grant=case).update(submitted_on=TODAY)
    assert tasks(staff.officer, "to_check") == []  # the case still waits for it
    Grant.objects.filter(pk=case.pk).update(state=GrantState.PROOF_SUBMITTED)
    said = [(str(case), "received on 23.11.2026", False, TODAY)]
    assert tasks(staff.officer, "to_check") == said
    assert tasks(UserFactory.create(roles=[Role.OFFICER]), "to_check") == []
    Grant.objects.filter(pk=case.pk).update(state=GrantState.PROOF_CHECKED)
    assert tasks(staff.officer, "to_check") == []
    checked = staff.proof_checked(case_of(staff))
    Grant.objects.filter(pk=checked.pk).update(state=GrantState.PROOF_SUBMITTED)
    assert tasks(staff.officer, "to_check") == []


@pytest.mark.usefixtures("untranslated")
def test_money_is_unused_from_the_day_after_its_last(staff: Staff) -> None:
    payment = staff.paid(case_of(staff), "100.00")
    last = payment.use_until
    assert last is not None
    said = [
        (str(payment.drawdown.grant), f"100,00 €, to be used until {last:%d.%m.%Y}", True, last)
    ]
    assert [tasks(staff.officer, "unused", day) for day in (last, last + DAY)] == [[], said]
    assert tasks(UserFactory.create(roles=[Role.OFFICER]), "unused", last + DAY) == []
    Grant.objects.filter(pk=payment.drawdown.grant_id).update(state=GrantState.CLOSED)
    assert tasks(staff.officer, "unused", last + DAY) == []
    Grant.objects.filter(pk=payment.drawdown.grant_id).update(state=GrantState.FINAL)
    Payment.objects.filter(pk=payment.pk).update(used_on=TODAY)
    assert tasks(staff.officer, "unused", last + DAY) == []


def test_case_of_nobody_is_everybodys(staff: Staff) -> None:
    colleague = UserFactory.create(roles=[Role.OFFICER])
    payment = staff.paid(case_of(staff), "100.00")
    late = payment.use_until + DAY if payment.use_until else TODAY
    assert "unused" not in counted(colleague, late)
    Grant.objects.filter(pk=payment.drawdown.grant_id).update(officer=None)
    assert counted(colleague, late)["unused"] == counted(staff.officer, late)["unused"] == 1
    assert fresh(payment.drawdown.grant).officer is None
