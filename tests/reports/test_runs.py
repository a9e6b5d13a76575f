"""Large reports are made in the background: once, for one person, and never left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from core.reporting import REGISTRY, Column, Report
from reports import views
from reports.choices import RunState
from reports.models import KEPT_FOR, LEASE, MadeFile, ReportRun, RunResult
from reports.runs import (
    MOST_OPEN,
    ask_for_run,
    cancel_run,
    forget_runs,
    pick_up_lost,
    repeat_run,
    work_off,
)
from tests.factories.accounts import UserFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
NAME = "grundlage"
MINE = "reports:mine"
QUERIES = 7  # of the page, however many runs it shows


class Stopped(Exception):  # noqa: N818  # what a worker meets
    """Something nobody expected."""


@pytest.fixture
def rows() -> list[Any]:
    return [{"number": number} for number in range(2000)]


@pytest.fixture
def report(rows: list[Any], monkeypatch: pytest.MonkeyPatch) -> Report:
    """A report of 2,000 rows."""
    base = REGISTRY["mittel"]
    made = Report(
        name=NAME,
        title="Grundlage",
        permission=base.permission,
        columns=lambda _filters: [Column("number", "Nummer")],
        form=base.form,
        rows=lambda _user, _filters, _at: read(rows),
        is_dated=True,
        rollup=base.rollup,
        rule="Zählt.",
        basis="Alle.",
    )
    monkeypatch.setitem(REGISTRY, NAME, made)
    return made


def read(rows: list[Any]) -> Iterator[Any]:
    for row in rows:
        if isinstance(row, Exception):
            raise row
        yield row


@pytest.fixture
def owner(report: Report) -> User:
    return UserFactory.create(roles=[Role.OFFICER])


def asked(owner: User, fmt: str = "opencsv", query: str = "") -> ReportRun:
    return ask_for_run(NAME, fmt, query, by=owner, at=timezone.now())


def test_run_makes_the_file_and_notes_it(owner: User) -> None:
    run = asked(owner)
    assert work_off(run.pk) == RunState.DONE
    run.refresh_from_db()
    assert (run.rows_done, run.rows_total, run.error) == (2000, 2000, "")
    content = bytes(RunResult.objects.get(run=run).content)
    assert content.decode().splitlines()[::1000] == ["number", "999", "1999"]
    assert MadeFile.objects.get().rows == 2000


@pytest.mark.parametrize(
    ("done", "total", "left"),
    [(9, 1000, None), (10, 1000, 990), (500, 1000, 10), (1000, 1000, None), (0, 50, None)],
)
def test_time_left_is_the_pace_of_the_rows_done(
    owner: User, done: int, total: int, left: int | None
) -> None:
    run = asked(owner)
    now = timezone.now()
    run.began_at, run.told_at = now - timedelta(seconds=10), now
    run.rows_done, run.rows_total, run.state = done, total, RunState.RUNNING
    run.save()
    assert run.time_left == (None if left is None else timedelta(seconds=left))
    page = signed_in(owner).get("/berichte/meine/").content.decode()
    said = {None: "", 990: "noch etwa 17 Minuten", 10: "noch höchstens etwa eine Minute"}[left]
    assert said in page
    assert ("noch etwa" in page or "noch höchstens" in page) is bool(said)
    run.state = RunState.CANCELLED
    assert run.time_left is None


def test_run_notes_its_first_row(owner: User) -> None:
    run = asked(owner)
    work_off(run.pk)
    run.refresh_from_db()
    assert run.began_at is not None
    assert run.ended_at is not None
    assert run.asked_at <= run.began_at <= run.ended_at


def test_same_request_makes_one_run_until_it_is_over(owner: User) -> None:
    first = asked(owner, query="a=1&b=2")
    assert asked(owner, query="b=2&a=1") == first
    assert asked(owner, query="a=1") != first
    work_off(first.pk)
    assert asked(owner, query="a=1&b=2") != first


def test_database_holds_one_open_run_of_a_request(owner: User) -> None:
    run = asked(owner)
    copy = ReportRun(owner=owner, report=NAME, format="csv", key=run.key, asked_at=run.asked_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_nobody_waits_for_more_than_five(owner: User) -> None:
    for number in range(MOST_OPEN):
        asked(owner, query=f"a={number}")
    with pytest.raises(RuleError):
        asked(owner, query="a=x")
    asked(UserFactory.create(roles=[Role.OFFICER]), query="a=x")


def test_refusal_is_kept_in_its_words(owner: User, rows: list[Any]) -> None:
    rows.append(rows[0])  # one more than a PDF holds
    run = asked(owner, "pdf")
    assert work_off(run.pk) == RunState.FAILED
    run.refresh_from_db()
    assert "höchstens 2.000 Zeilen" in run.error
    again = repeat_run(run, at=timezone.now())
    assert (again.state, again.pk == run.pk) == (RunState.WAITING, False)


def test_error_of_the_program_fails_the_run_and_is_not_hidden(owner: User, rows: list[Any]) -> None:
    rows.append(Stopped())
    run = asked(owner)
    with pytest.raises(Stopped):
        work_off(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.error.startswith("Ein Fehler des Programms hat die Erstellung beendet.")


def test_cancelled_run_stops_and_keeps_nothing(owner: User) -> None:
    run = asked(owner)
    assert cancel_run(run, at=timezone.now())
    assert work_off(run.pk) == RunState.CANCELLED
    assert not RunResult.objects.exists()
    assert not cancel_run(run, at=timezone.now())


def test_run_cancelled_while_it_is_made_stops(owner: User, rows: list[Any]) -> None:
    run = asked(owner)

    class CancelsIt(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            cancel_run(run, at=timezone.now())
            return 1

    rows[1500] = CancelsIt()
    assert work_off(run.pk) == RunState.CANCELLED
    assert not RunResult.objects.exists()


def test_run_of_a_worker_at_work_is_left_alone(owner: User) -> None:
    run = asked(owner)
    ReportRun.objects.update(state=RunState.RUNNING, told_at=timezone.now(), attempts=1)
    assert work_off(run.pk) == RunState.RUNNING
    assert pick_up_lost(at=timezone.now()) == []


def test_run_of_a_killed_worker_is_picked_up_once_then_failed_with_the_reason(
    owner: User,
) -> None:
    run = asked(owner)
    long_ago = timezone.now() - LEASE - timedelta(seconds=1)
    ReportRun.objects.update(state=RunState.RUNNING, told_at=long_ago, attempts=1)
    assert pick_up_lost(at=timezone.now()) == [run.pk]
    assert work_off(run.pk) == RunState.DONE
    ReportRun.objects.update(state=RunState.RUNNING, told_at=long_ago, attempts=2)
    assert pick_up_lost(at=timezone.now()) == []
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "zweimal" in run.error


def test_run_that_nobody_took_up_is_found(owner: User) -> None:
    run = asked(owner)
    assert pick_up_lost(at=run.asked_at + timedelta(seconds=29)) == []
    assert pick_up_lost(at=run.asked_at + timedelta(seconds=31)) == [run.pk]


def test_owner_without_the_role_gets_nothing(owner: User) -> None:
    run = asked(owner)
    owner.role_assignments.update(withdrawn_at=timezone.now())
    assert work_off(run.pk) == RunState.FAILED


def test_results_are_forgotten_after_their_time(owner: User) -> None:
    run = asked(owner)
    work_off(run.pk)
    run.refresh_from_db()
    assert run.ended_at is not None
    assert forget_runs(at=run.ended_at + KEPT_FOR) == 0
    assert forget_runs(at=run.ended_at + KEPT_FOR + timedelta(seconds=1)) == 1
    assert (RunResult.objects.count(), MadeFile.objects.count()) == (0, 1)


def test_large_download_becomes_a_run_and_a_small_one_does_not(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = signed_in(owner), reverse("reports:download", args=[NAME, "opencsv"])
    monkeypatch.setattr(views, "MOST_ROWS_AT_ONCE", 2000)
    assert len(b"".join(client.get(url)).splitlines()) == 2001
    assert not ReportRun.objects.exists()
    monkeypatch.setattr(views, "MOST_ROWS_AT_ONCE", 1999)
    assert [client.get(url)["Location"] for _click in range(2)] == [reverse(MINE)] * 2
    assert ReportRun.objects.get().owner == owner


def test_asked_for_run_is_kept_whatever_its_rows_were_read_in(
    owner: User, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_one_transaction(*_asked: Any) -> Iterator[dict[str, int]]:
        with transaction.atomic():
            yield from ({"number": number} for number in range(3))

    monkeypatch.setitem(REGISTRY, NAME, replace(report, rows=in_one_transaction))
    monkeypatch.setattr(views, "MOST_ROWS_AT_ONCE", 1)
    answer = signed_in(owner).get(reverse("reports:download", args=[NAME, "csv"]))
    assert answer["Location"] == reverse(MINE)
    del answer
    assert ReportRun.objects.get().owner == owner


def test_page_offers_what_fits_the_state(owner: User) -> None:
    client, run = signed_in(owner), asked(owner)
    page = client.get(reverse(MINE)).content.decode()
    assert reverse("reports:cancel", args=[run.pk]) in page
    work_off(run.pk)
    page = client.get(reverse("reports:list")).content.decode()
    assert "1 Bericht liegt für Sie bereit" in page
    assert reverse("reports:result", args=[run.pk]) in client.get(reverse(MINE)).content.decode()
    assert "liegt für Sie bereit" not in client.get(reverse("reports:list")).content.decode()
    assert client.get(reverse("reports:result", args=[run.pk])).content.startswith(b"number")


def test_run_is_seen_by_its_owner_and_the_administrator_alone(owner: User) -> None:
    run = asked(owner)
    work_off(run.pk)
    admin = signed_in(UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR]))
    result = reverse("reports:result", args=[run.pk])
    assert "Grundlage" in admin.get(reverse(MINE)).content.decode()
    assert admin.get(result).status_code == 403
    for role in (Role.OFFICER, Role.AUDITOR, Role.APPROVER):
        stranger = signed_in(UserFactory.create(roles=[role]))
        assert "Grundlage" not in stranger.get(reverse(MINE)).content.decode()
        assert stranger.get(result).status_code == 404
        for verb in ("cancel", "repeat"):
            assert stranger.post(reverse(f"reports:{verb}", args=[run.pk])).status_code == 404
    assert Client().get(result).status_code == 302
    assert signed_in(UserFactory.create()).get(reverse(MINE)).status_code == 403


def test_list_of_runs_costs_the_same_for_one_and_three(
    owner: User, django_assert_num_queries: Any
) -> None:
    client = signed_in(owner)
    asked(owner)
    with django_assert_num_queries(QUERIES):
        client.get(reverse(MINE))
    asked(owner, query="a=1")
    asked(owner, query="a=2")
    with django_assert_num_queries(QUERIES):
        client.get(reverse(MINE))
