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
    live,
    municipal_service,
    rebuild_all,
    refresh_all,
    report,
    rows_of,
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


def test_readers_see_a_full_generation_while_it_is_rebuilt() -> None:
    before = rows_of(PROGRESS)
    report(KASSEL, municipal_service(), **live())
    with transaction.atomic():
        rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
        assert Elsewhere(lambda: rows_of(PROGRESS)).done() == before
        after = rows_of(PROGRESS)
    assert after != before
    assert Elsewhere(lambda: rows_of(PROGRESS)).done() == after


def test_a_reader_in_the_middle_of_many_rebuilds_never_sees_a_half() -> None:
    expected = rows_of(PROGRESS)
    stop = Event()

    def read_until_stopped() -> int:
        reads = 0
        while not stop.is_set():
            assert rows_of(PROGRESS) == expected
            reads += 1
        return reads

    reader = Elsewhere(read_until_stopped)
    for _ in range(4):
        rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
    stop.set()
    assert reader.done() > 0


def test_a_change_during_a_rebuild_is_not_lost() -> None:
    """The rebuild settles "everything" once, yet not the change it could not see."""
    Municipality.objects.filter(ags=KASSEL).update(valid_to=TODAY)
    with transaction.atomic():
        rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
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
    seen: list[bool] = []

    def check_with_a_pause() -> list[object]:
        recompute = PROGRESS.recompute
        with rollups.snapshot():
            rows_of(PROGRESS)
            started.set()
            assert written.wait(20)
            seen.append(recompute(TODAY) == rows_of(PROGRESS))
        return []

    started, written = Event(), Event()
    checker = Elsewhere(check_with_a_pause)
    assert started.wait(20)
    report(KASSEL, municipal_service(), **live())
    refresh_all()
    written.set()
    checker.done()
    assert seen == [True]
