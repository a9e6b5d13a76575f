"""The roll-up engine with several connections at once: nothing is lost, nobody sees a half."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from core import rollups
from core.models import DirtyKey, RollupState
from municipalities.models import Municipality
from programs.choices import EntryKind
from programs.rollups import BUDGET
from services.rollups import PROGRESS
from tests.core.facts import (
    KASSEL,
    LAUTERBACH,
    NOW,
    TODAY,
    Elsewhere,
    Rows,
    book,
    budget_line,
    held_up,
    live,
    municipal_service,
    rebuild_all,
    refresh_all,
    report,
    rows_of,
    wait_until_waiting,
)


@pytest.fixture(autouse=True)
def built(committed_db: str) -> None:
    """A database of this test's own, with both roll-ups built."""
    rebuild_all()


def rebuilt(rows: Rows) -> bool:
    """Whether a rebuild leaves the roll-up of progress at `rows`."""
    rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
    return rows_of(PROGRESS) == rows


def keys() -> list[int]:
    noted = DirtyKey.objects.filter(rollup__in=rollups.REGISTRY)
    return list(noted.values_list("pk", flat=True).order_by("pk"))


def test_a_killed_refresh_changes_nothing() -> None:
    report(KASSEL, municipal_service(), **live())
    before, noted = rows_of(PROGRESS), keys()
    refreshed, pid = Event(), []

    def refresh_and_wait() -> None:
        with transaction.atomic():
            pid.append(connection.connection.info.backend_pid)
            rollups.refresh(PROGRESS, at=TODAY, now=NOW)
            refreshed.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(30)")

    worker = Elsewhere(refresh_and_wait)
    assert refreshed.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", pid)
    with pytest.raises(OperationalError):
        worker.done()
    assert (rows_of(PROGRESS), keys()) == (before, noted)
    assert rollups.refresh(PROGRESS, at=TODAY, now=NOW) == 1
    refreshed_rows = rows_of(PROGRESS)
    assert refreshed_rows != before
    assert rebuilt(refreshed_rows)


def test_two_refreshes_at_once_settle_everything_once() -> None:
    line = budget_line()
    for number in range(5):
        report(KASSEL, municipal_service(number), **live())
        book(line, EntryKind.COMMITMENT, 10, TODAY, ags=LAUTERBACH)
    noted = len(keys())
    with transaction.atomic():
        list(RollupState.objects.select_for_update())
        workers = [Elsewhere(refresh_all) for _ in range(2)]
    settled = [worker.done() for worker in workers]
    assert noted >= 10
    assert sum(settled) == noted
    assert keys() == []
    progress, budget = rows_of(PROGRESS), rows_of(BUDGET)
    assert rebuilt(progress)
    rollups.rebuild(BUDGET, at=TODAY, now=NOW)
    assert rows_of(BUDGET) == budget


def rebuild_progress() -> int:
    return rollups.rebuild(PROGRESS, at=TODAY, now=NOW)


def test_readers_see_a_full_generation_until_the_new_one_is_switched_on() -> None:
    before = rows_of(PROGRESS)
    report(KASSEL, municipal_service(), **live())
    with held_up("UPDATE", "core_rollupstate"):
        rebuilding = Elsewhere(rebuild_progress)
        wait_until_waiting()
        assert rows_of(PROGRESS) == before
    rebuilding.done()
    after = rows_of(PROGRESS)
    assert after != before
    assert rebuilt(after)


def test_an_event_that_a_rebuild_could_not_see_stays_noted() -> None:
    key = ("body", KASSEL, municipal_service())
    before = rows_of(PROGRESS)[key]
    with held_up("INSERT", "services_progressrollup"):
        rebuilding = Elsewhere(rebuild_progress)
        wait_until_waiting()
        report(KASSEL, municipal_service(), **live())
    rebuilding.done()
    assert rows_of(PROGRESS)[key] == before
    assert refresh_all() == 1
    assert rows_of(PROGRESS)[key] != before


def test_a_refresh_waits_for_a_running_rebuild() -> None:
    """Otherwise it would write into the generation that the rebuild is about to drop."""
    key = ("body", KASSEL, municipal_service())
    before = rows_of(PROGRESS)[key]
    with held_up("INSERT", "services_progressrollup"):
        rebuilding = Elsewhere(rebuild_progress)
        wait_until_waiting()
        report(KASSEL, municipal_service(), **live())
        refreshing = Elsewhere(refresh_all)
        wait_until_waiting(2)
    rebuilding.done()
    assert refreshing.done() == 1
    assert rows_of(PROGRESS)[key] != before
    assert keys() == []


def test_a_change_of_everything_during_a_rebuild_is_not_lost() -> None:
    """The rebuild settles "everything" once, yet not the change it could not see."""
    Municipality.objects.filter(ags=KASSEL).update(valid_to=TODAY)
    with transaction.atomic():
        rebuild_progress()
        Elsewhere(
            lambda: Municipality.objects.filter(ags=KASSEL).update(
                valid_to=TODAY - timedelta(days=1)
            )
        ).done()
    assert ("body", KASSEL, municipal_service()) in rows_of(PROGRESS)
    refresh_all()
    assert ("body", KASSEL, municipal_service()) not in rows_of(PROGRESS)


def test_a_snapshot_reads_one_moment() -> None:
    """Whatever is written meanwhile: the check compares facts and roll-up of the same moment."""
    started, written = Event(), Event()

    def facts_agree_with_rows() -> bool:
        with rollups.snapshot():
            expected = PROGRESS.recompute(TODAY)
            started.set()
            assert written.wait(20)
            return rows_of(PROGRESS) == expected

    checking = Elsewhere(facts_agree_with_rows)
    assert started.wait(20)
    report(KASSEL, municipal_service(), **live())
    refresh_all()
    written.set()
    assert checking.done()
