"""Reminders of missing interim reports: the stages, the log and the step of the proof of use."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.proof.interim import receive_interim_report
from programs.actions.proof.reminders import record_report_reminder, send_due_reminders
from programs.choices import GrantState
from programs.models import Grant, InterimReport, ProofOfUse, Reminder
from programs.queries.proof import reports_awaiting_letter
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.programs.desk import signed_in
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 30)


def overdue(staff: Staff, *, has_address: bool = True) -> InterimReport:
    """A running case of Lauterbach whose report for 2025 was due on 30 September."""
    if has_address:
        UserFactory.create(username="lauterbach", roles=[Role.MUNICIPALITY_EDITOR], of=[LAUTERBACH])
    grant = staff.in_spring.final(officer=staff.officer)
    return InterimReport.objects.create(grant=grant, for_year=2025, due_on=DUE)


def refused(report: InterimReport, *, on: date = TODAY) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        record_report_reminder(report, on=on, by=report.grant.officer, at=NOW)  # type: ignore[arg-type]  # every case here has one
    return refusal.value


def test_reminders_of_a_report_go_out_on_their_days_and_once(staff: Staff) -> None:
    report = overdue(staff)
    sent: dict[int, int] = {}
    for days in (-1, 0, 1, 29, 30, 59, 60, 91):
        for _run in range(2):
            if send_due_reminders(today=DUE + timedelta(days=days)):
                sent[days] = sent.get(days, 0) + 1
    assert sent == {0: 1, 30: 1, 60: 1}
    assert [r.stage for r in report.reminders.order_by("stage")] == [1, 2, 3]
    assert {message.to[0] for message in mail.outbox} == {"lauterbach@example.org"}
    assert "Zwischennachweis für 2025" in mail.outbox[0].subject
    assert "30.09.2026" in mail.outbox[0].body


def test_report_that_came_or_is_not_owed_is_not_reminded(staff: Staff) -> None:
    received, ended = overdue(staff), overdue(staff, has_address=False)
    receive_interim_report(received, on=TODAY, by=staff.officer, at=NOW)
    Grant.objects.filter(pk=ended.grant_id).update(state=GrantState.REVOKED)
    assert send_due_reminders(today=TODAY) == 0
    assert reports_awaiting_letter(TODAY) == []
    assert refused(received).code == "received_already"
    assert refused(ended).field == "state"


def test_nobody_is_reminded_of_a_case_it_does_not_see(staff: Staff) -> None:
    report = overdue(staff)
    Grant.objects.filter(pk=report.grant_id).update(awaits_hand_over=True)
    assert send_due_reminders(today=TODAY) == 0


def test_report_without_an_address_waits_for_a_letter(staff: Staff) -> None:
    report = overdue(staff, has_address=False)
    assert send_due_reminders(today=TODAY) == 0
    assert reports_awaiting_letter(TODAY) == [report.pk]
    first = record_report_reminder(report, on=DUE + timedelta(days=31), by=staff.officer, at=NOW)
    assert (first.stage, first.recorded_by) == (2, staff.officer)
    assert reports_awaiting_letter(TODAY) == []
    assert refused(report, on=DUE - timedelta(days=1)).code == "not_due"
    assert refused(report, on=TODAY + timedelta(days=1)).code == "future"


@pytest.mark.parametrize("both", [True, False])
def test_reminder_belongs_to_one_paper(staff: Staff, both: bool) -> None:
    report = overdue(staff)
    staff.proof_due(report.grant, on=DUE)
    papers = {"proof": ProofOfUse.objects.get(), "report": report} if both else {}
    with pytest.raises(IntegrityError, match="reminder_of_one_paper"), transaction.atomic():
        Reminder.objects.create(stage=1, sent_on=TODAY, **papers)


def test_stage_of_a_report_is_logged_once_and_for_good(staff: Staff) -> None:
    report = overdue(staff)
    report.reminders.create(stage=1, sent_on=TODAY)
    with pytest.raises(IntegrityError, match="report_reminder_stage_once"), transaction.atomic():
        report.reminders.create(stage=1, sent_on=TODAY)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        Reminder.objects.update(stage=9)


def test_officer_records_reminders_at_the_desk(staff: Staff) -> None:
    officer, report = signed_in(staff.officer), overdue(staff)
    address = reverse("admin:programs_interimreport_step", args=[report.pk, "remind"])
    assert officer.post(address, {"on": "23.11.2026"}).status_code == 302
    page = officer.get(reverse("admin:programs_interimreport_change", args=[report.pk]))
    assert "23.11.2026" in page.content.decode()
    printed = officer.get(reverse("admin:programs_grant_print", args=[report.grant_id]))
    assert "Erinnerung 2" in printed.content.decode()
    receive_interim_report(report, on=TODAY, by=staff.officer, at=NOW)
    officer.post(address, {"on": "23.11.2026"})
    assert report.reminders.count() == 1


@pytest.mark.parametrize("role", [Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR])
def test_reminders_of_reports_are_the_officers(staff: Staff, role: Role) -> None:
    report = overdue(staff)
    address = reverse("admin:programs_interimreport_step", args=[report.pk, "remind"])
    client = signed_in(UserFactory.create(roles=[role]))
    assert client.post(address, {"on": "23.11.2026"}).status_code == 403
    assert fresh(report.grant).interim_reports.get().reminders.count() == 0


def test_printed_case_costs_the_same_for_one_and_many_reports(staff: Staff) -> None:
    report, counts = overdue(staff), []
    address = reverse("admin:programs_grant_print", args=[report.grant_id])
    client = signed_in(staff.officer)
    for years in ((2024,), (2022, 2023)):
        for year in years:
            later = InterimReport.objects.create(grant=report.grant, for_year=year, due_on=DUE)
            later.reminders.create(stage=1, sent_on=TODAY)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("untranslated")
def test_reminder_of_a_report_is_recorded_by_who_prepares(staff: Staff) -> None:
    report = overdue(staff)
    says_no(
        lambda: record_report_reminder(report, on=TODAY, by=staff.approver, at=NOW),
        None,
        "not_allowed",
        "Your role does not allow this.",
    )
    assert not Reminder.objects.exists()
