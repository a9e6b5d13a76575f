"""What the tables of reports keep and refuse: runs, schedules, results, annexes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction

from accounts.choices import Role
from reports.choices import OPEN, Rhythm, RunState
from reports.models import FrozenReport, MadeFile, ReportRun, ReportSchedule
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY

pytestmark = pytest.mark.django_db


class Runs:
    """Runs of one person, as the database takes them."""

    def __init__(self) -> None:
        self.owner = UserFactory.create(roles=[Role.OFFICER])

    def ask(self, **values: Any) -> ReportRun:
        usual = {"report": "probe", "format": "csv", "key": "a", "asked_at": NOW}
        with transaction.atomic():
            return ReportRun.objects.create(**{"owner": self.owner} | usual | values)

    def is_refused(self, rule: str, **values: Any) -> bool:
        with pytest.raises(IntegrityError, match=rule):
            self.ask(**values)
        return True


@pytest.mark.parametrize("state", RunState)
def test_run_is_open_while_it_waits_or_is_made(state: RunState) -> None:
    assert ReportRun(state=state).is_open is (state in (RunState.WAITING, RunState.RUNNING))
    assert set(OPEN) == {RunState.WAITING, RunState.RUNNING}


def test_one_request_of_a_person_is_open_once() -> None:
    runs = Runs()
    run = runs.ask()
    for state in OPEN:
        assert runs.is_refused("one_open_run_for_one_request", state=state)
    runs.ask(key="b")
    runs.ask(owner=UserFactory.create())
    runs.ask(state=RunState.CANCELLED)
    ReportRun.objects.filter(pk=run.pk).update(state=RunState.DONE)
    runs.ask()  # what is done may be asked for again
    assert ReportRun.objects.open().count() == 3


def test_run_that_failed_says_why_and_no_other_has_to() -> None:
    runs = Runs()
    assert runs.is_refused("failed_run_says_why", state=RunState.FAILED)
    assert runs.ask(state=RunState.FAILED, error="Zu viele Zeilen.").error
    assert runs.ask(state=RunState.DONE).error == ""


def test_run_has_done_no_more_rows_than_there_are() -> None:
    runs = Runs()
    assert runs.is_refused("no_more_rows_than_all", rows_done=11, rows_total=10)
    runs.ask(key="b", rows_done=10, rows_total=10)
    runs.ask(key="c", rows_done=11)  # how many there are is not known yet


def test_runs_are_their_owners_and_an_administrator_sees_that_they_are_there() -> None:
    runs, other = Runs(), UserFactory.create(roles=[Role.OFFICER])
    run = runs.ask()
    administrator = UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])
    seen = [list(ReportRun.objects.visible_to(user)) for user in (runs.owner, other, administrator)]
    assert seen == [[run], [], [run]]
    assert str(run) == "probe.csv"


def test_schedule_of_a_report_filter_and_rhythm_stands_once() -> None:
    owner = UserFactory.create()

    def plan(**values: Any) -> str:
        usual = {"report": "probe", "format": "csv", "rhythm": Rhythm.WEEKLY, "done_for": TODAY}
        with transaction.atomic():
            return str(ReportSchedule.objects.create(**{"owner": owner} | usual | values))

    assert plan() == "probe.csv, jeden Montag, für die Vorwoche"
    with pytest.raises(IntegrityError, match="schedule_once"):
        plan()
    for changed in ({"rhythm": Rhythm.MONTHLY}, {"format": "ods"}, {"query": "jahr=2024"}):
        plan(**changed)
    with pytest.raises(IntegrityError, match="rhythm_is_known"):
        plan(rhythm="daily")


def frozen(number: str, **values: Any) -> FrozenReport:
    person = UserFactory.create()
    usual = {"report": "probe", "title": "Probe", "day": TODAY, "standing": "", "columns": []}
    kept = {"rows": [], "frozen_by": person, "frozen_at": NOW}
    return FrozenReport(number=number, **usual | kept | values)


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("21/1", True),
        ("21/4711", True),
        ("9/999999", True),
        ("99/1", True),
        ("0/1", False),
        ("21/0", False),
        ("21/01", False),
        ("21/1000000", False),
        ("100/1", False),
        ("21", False),
        ("21/4711a", False),
    ],
)
def test_printed_paper_has_the_number_of_the_landtag(number: str, is_one: bool) -> None:
    paper = frozen(number)
    if is_one:
        paper.save()
        assert str(paper) == f"{number}: Probe"
        return
    with pytest.raises(ValidationError) as refused:
        paper.clean_fields(exclude=["filters", "columns", "rows", "standing"])
    assert refused.value.message_dict == {"number": ["Schreiben Sie die Nummer wie 21/4711."]}
    with pytest.raises(IntegrityError, match="printed_paper_has_a_number"), transaction.atomic():
        paper.save()


def test_annex_is_kept_once_per_paper_report_and_filter() -> None:
    frozen("21/1").save()
    with pytest.raises(IntegrityError, match="frozen_once"), transaction.atomic():
        frozen("21/1", day=NOW).save()
    frozen("21/2").save()
    frozen("21/1", query="jahr=2024").save()


def test_what_was_given_out_is_neither_changed_nor_removed() -> None:
    paper = frozen("21/1")
    paper.save()
    made = MadeFile.objects.create(
        report="probe", title="", format="csv", name="p.csv", day=TODAY, sha256="", made_at=NOW
    )
    for row in (paper, made):
        rows = type(row)._default_manager.filter(pk=row.pk)
        for attempt in (lambda rows=rows: rows.update(title="x"), rows.delete):
            with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
                attempt()
    assert str(made) == "p.csv"
