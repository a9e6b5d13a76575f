"""Reminders: at the days of the directive, once each, logged when they went out."""

from __future__ import annotations

import smtplib
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import InternalError, connection, transaction
from pytest_django.fixtures import Settings

from accounts.choices import Role
from core.errors import RuleError
from core.locks import Turn
from programs.actions.proof.reminders import record_reminder, send_due_reminders
from programs.choices import GrantState
from programs.models import Grant, Reminder
from programs.tasks import follow_calendar
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 30)


def overdue(staff: Staff, *, has_address: bool = True) -> Grant:
    """A case of Lauterbach whose proof was due on 30 September."""
    if has_address:
        UserFactory.create(username="lauterbach", roles=[Role.MUNICIPALITY_EDITOR], of=[LAUTERBACH])
        UserFactory.create(username="alsfeld", roles=[Role.MUNICIPALITY_EDITOR], of=[ALSFELD])
    return staff.proof_due(staff.in_spring.final(officer=staff.officer), on=DUE)


def test_reminders_go_out_on_their_days_and_once(staff: Staff) -> None:
    grant = overdue(staff)
    sent: dict[int, int] = {}
    for days in range(-1, 92):
        day = DUE + timedelta(days=days)
        for _run in range(2):
            if send_due_reminders(today=day):
                sent[days] = sent.get(days, 0) + 1
    assert sent == {0: 1, 30: 1, 60: 1}
    logged = Reminder.objects.filter(recorded_by__isnull=True)
    assert list(logged.values_list("stage", flat=True)) == [1, 2, 3]
    assert len(mail.outbox) == 3
    assert mail.outbox[0].to == ["lauterbach@example.org"]
    assert mail.outbox[0].cc == [staff.officer.email]
    assert grant.file_reference in mail.outbox[0].subject


def test_after_a_pause_the_latest_stage_goes_out_alone(staff: Staff) -> None:
    overdue(staff)
    assert send_due_reminders(today=DUE + timedelta(days=45)) == 1
    assert Reminder.objects.get().stage == 2


def test_case_without_an_address_is_left_to_a_person(staff: Staff) -> None:
    overdue(staff, has_address=False)
    assert send_due_reminders(today=TODAY) == 0
    assert not Reminder.objects.exists()


def test_received_proof_is_not_reminded(staff: Staff) -> None:
    grant = overdue(staff)
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.COMPLETED)
    assert send_due_reminders(today=TODAY) == 0


class Broken:
    """A mail server that is down, as Django's backends are called."""

    def __init__(self, **kwargs: object) -> None:
        pass

    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPServerDisconnected


def test_reminder_that_was_not_sent_is_not_logged(staff: Staff, settings: Settings) -> None:
    overdue(staff)
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    assert send_due_reminders(today=TODAY) == 0
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_reminders(today=TODAY) == 1


def test_reminder_by_hand_takes_the_stage_of_its_day(staff: Staff) -> None:
    grant = overdue(staff, has_address=False)
    first = record_reminder(grant, on=DUE + timedelta(days=31), by=staff.officer, at=NOW)
    second = record_reminder(grant, on=DUE + timedelta(days=40), by=staff.officer, at=NOW)
    assert [first.stage, second.stage] == [2, 3]
    assert first.recorded_by == staff.officer


def test_reminder_goes_out_once_a_day_by_hand_and_at_night(staff: Staff) -> None:
    """A form opened anew would escalate by a stage on the same day."""
    grant = overdue(staff)
    record_reminder(grant, on=DUE + timedelta(days=1), by=staff.officer, at=NOW)
    for day in (DUE, DUE + timedelta(days=1)):
        with pytest.raises(RuleError) as refusal:
            record_reminder(grant, on=day, by=staff.officer, at=NOW)
        assert (refusal.value.field, refusal.value.code) == ("on", "reminded")
    record_reminder(grant, on=TODAY, by=staff.officer, at=NOW)
    sent = Reminder.objects.count()
    assert (send_due_reminders(today=TODAY), Reminder.objects.count()) == (0, sent)


def test_reminder_by_hand_only_where_something_is_due(staff: Staff) -> None:
    grant = overdue(staff)
    for day, code in ((DUE - timedelta(days=1), "not_due"), (TODAY + timedelta(days=1), None)):
        with pytest.raises(RuleError) as refusal:
            record_reminder(grant, on=day, by=staff.officer, at=NOW)
        assert (refusal.value.field, refusal.value.code) == ("on", code or refusal.value.code)
    with pytest.raises(RuleError):
        record_reminder(staff.final(), on=TODAY, by=staff.officer, at=NOW)


def test_log_of_reminders_cannot_be_changed(staff: Staff) -> None:
    grant = overdue(staff)
    record_reminder(grant, on=TODAY, by=staff.officer, at=NOW)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        Reminder.objects.update(stage=9)


def test_night_awaits_proofs_of_completed_projects(staff: Staff) -> None:
    grant = staff.completed(staff.final())
    assert follow_calendar() == {"proofs": 1, "interim_reports": 0, "reminders": 0}
    assert fresh(grant).state == GrantState.PROOF_DUE
    assert follow_calendar() == {"proofs": 0, "interim_reports": 0, "reminders": 0}


def test_only_one_night_runs_at_a_time() -> None:
    """A second connection holds the lock while the task starts."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [Turn.CALENDAR.value])
            held.set()
            done.wait(20)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [Turn.CALENDAR.value])
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(20)
        assert follow_calendar() == {}
    finally:
        done.set()
        thread.join()
    assert follow_calendar() != {}


@pytest.mark.usefixtures("untranslated")
def test_reminder_is_recorded_by_who_prepares(staff: Staff) -> None:
    grant = overdue(staff)
    says_no(
        lambda: record_reminder(grant, on=TODAY, by=staff.approver, at=NOW),
        None,
        "not_allowed",
        "Your role does not allow this.",
    )
    assert not Reminder.objects.exists()
