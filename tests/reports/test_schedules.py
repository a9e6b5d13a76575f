"""Scheduled reports: made on their days, told by mail once, for whoever may read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from core.reporting import REGISTRY
from reports.choices import Rhythm, RunState
from reports.models import MadeFile, ReportRun, ReportSchedule
from reports.runs import MOST_OPEN, ask_for_run, work_off
from reports.schedules import MOST_SCHEDULES, ask_for_due, keep_schedule, mail_results
from tests.factories.accounts import NOW, UserFactory
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db

MINE = "/berichte/meine/"
NEW_YEAR = datetime(2027, 1, 1, 6, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def owner() -> User:
    return UserFactory.create(roles=[Role.OFFICER], email="leser@example.org")


def kept(owner: User, report: str = "mittel", query: str = "") -> ReportSchedule:
    return keep_schedule(
        report, "csv", query, Rhythm.QUARTERLY, by=owner, link="http://testserver/x", at=NOW
    )


def made(schedule: ReportSchedule) -> ReportRun:
    (run,) = ask_for_due(at=NEW_YEAR)
    assert run.schedule == schedule
    with time_machine.travel(NEW_YEAR):
        work_off(run.pk)
    run.refresh_from_db()
    return run


def test_report_is_asked_for_on_its_day_once(owner: User) -> None:
    schedule = kept(owner, query="programm=ikz&stand=2020-01-01")
    assert ask_for_due(at=NOW) == []
    assert ask_for_due(at=NEW_YEAR - timedelta(hours=7)) == []
    run = made(schedule)
    assert (run.query, run.format, run.owner) == ("programm=ikz&stand=2026-12-31", "csv", owner)
    assert ask_for_due(at=NEW_YEAR + timedelta(days=80)) == []
    assert len(ask_for_due(at=NEW_YEAR + timedelta(days=400))) == 1  # of four quarters the last


def test_report_that_knows_today_alone_is_asked_for_no_day(owner: User) -> None:
    kept(owner, "fristen")
    assert [run.query for run in ask_for_due(at=NEW_YEAR)] == [""]


def test_asked_for_twice_it_is_one_and_there_is_a_limit(owner: User) -> None:
    assert kept(owner) == kept(owner)
    for number in range(1, MOST_SCHEDULES):
        kept(owner, query=f"jahr={2000 + number}")
    with pytest.raises(RuleError):
        kept(owner, query="jahr=2099")
    row = {"owner": owner, "report": "mittel", "format": "csv", "rhythm": Rhythm.QUARTERLY}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportSchedule.objects.create(**row, query="", done_for=NOW.date(), link="http://x.org")


def test_schedule_ends_with_the_right_and_rests_with_the_account(owner: User) -> None:
    kept(owner)
    rests = kept(UserFactory.create(roles=[Role.OFFICER]))
    User.objects.filter(pk=rests.owner_id).update(is_active=False)
    kept(UserFactory.create(roles=[]))
    (run,) = ask_for_due(at=NEW_YEAR)
    assert run.owner == owner
    assert set(ReportSchedule.objects.values_list("owner", flat=True)) == {owner.pk, rests.owner_id}


def test_schedule_waits_while_its_owner_waits_for_too_many(owner: User) -> None:
    kept(owner)
    for number in range(MOST_OPEN):
        ask_for_run("mittel", "csv", f"jahr={2000 + number}", by=owner, at=NEW_YEAR)
    assert ask_for_due(at=NEW_YEAR) == []
    ReportRun.objects.all().delete()
    assert len(ask_for_due(at=NEW_YEAR)) == 1


def test_mail_goes_out_once_with_the_link(owner: User) -> None:
    run = made(kept(owner))
    assert (run.state, mail.outbox) == (RunState.DONE, [])
    assert mail_results(at=NEW_YEAR) == 1
    assert mail_results(at=NEW_YEAR) == 0
    (message,) = mail.outbox
    assert message.to == ["leser@example.org"]
    assert str(REGISTRY["mittel"].title) in message.subject
    assert "http://testserver/x" in message.body
    assert MadeFile.objects.get().made_by == owner


def test_mail_says_why_a_report_failed(owner: User) -> None:
    kept(owner)
    (run,) = ask_for_due(at=NEW_YEAR)
    ReportRun.objects.update(state=RunState.FAILED, error="Der Filter passt nicht.")
    assert mail_results(at=NEW_YEAR) == 1
    assert "Der Filter passt nicht." in mail.outbox[0].body
    run.refresh_from_db()
    assert run.mailed_at == NEW_YEAR


def test_reports_asked_for_by_hand_and_people_without_address_get_no_mail(owner: User) -> None:
    work_off(ask_for_run("mittel", "csv", "", by=owner, at=NEW_YEAR).pk)
    made(kept(UserFactory.create(roles=[Role.OFFICER], email="")))
    assert mail_results(at=NEW_YEAR) == 0


def test_mail_of_a_broken_server_is_sent_later(owner: User, settings: Settings) -> None:
    made(kept(owner))
    settings.EMAIL_BACKEND = "tests.programs.actions.proof.test_reminders.Broken"
    assert mail_results(at=NEW_YEAR) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail_results(at=NEW_YEAR) == 1
    assert len(mail.outbox) == 1


def test_title_of_several_lines_writes_no_header(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = made(kept(owner))
    hostile = type("Report", (), {"title": "Mittel\r\nBcc: alle@example.org"})
    monkeypatch.setitem(REGISTRY, run.report, hostile)
    assert mail_results(at=NEW_YEAR) == 1
    (message,) = mail.outbox
    assert "Mittel Bcc: alle@example.org" in message.subject
    assert message.recipients() == ["leser@example.org"]


def test_page_schedules_with_its_filter_and_ends(owner: User) -> None:
    client = signed_in(owner)
    page = client.get("/berichte/mittel/?programm=ikz").content.decode()
    assert 'action="/berichte/mittel/plan/?programm=ikz"' in page
    answer = client.post(
        "/berichte/mittel/plan/?programm=ikz", {"rhythm": "weekly", "format": "ods"}
    )
    assert answer["Location"] == MINE
    schedule = ReportSchedule.objects.get()
    assert (schedule.query, schedule.rhythm, schedule.format) == ("programm=ikz", "weekly", "ods")
    assert schedule.link == f"http://testserver{MINE}"
    shown = client.get(MINE).content.decode()
    assert "Jeden Montag" in shown
    assert "Förderprogramm: ikz" in shown
    with CaptureQueriesContext(connection) as one:
        client.get(MINE)
    for fmt in ("csv", "xlsx"):
        client.post("/berichte/mittel/plan/?programm=ikz", {"rhythm": "weekly", "format": fmt})
    with CaptureQueriesContext(connection) as three:
        client.get(MINE)
    assert len(three) == len(one)
    ReportSchedule.objects.exclude(pk=schedule.pk).delete()
    stranger = signed_in(person(Role.AUDITOR))
    end = f"/berichte/plan/{schedule.pk}/beenden/"
    assert stranger.post(end).status_code == 404
    assert "Jeden Montag" not in stranger.get(MINE).content.decode()
    assert client.get(end)["Location"] == MINE
    assert client.post(end)["Location"] == MINE
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("?programm=gibtesnicht", {"rhythm": "weekly", "format": "ods"}),
        ("", {"rhythm": "daily", "format": "ods"}),
        ("", {"rhythm": "weekly", "format": "exe"}),
    ],
)
def test_what_does_not_fit_is_not_scheduled(
    owner: User, address: str, values: dict[str, str]
) -> None:
    answer = signed_in(owner).post(f"/berichte/mittel/plan/{address}", values)
    assert answer["Location"].startswith("/berichte/mittel/")
    assert not ReportSchedule.objects.exists()


def test_stranger_schedules_nothing() -> None:
    address, values = "/berichte/mittel/plan/", {"rhythm": "weekly", "format": "ods"}
    assert Client().post(address, values).status_code == 302
    assert signed_in(person(Role.GOVERNMENT_DISTRICT)).post(address, values).status_code == 403
    assert signed_in(person(Role.AUDITOR)).post("/berichte/x/plan/", values).status_code == 404
    assert not ReportSchedule.objects.exists()
