"""From a booking to the figure: a real worker, a killed one, and a broker that is gone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from decimal import Decimal

import pytest
from django.db.models import QuerySet

from core.models import RollupState
from programs.models import BudgetLine, BudgetRollup, LedgerEntry, Program
from tests.brokers import Broker

pytestmark = pytest.mark.celery

BOOK = """
from datetime import date
from decimal import Decimal
from django.utils import timezone
from programs.actions.booking import book
from programs.choices import EntryKind
from programs.models import BudgetLine, LedgerEntry
book([LedgerEntry(line=BudgetLine.objects.get(foerderprodukt="T-1"),
    kind=EntryKind.APPROPRIATION, amount_eur=Decimal("1000.00"), booked_on=date(2026, 1, 2),
    document="Test")], at=timezone.now())
"""


@pytest.fixture
def line(committed_db: str) -> BudgetLine:
    return BudgetLine.objects.create(
        program=Program.objects.get(code="ikz"),
        fiscal_year=2026,
        einzelplan="T",
        kapitel="T 01",
        foerderprodukt="T-1",
    )


def book(database_url: str, broker: Broker) -> None:
    """Book 1,000 EUR in a process of its own, as the web server would."""
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", BOOK],
        env={**os.environ, "DATABASE_URL": database_url, "REDIS_URL": broker.url},
        check=True,
        timeout=30,
        capture_output=True,
    )


def available() -> Decimal | None:
    """What readers see for the line's program in the state."""
    rows: QuerySet[BudgetRollup] = QuerySet(BudgetRollup)
    state = RollupState.objects.filter(name="budget").values("generation")
    current = rows.filter(generation__in=state, level="state", fiscal_year=2026)
    return current.values_list("available_eur", flat=True).first()


def seconds_until(amount: Decimal, most: float) -> float:
    start = time.monotonic()
    while available() != amount:
        assert time.monotonic() - start < most, f"still {available()} after {most} seconds"
        time.sleep(0.05)
    return time.monotonic() - start


@pytest.mark.usefixtures("line")
def test_booking_shows_within_two_seconds(committed_db: str, broker: Broker) -> None:
    with broker.worker(committed_db) as worker:
        worker.wait_for("ready.")
        book(committed_db, broker)
        seconds_until(Decimal("1000.00"), most=2)
        book(committed_db, broker)
        seconds_until(Decimal("2000.00"), most=2)


@pytest.mark.usefixtures("line")
def test_refresh_survives_a_killed_worker(committed_db: str, broker: Broker) -> None:
    with broker.worker(committed_db) as worker:
        worker.wait_for("ready.")
        worker.process.kill()
        worker.process.wait()
        book(committed_db, broker)
        assert available() is None
    with broker.worker(committed_db) as worker:
        worker.wait_for("refresh_rollups", "succeeded")
        assert available() == Decimal("1000.00")


@pytest.mark.usefixtures("line")
def test_booking_is_saved_while_the_broker_is_gone(committed_db: str, broker: Broker) -> None:
    broker.stop()
    book(committed_db, broker)
    assert LedgerEntry.objects.get().amount_eur == Decimal("1000.00")
    assert available() is None
    broker.start()
    with broker.worker(committed_db) as worker:
        broker.send("core.tasks.refresh_rollups")
        worker.wait_for("refresh_rollups", "succeeded")
        assert available() == Decimal("1000.00")
