"""A streaming replica answers reads while it is fresh: real servers, paused, killed, promoted."""

from __future__ import annotations

import logging
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import InternalError, connection, connections, transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.database.replica import ALIAS, Lag, lag, reads_of, reads_replica, rest, rows_of_replica
from core.reporting import REGISTRY
from ozg_hessen.embedded import postgres
from ozg_hessen.embedded.folders import make_folders, run_as_owner
from ozg_hessen.embedded.places import Places
from ozg_hessen.keeping import ledger_hash, make_backup, restore_backup
from ozg_hessen.operations.house import House as HouseFigures
from ozg_hessen.operations.status import Status, status
from programs.models import Grant, LedgerEntry
from programs.rows.whose import narrowed_to
from reports.making import form_of
from tests import databases
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.ozg_hessen.holders import House, new_house, wait_until
from tests.programs.desk import signed_in

pytestmark = pytest.mark.machine_clock

REPORT = "/berichte/mittel/"
GONE = "not read, the primary answers"
LATER = NOW + timedelta(days=1)


@dataclass
class Pair:
    """A house and the replica of its database."""

    house: House
    replica: Places
    staff: Staff

    def asked(self, statement: str) -> str:
        """What the administrator's psql of the replica says."""
        program = postgres.programs_of(self.replica) / "psql"
        out = self.replica.home / "said"
        run_as_owner(
            [
                *(program, "-XAtq", f"-h{self.replica.sockets}", f"-U{postgres.ADMIN}"),
                *("-c", statement, "postgres"),
            ],
            self.replica,
            out,
            failure=f"The replica refuses: {statement}",
        )
        return out.read_text().strip().rpartition("\n")[2]

    def postmaster(self) -> int:
        return int((self.replica.postgres / "data/postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        postgres.start(self.replica, durable=True)


def follow(house: House) -> Places:
    """A replica of the house that streams, with servers of its own."""
    home = house.places.home.parent / "servers-replica"
    replica = Places(home, home / "run")
    make_folders(replica)
    primary = f"host={house.places.sockets} user={postgres.ADMIN}"
    script = (settings.BASE_DIR / "deploy/replica.sh").read_text()
    path = f"PATH={postgres.programs_of(replica)}:{os.defpath}"
    run_as_owner(
        ["env", path, "sh", "-c", script, "replica.sh", primary, postgres.data_of(replica)],
        replica,
        replica.home / "copy.log",
        failure="The house is not copied.",
    )
    postgres.start(replica, durable=True)
    return replica


@contextmanager
def connected(places: Places, *, user: str = "") -> Iterator[None]:
    """Django works on the database of these servers meanwhile."""
    at = connection.settings_dict
    before = {name: at[name] for name in ("NAME", "USER", "HOST")}
    connection.close()
    at.update(NAME=places.database, USER=user or places.role, HOST=str(places.sockets))
    try:
        yield
    finally:
        connection.close()
        at.update(before)


@pytest.fixture(scope="module")
def servers(
    django_db_setup: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    house, kept = new_house(), tmp_path_factory.mktemp("kept")
    holder = house.holder()
    with django_db_blocker.unblock():
        name = f"{django_db_setup}_replica"
        databases.clone(name)
        make_backup(kept, at=NOW)
        databases.drop(name, then=django_db_setup)
        with connected(house.places):
            restore_backup(next(kept.iterdir()))
            staff = Staff.hire()
    replica = follow(house)
    yield Pair(house, replica, staff)
    postgres.stop(replica)
    shutil.rmtree(replica.home)
    if not postgres.is_running(house.places):  # killed on purpose
        postgres.start(house.places, durable=True)
    holder.communicate()
    house.close()


@pytest.fixture
def pair(servers: Pair, django_db_blocker: DjangoDbBlocker) -> Iterator[Pair]:
    """Django on the house, with its replica named, as DATABASE_REPLICA_URL does."""
    with django_db_blocker.unblock(), connected(servers.house.places), named(servers.replica):
        yield servers


@contextmanager
def named(replica: Places) -> Iterator[None]:
    connections.settings[ALIAS] = {
        **connection.settings_dict,
        "USER": replica.application_role,
        "HOST": str(replica.sockets),
    }
    rest.until = 0.0
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
        rest.until = 0.0


@reads_replica
def is_replica() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return bool(cursor.fetchone()[0])


def booked(pair: Pair) -> LedgerEntry:
    """A case is decided; the last entry of the ledger."""
    pair.staff.final()
    return LedgerEntry.objects.latest("pk")


@reads_replica
def newest_entry() -> int:
    return LedgerEntry.objects.latest("pk").pk


def test_a_fresh_replica_answers_and_nobody_reads_less_than_they_booked(pair: Pair) -> None:
    for _booking in range(10):
        entry = booked(pair)
        assert is_replica()
        assert newest_entry() == entry.pk
        rows = list(rows_of_replica(lambda: LedgerEntry.objects.order_by("pk").iterator()))
        assert rows[-1] == entry
    assert connection.settings_dict["HOST"] == str(pair.house.places.sockets)
    assert lag() == Lag(0, 0.0)


def test_rows_come_from_the_replica_while_the_primary_is_worked_on_between_them(
    pair: Pair,
) -> None:
    booked(pair)

    def positions() -> Iterator[bool]:
        for _row in range(1000):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_is_in_recovery()")
                yield cursor.fetchone()[0]

    seen = []
    for answer in rows_of_replica(positions):
        seen.append(answer)
        if len(seen) % 250 == 1:
            User.objects.filter(pk=pair.staff.officer.pk).update(last_login=NOW)
    assert seen == [True] * 1000


def test_inside_a_transaction_of_the_primary_its_own_rows_are_read(pair: Pair) -> None:
    with transaction.atomic():
        entry = booked(pair)
        assert newest_entry() == entry.pk
        assert not is_replica()


def test_a_replica_that_is_behind_is_not_read(pair: Pair, caplog: pytest.LogCaptureFixture) -> None:
    assert is_replica()
    pair.asked("SELECT pg_wal_replay_pause()")
    try:
        wait_until(lambda: pair.asked("SELECT pg_get_wal_replay_pause_state()") == "paused")
        entry = booked(pair)
        before = reads_of.labels("primary")._value.get()
        with caplog.at_level(logging.WARNING):
            assert newest_entry() == entry.pk
        assert "bytes behind" in caplog.text
        assert not is_replica()
        assert lag() is None
        assert reads_of.labels("primary")._value.get() == before + 2
        rest.until = 0.0
        behind = lag()
        assert behind is not None
        assert behind.bytes > 0
    finally:
        pair.asked("SELECT pg_wal_replay_resume()")
    assert is_replica()
    assert newest_entry() == entry.pk


def test_a_killed_replica_leaves_pages_and_files_to_the_primary(pair: Pair) -> None:
    officer = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    assert is_replica()
    with killed(pair):
        for address in (REPORT, f"{REPORT}csv/", "/karte/"):
            rest.until = 0.0
            answer = officer.get(address)
            assert answer.status_code == 200
            assert b"".join(answer) or answer.content
        assert not is_replica()


@contextmanager
def killed(pair: Pair) -> Iterator[None]:
    """The replica is gone meanwhile, and follows again afterwards."""
    os.kill(pair.postmaster(), signal.SIGKILL)
    try:
        yield
    finally:
        pair.start()
        wait_until(is_replica_again)


def is_replica_again() -> bool:
    rest.until = 0.0
    return is_replica()


def test_one_that_goes_between_question_and_answer_is_left_as_well(pair: Pair) -> None:
    answers = []

    @reads_replica
    def cut_off() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery(), pg_backend_pid()")
            in_recovery, process = cursor.fetchone()
        answers.append(in_recovery)
        if in_recovery:
            pair.asked(f"SELECT pg_terminate_backend({process})")
        return LedgerEntry.objects.count()

    assert cut_off() == LedgerEntry.objects.count()
    assert answers == [True, False]


def told() -> tuple[Any, ...]:
    """What status, health and metrics say of the replica."""
    rest.until = 0.0
    current = status(TODAY)
    text = Client().get("/health/ready/").text
    up = [metric for metric in HouseFigures().collect() if metric.name == "ozg_replica_up"]
    return current, text, up[0].samples[0].value


def test_status_health_and_metrics_tell_how_far_it_is_behind(pair: Pair) -> None:
    at_par = "0 bytes, 0.0 s behind"
    wait_until(lambda: told()[1] == f"ok\nreplica: {at_par}\n")
    wait_until(lambda: told()[0].replica == at_par)
    current, _text, up = told()
    assert up == 1
    assert [line for line in current.problems(NOW) if "replica" in line] == []
    with killed(pair):
        wait_until(lambda: told()[1] == f"ok\nreplica: {GONE}\n")  # a session dies a little later
        current, _text, up = told()
        assert (current.replica, up) == (None, 0)
        gone = f"the replica is not read, {GONE.partition(', ')[2]}: docs"
        assert gone in str(current.problems(NOW))


@pytest.mark.parametrize(("seconds", "is_told"), [(60.0, False), (60.1, True)])
def test_a_minute_behind_is_a_problem(seconds: float, is_told: bool) -> None:
    late = Status(database="PostgreSQL", replica="behind", replica_lag_seconds=seconds)
    assert any("the replica is 60 s behind" in line for line in late.problems(NOW)) == is_told


def test_nothing_is_written_on_it(pair: Pair) -> None:
    @reads_replica
    def write() -> None:
        User.objects.filter(pk=pair.staff.officer.pk).update(last_login=LATER)

    with pytest.raises(InternalError, match="read-only transaction"):
        write()
    assert not User.objects.filter(last_login=LATER).exists()


def test_rows_there_are_those_of_the_request(pair: Pair) -> None:
    booked(pair)
    leads = set(Grant.objects.values_list("lead", flat=True))
    assert LAUTERBACH in leads
    Grant.objects.update(publishable=False)

    @reads_replica
    def seen() -> tuple[bool, int, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_is_in_recovery(), (SELECT count(*) FROM programs_grant), "
                "(SELECT count(*) FROM programs_ledgerentry WHERE grant_id IS NOT NULL)"
            )
            return cursor.fetchone()  # type: ignore[no-any-return]

    def of(bodies: str) -> Any:
        with narrowed_to(lambda: bodies):
            return seen()

    entries = LedgerEntry.objects.exclude(grant=None).count()
    assert of("*") == (True, Grant.objects.count(), entries)
    assert of(LAUTERBACH) == (True, Grant.objects.filter(lead=LAUTERBACH).count(), entries)
    assert of("06999999") == of("-") == (True, 0, 0)
    assert GIESSEN not in leads
    silent = connections[ALIAS].connection
    with silent.cursor() as plain, pytest.raises(Exception, match=r"ozg\.bodies"):
        plain.execute("SELECT count(*) FROM programs_grant")
    silent.rollback()


def test_every_report_reads_the_same_on_both(pair: Pair) -> None:
    booked(pair)
    office = UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR])
    for report in REGISTRY.values():
        form = form_of(report, office, {})
        assert form.is_valid(), report.name

        def made(report: Any = report, cleaned: Any = form.cleaned_data) -> list[Any]:
            return list(report.rows(office, cleaned, AsOf.today()))

        before = reads_of.labels(ALIAS)._value.get()
        assert list(rows_of_replica(made)) == made(), report.name
        assert reads_of.labels(ALIAS)._value.get() == before + 1, report.name


def test_pages_of_reports_and_the_map_ask_the_replica(pair: Pair) -> None:
    officer = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    for address in (REPORT, f"{REPORT}csv/", "/karte/", "/karte/werte/"):
        before = reads_of.labels(ALIAS)._value.get()
        answer = officer.get(address)
        assert answer.status_code == 200, address
        assert b"".join(answer)
        assert reads_of.labels(ALIAS)._value.get() == before + 1, address


def test_promoted_it_is_the_house_with_the_same_ledger(
    pair: Pair, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    booked(pair)
    assert is_replica()
    held = ledger_hash()
    os.kill(pair.house.postmaster(), signal.SIGKILL)
    connection.close()
    pair.asked("SELECT pg_promote()")
    with connected(pair.replica):
        assert ledger_hash() == held
        with caplog.at_level(logging.WARNING):
            assert not is_replica()
        assert "promoted" in caplog.text
        booked(pair)
        assert ledger_hash()[0] > held[0]
