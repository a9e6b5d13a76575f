"""Reports of barriers: kept once as sent, answered by staff, who are reminded a week before."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from accounts.barriers import answer_barrier, remind_of_barriers, report_barrier
from accounts.choices import Role
from accounts.models import BarrierReport
from accounts.tasks import remind_of_barriers as task
from core.errors import RuleError
from tests.factories.accounts import NOW, UserFactory
from tests.forms import opened
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 4)  # six weeks after 23 November 2026
LIST = "/admin/accounts/barrierreport/"


def reported(**typed: str) -> BarrierReport:
    values = {"message": "Die Karte ist stumm.", "page": "/karte/", "mail": "", **typed}
    return report_barrier(key=uuid.uuid4(), at=NOW, **values)


def test_answer_is_due_six_weeks_after_the_report() -> None:
    assert reported().due_on == DUE


def test_answer_is_recorded_once_by_those_who_may() -> None:
    report, coordinator = reported(), person(Role.COORDINATOR)
    with pytest.raises(RuleError) as refused:
        answer_barrier(report, answer="Ja.", by=person(Role.OFFICER), at=NOW)
    assert refused.value.code == "not_allowed"
    answer_barrier(report, answer="Behoben.", by=coordinator, at=NOW)
    report.refresh_from_db()
    assert (report.answer, report.answered_by, report.answered_at) == (
        "Behoben.",
        coordinator,
        NOW,
    )
    with pytest.raises(RuleError) as refused:
        answer_barrier(report, answer="Noch einmal.", by=coordinator, at=NOW)
    assert refused.value.code == "answered"


def test_database_keeps_what_was_sent_and_answered() -> None:
    report = reported()
    rows = BarrierReport.objects.filter(pk=report.pk)
    for change in ({"message": "anders"}, {"due_on": DUE + timedelta(days=1)}, {"mail": "a@b.de"}):
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            rows.update(**change)
    for half in ({"answer": "Ja."}, {"answered_at": NOW}):
        with pytest.raises(IntegrityError, match="answer_is_whole"), transaction.atomic():
            rows.update(**half)
    with pytest.raises(InternalError), transaction.atomic():
        report.delete()
    answer_barrier(report, answer="Behoben.", by=person(Role.COORDINATOR), at=NOW)
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        rows.update(answer="Doch nicht.")


def test_reminder_goes_out_once_a_week_before_to_staff_alone() -> None:
    report = reported(mail="fremd@example.org", message="Geheimes")
    week_before = DUE - timedelta(days=7)
    assert remind_of_barriers(today=week_before) == 0  # nobody is there to be reminded
    person(Role.COORDINATOR, "eva")
    person(Role.OFFICER, "otto")
    UserFactory.create(username="ohne", email="", roles=[Role.COORDINATOR])
    assert remind_of_barriers(today=week_before - timedelta(days=1)) == 0
    assert remind_of_barriers(today=week_before) == 1
    (sent,) = mail.outbox
    assert sent.to == ["eva@example.org"]
    assert f"Meldung {report.pk}: Antwort fällig am 04.01.2027" in sent.body
    assert "Geheimes" not in f"{sent.subject}{sent.body}"
    assert remind_of_barriers(today=week_before) == 0


def test_nobody_is_reminded_of_what_is_answered() -> None:
    answer_barrier(reported(), answer="Behoben.", by=person(Role.COORDINATOR), at=NOW)
    assert remind_of_barriers(today=DUE) == 0
    assert task() == 0


def test_staff_finds_it_on_the_first_page_and_records_the_answer() -> None:
    report = reported(mail="leserin@example.org")
    page = f"{LIST}{report.pk}/change/"
    for role in (Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR):
        browser = signed_in(person(role))
        first = browser.get("/admin/").content.decode()
        assert "Meldungen von Barrieren zu beantworten" in first
        assert page in first
    officer = signed_in(person(Role.OFFICER))
    assert page not in officer.get("/admin/").content.decode()
    assert officer.get(page).status_code == 403
    step = reverse("admin:accounts_barrierreport_step", args=[report.pk, "answer"])
    form = opened(browser, step)
    assert "leserin@example.org" in form.content
    assert form.send(answer="Behoben, per E-Mail am selben Tag.").status_code == 302
    report.refresh_from_db()
    assert report.answer == "Behoben, per E-Mail am selben Tag."
    assert page not in browser.get("/admin/").content.decode()
    assert "beantwortet am" in browser.get(f"{LIST}?standing=answered").content.decode()
    assert f"/{report.pk}/change/" not in browser.get(f"{LIST}?standing=waiting").content.decode()
