"""Facts for the tests of the roll-ups: bookings and roll-out events, written one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Thread
from time import sleep
from typing import Any

from django.db import connection

from core import rollups
from core.as_of import AsOf
from core.rollups import Rollup
from programs.choices import EntryKind, GrantState
from programs.models import BudgetLine, Grant, LedgerEntry, Program
from services.choices import CompetenceLevel, EventSource
from services.models import Competence, RolloutEvent

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LAUTERBACH, ALSFELD, GIESSEN, KASSEL = "06535011", "06535001", "06531005", "06611000"
HANAU_UNTIL_2025, HANAU = "06435014", "06415000"

Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def municipal_service(number: int = 0) -> str:
    """The OZG id of a service that all municipalities execute."""
    found = Competence.objects.filter(level=CompetenceLevel.MUNICIPALITY).order_by("service_id")
    return found[number].service_id


def report(ags: str, service_id: str, day: date = date(2024, 5, 2), **state: Any) -> RolloutEvent:
    """A new state from `day` on; the one before ends."""
    before = RolloutEvent.objects.current().filter(municipality=ags, service=service_id)
    before.update(valid_to=day)
    return RolloutEvent.objects.create(
        municipality_id=ags,
        service_id=service_id,
        valid_from=day,
        source=EventSource.MINISTRY,
        **state,
    )


def live(level: int = 3) -> dict[str, Any]:
    """The flags of a service that is online with a maturity level."""
    return {
        **{"registered": True, "configured": True, "listed": True, "live": True},
        **{"maturity_model_id": "1.1", "maturity_level": level},
    }


def budget_line(program: str = "ikz", year: int = 2026, amount: int = 1_000_000) -> BudgetLine:
    """A line with an appropriation booked on the first of January."""
    line = BudgetLine.objects.create(
        program=Program.objects.get(code=program),
        fiscal_year=year,
        einzelplan="T",
        kapitel="T",
        foerderprodukt="T",
    )
    book(line, EntryKind.APPROPRIATION, amount, date(year, 1, 1))
    return line


def book(
    line: BudgetLine,
    kind: EntryKind,
    amount: int,
    day: date,
    *,
    ags: str | None = None,
    grant: Grant | None = None,
) -> LedgerEntry:
    return LedgerEntry.objects.create(
        line=line,
        kind=kind,
        amount_eur=Decimal(amount),
        booked_on=day,
        municipality_id=ags,
        grant=grant,
        document="Test",
    )


def make_grant(line: BudgetLine, lead: str, reference: str = "T 1") -> Grant:
    return Grant.objects.create(
        program=line.program,
        file_reference=reference,
        title="Test",
        lead_id=lead,
        state=GrantState.APPROVED,
    )


def rows_of(rollup: Rollup, at: date | None = None) -> Rows:
    """The roll-up as readers see it, or computed for a past date."""
    relation, params = rollups.source(rollup, at=AsOf.today() if at is None else AsOf(at))
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    width = len(rollup.key_columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {relation} r", params)  # noqa: S608
        return {row[:width]: row[width:] for row in cursor.fetchall()}


def rebuild_all(day: date = TODAY) -> None:
    for rollup in rollups.REGISTRY.values():
        rollups.rebuild(rollup, at=day, now=NOW)


def refresh_all(day: date = TODAY) -> int:
    return rollups.refresh_all(at=day, now=NOW + timedelta(minutes=1))


@contextmanager
def held_up(operation: str, table: str) -> Iterator[None]:
    """Whoever writes `table` meanwhile waits inside its statement, its snapshot already taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$"
        )
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER hold_up BEFORE {operation} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION hold_up()"
        )
        cursor.execute("SELECT pg_advisory_lock(1)")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(1)")


def wait_until_waiting(count: int = 1) -> None:
    """Until so many connections wait for a lock."""
    with connection.cursor() as cursor:
        for _ in range(600):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == count:
                return
            sleep(0.05)
    raise AssertionError(f"There were never {count} waiting.")


class Elsewhere(Thread):
    """Runs something in a thread with a connection of its own and keeps its result."""

    def __init__(self, task: Callable[[], Any]) -> None:
        super().__init__()
        self._task = task
        self.result: Any = None
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.result = self._task()
        except Exception as error:  # handed to the test
            self.error = error
        finally:
            connection.close()

    def done(self) -> Any:
        """The result, once it is there; raises what went wrong there."""
        self.join(timeout=30)
        assert not self.is_alive()
        if self.error is not None:
            raise self.error
        return self.result
