"""Runs, schedules and frozen reports, as their tables hold them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reports.choices import OPEN, Rhythm, RunState
from reports.models import FrozenReport, ReportRun, ReportSchedule
from tests.factories.accounts import NOW, UserFactory
from tests.held import broken

pytestmark = pytest.mark.django_db


def test_run_that_failed_says_why_and_no_other_need() -> None:
    for state in RunState:
        said = ["failed_run_says_why"] if state == RunState.FAILED else []
        assert broken(ReportRun(state=state)) == said
        assert broken(ReportRun(state=state, error="Zeit überschritten")) == []


def test_run_has_made_no_more_rows_than_there_are() -> None:
    assert broken(ReportRun(rows_done=7)) == []  # how many there are is not known yet
    assert broken(ReportRun(rows_done=7, rows_total=7)) == []
    assert broken(ReportRun(rows_done=8, rows_total=7)) == ["no_more_rows_than_all"]


def test_same_request_of_a_person_runs_once_at_a_time() -> None:
    person, other = UserFactory.create(), UserFactory.create()
    row: dict[str, Any] = {
        "owner": person,
        "report": "haushalt",
        "format": "csv",
        "key": "a",
        "asked_at": NOW,
    }
    stored = ReportRun.objects.create(**row, state=OPEN[0])
    for state in OPEN:
        assert broken(ReportRun(**row, state=state)) == ["one_open_run_for_one_request"]
    for change in ({"owner": other}, {"key": "b"}):
        assert broken(ReportRun(**{**row, **change}, state=OPEN[0])) == []
    ReportRun.objects.filter(pk=stored.pk).update(state=RunState.DONE)
    assert broken(ReportRun(**row, state=OPEN[0])) == []


def test_schedule_of_a_person_stands_once_in_a_rhythm_that_is_known() -> None:
    person = UserFactory.create()
    row = {"owner": person, "report": "haushalt", "format": "csv", "query": "jahr=2026"}
    rhythms = [*Rhythm]
    for rhythm in rhythms:
        assert broken(ReportSchedule(**row, rhythm=rhythm)) == []
    assert broken(ReportSchedule(**row, rhythm="hourly")) == ["rhythm_is_known"]
    ReportSchedule.objects.create(**row, rhythm=rhythms[0], done_for=date(2026, 11, 1))
    assert broken(ReportSchedule(**row, rhythm=rhythms[0])) == ["schedule_once"]
    assert broken(ReportSchedule(**row, rhythm=rhythms[1])) == []
    assert broken(ReportSchedule(**{**row, "query": ""}, rhythm=rhythms[0])) == []


def test_printed_paper_is_known_by_election_period_and_number() -> None:
    for number in ("21/4711", "1/1", "99/999999"):
        assert broken(FrozenReport(number=number)) == []
    for number in (
        "",
        "21",
        "21/",
        "21/0",
        "0/1",
        "021/1",
        "100/1",
        "21/1000000",
        "21/47a",
        "21 /1",
    ):
        assert broken(FrozenReport(number=number)) == ["printed_paper_has_a_number"], number
