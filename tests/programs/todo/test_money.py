"""The work lists once money flows: for whom, and when something is due."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from portal.administration.todo import Section, todos
from programs.choices import GrantState
from programs.models import (
    Grant,
    InterimReport,
    Payment,
    Reclaim,
)
from programs.queries.deadlines import deadlines
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import Staff

pytestmark = pytest.mark.django_db


def sections(user: User) -> dict[str, Section]:
    return {section.todo.key: section for section in todos(user, today=timezone.localdate())}


def case_of(staff: Staff, *, officer: User | None = None) -> Grant:
    return staff.final(officer=officer or staff.officer)


def reporting(staff: Staff) -> None:
    InterimReport.objects.create(grant=case_of(staff), for_year=2025, due_on=date(2026, 4, 30))


def reminding(staff: Staff) -> None:
    staff.proof_due(case_of(staff), on=date(2026, 9, 30))


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
    grant = staff.proof_due(case_of(staff), on=date(2026, 9, 30))
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
