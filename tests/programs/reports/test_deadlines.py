"""Overdue proofs of use of any day, and the calendar of what is due."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.actions.decision.finality import finalise_grant
from programs.actions.proof.check import receive_proof
from programs.models import Decision, Directive, Grant, ProofOfUse, Reminder, StateDay
from programs.queries.deadlines import deadlines
from programs.reports.deadlines import _next_step
from programs.terms.finality import final_day
from reports.making import check_filter, edition, may_run
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, legislate
from tests.programs.desk import signed_in
from tests.reports.test_pages import file_rows, page_rows

pytestmark = pytest.mark.django_db
OVERDUE, CALENDAR = "nachweise-ueberfaellig", "fristen"
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def auditor() -> User:
    return UserFactory.create(roles=[Role.AUDITOR])


def rows(name: str, user: User, at: AsOf | None = None, **given: str) -> list[dict[str, Any]]:
    """The rows and, last, the totals."""
    report = REGISTRY[name]
    made = edition(report, user, check_filter(report, given), at=at or AsOf.today(), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return [*found, {column.key: made.total(column) for column in made.columns}]


def owing(staff: Staff, due_on: date, paid: str = "60000.00") -> Grant:
    """A case, paid in part, whose proof of use is due on the day, asked for long ago."""
    grant = staff.in_spring.final(BudgetLineFactory.create())
    staff.paid(grant, paid)
    due = staff.proof_due(grant)
    ProofOfUse.objects.filter(grant=due).update(due_on=due_on)
    return due


@pytest.mark.parametrize(("due_on", "late"), [(TODAY, []), (YESTERDAY, [1])])
def test_proof_is_overdue_from_the_day_after(
    staff: Staff, auditor: User, due_on: date, late: list[int]
) -> None:
    owing(staff, due_on)
    assert [row["days_late"] for row in rows(OVERDUE, auditor)[:-1]] == late


def test_overdue_proofs_add_up_what_is_at_risk(staff: Staff, auditor: User) -> None:
    owing(staff, YESTERDAY)
    owing(staff, YESTERDAY - timedelta(days=9), "25000.00")
    *found, total = rows(OVERDUE, auditor)
    assert [row["days_late"] for row in found] == [10, 1]  # the oldest first
    assert (total["paid_eur"], total["bound_eur"]) == (Decimal(85000), Decimal(200000))


def test_received_proof_was_overdue_until_it_came(staff: Staff, auditor: User) -> None:
    grant = owing(staff, date(2026, 11, 2))
    StateDay.objects.all().delete()  # the case stood like this for long
    StateDay.objects.create(grant=grant, state="proof_due", since=date(2026, 9, 1))
    day = AsOf(YESTERDAY)
    assert [row["days_late"] for row in rows(OVERDUE, auditor, day)[:-1]] == [20]
    receive_proof(grant, on=TODAY, by=staff.officer, at=NOW, actual_eur=Decimal(60000))
    assert rows(OVERDUE, auditor)[:-1] == []
    assert [row["days_late"] for row in rows(OVERDUE, auditor, day)[:-1]] == [20]
    assert rows(OVERDUE, auditor, AsOf(date(2026, 11, 2)))[:-1] == []


def test_reminders_are_those_sent_by_the_day(staff: Staff, auditor: User) -> None:
    grant = owing(staff, date(2026, 11, 2))
    legislate(grant, reminder_days=[7, 30])
    proof = ProofOfUse.objects.get(grant=grant)
    steps = []
    for sent_on in (None, date(2026, 11, 9), TODAY):
        if sent_on is not None:
            stage = Reminder.objects.count() + 1
            Reminder.objects.create(proof=proof, stage=stage, sent_on=sent_on)
        row = rows(OVERDUE, auditor)[0]
        steps.append((row["reminders"], row["last_reminder"], row["next_step"]))
    assert steps == [
        (0, None, "1. Erinnerung versenden"),
        (1, date(2026, 11, 9), "2. Erinnerung am 02.12.2026"),
        (2, TODAY, "Über das weitere Vorgehen entscheiden"),
    ]
    StateDay.objects.filter(state="proof_due").delete()
    StateDay.objects.create(grant=grant, state="proof_due", since=date(2026, 9, 1))
    assert rows(OVERDUE, auditor, AsOf(YESTERDAY))[0]["reminders"] == 1


def test_calendar_has_every_deadline_and_the_binding_of_assets(staff: Staff, auditor: User) -> None:
    grant = owing(staff, YESTERDAY)
    Grant.objects.filter(pk=grant.pk).update(binding_until=date(2031, 12, 31))
    found = rows(CALENDAR, auditor)[:-1]
    due = [(entry.day, entry.what) for entry in deadlines(Grant.objects.all())]
    assert [(row["day"], row["what"]) for row in found][:-1] == due
    assert len(due) >= 2
    assert (found[-1]["day"], found[-1]["what"]) == (
        date(2031, 12, 31),
        "Ende der Zweckbindung",
    )
    assert {row["days_left"] for row in found if row["what"] == "Verwendungsnachweis"} == {-1}


def test_calendar_ends_with_its_last_day(staff: Staff, auditor: User) -> None:
    grant = owing(staff, YESTERDAY)
    Grant.objects.filter(pk=grant.pk).update(binding_until=date(2031, 12, 31))
    for until, shown in (("2031-12-31", True), ("2031-12-30", False)):
        days = [row["day"] for row in rows(CALENDAR, auditor, bis=until)[:-1]]
        assert (date(2031, 12, 31) in days) is shown
    assert rows(CALENDAR, auditor, programm="ozg-modellkommunen")[:-1] == []


def test_calendar_says_when_decisions_become_final_until_they_are(
    staff: Staff, auditor: User
) -> None:
    """On the day the appeal ends, on the day after, and once the finality is recorded."""
    line = BudgetLineFactory.create(money="900000.00")
    grant, other = staff.notified(line), staff.notified(line)
    legislate(grant, finality_months=1)
    what = "Der Bescheid wird bestandskräftig"

    def final() -> dict[str, int]:
        shown = [row for row in rows(CALENDAR, auditor)[:-1] if row["what"] == what]
        return {row["file_reference"]: row["days_left"] for row in shown}

    end = final_day(Decision.objects.get(grant=grant))
    assert end is not None
    assert final()[grant.file_reference] == (end - TODAY).days > 0
    with time_machine.travel(NOW + (end - TODAY) + timedelta(days=1)):
        assert final()[grant.file_reference] == -1
        finalise_grant(grant, on=end + timedelta(days=1), by=staff.officer, at=timezone.now())
        assert set(final()) <= {other.file_reference}


@pytest.mark.parametrize("name", [OVERDUE, CALENDAR])
def test_page_and_file_agree_and_are_the_ministrys(staff: Staff, auditor: User, name: str) -> None:
    owing(staff, YESTERDAY)
    client, path = signed_in(auditor), f"/berichte/{name}/"
    page, file = page_rows(client, path), file_rows(client, f"{path}csv/")
    assert [row[1] for row in page] == [row[1] for row in file]
    money = {Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR}
    for role in Role:
        user = UserFactory.create(roles=[role])
        assert may_run(REGISTRY[name], user) is (role in money), role
        if role not in money:
            assert rows(name, user)[:-1] == []


DUE = date(2026, 11, 2)


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize(
    ("days_after", "sent", "said"),
    [
        (1, 0, "Reminder 1 on 09.11.2026"),
        (6, 0, "Reminder 1 on 09.11.2026"),
        (7, 0, "Send reminder 1"),
        (7, 1, "Reminder 2 on 02.12.2026"),
        (29, 1, "Reminder 2 on 02.12.2026"),
        (30, 1, "Send reminder 2"),
        (30, 0, "Send reminder 1"),  # none is left out
        (30, 2, "Decide on what follows"),
        (400, 3, "Decide on what follows"),
    ],
)
def test_next_step_follows_the_days_of_reminding(days_after: int, sent: int, said: str) -> None:
    case = Grant(directive=Directive(reminder_days=[7, 30]))
    assert _next_step(case, DUE, sent, today=DUE + timedelta(days=days_after)) == said


def test_without_days_of_reminding_there_is_no_next_step() -> None:
    for case in (Grant(), Grant(directive=Directive(reminder_days=[]))):
        assert _next_step(case, DUE, 0, today=DUE + timedelta(days=400)) == ""
