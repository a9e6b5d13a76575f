"""PgBouncer with the configuration of the repository: two sessions for everybody.

Nobody meets what another one left behind on them.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from accounts.choices import Role
from core.database.copying import copy_rows
from core.locks import Turn, turn_of
from core.tasks import rebuild_and_check_rollups
from ozg_hessen.keeping import ledger_hash
from programs.models import Grant, LedgerEntry
from tests.factories.accounts import UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import GIESSEN
from tests.faults.test_proxy import free_port
from tests.programs.desk import signed_in

SESSIONS = 2  # of the server, whoever comes
ADVISORY_LOCKS = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # other databases of the server are other tests'
CONFIGURATION = settings.BASE_DIR / "deploy" / "pgbouncer.ini"


@contextmanager
def pgbouncer() -> Iterator[int]:
    """Its port; it runs as the user whom the embedded server knows."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.skip("pgbouncer is missing: `make test` installs it, or your system's package does")
    places, port = settings.EMBEDDED, free_port()
    folder = Path(tempfile.mkdtemp(prefix="ozg-pool-"))
    roles = (places.role, places.application_role)
    (folder / "users").write_text("".join(f'"{role}" ""\n' for role in roles))
    text = CONFIGURATION.read_text()
    for theirs, ours in (
        ("host=127.0.0.1", f"host={places.sockets}"),
        ("listen_port = 6432", f"listen_port = {port}"),
        ("scram-sha-256", "trust"),
        ("/etc/pgbouncer/userlist.txt", f"{folder}/users"),
        ("default_pool_size = 20", f"default_pool_size = {SESSIONS}"),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    (folder / "pgbouncer.ini").write_text(text)
    for path in (folder, *folder.iterdir()):
        os.chown(path, places.owner.pw_uid, places.owner.pw_gid)
    uid = places.owner.pw_uid if os.getuid() == 0 else None
    command = [program, "-q", str(folder / "pgbouncer.ini")]
    with subprocess.Popen(command, user=uid, cwd="/", stderr=subprocess.DEVNULL) as pool:
        try:
            _wait_for(port, pool)
            yield port
        finally:
            pool.terminate()
            shutil.rmtree(folder)


def _wait_for(port: int, pool: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and pool.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("pgbouncer did not start")


@pytest.fixture
def pooled(committed_db: str) -> Iterator[None]:
    """Django works through the pool, as with DATABASE_POOLED=true."""
    at = connection.settings_dict
    before = {name: at[name] for name in ("HOST", "PORT", "DISABLE_SERVER_SIDE_CURSORS")}
    connection.close()
    with pgbouncer() as port:
        at.update(HOST="127.0.0.1", PORT=str(port), DISABLE_SERVER_SIDE_CURSORS=True)
        yield
        connection.close()
    at.update(before)


def test_house_works_through_a_pool_of_transactions(pooled: None) -> None:
    turns_are_taken_and_given_back()
    staff = Staff.hire()
    case = staff.final()
    staff.paid(case, "50000.00")
    entries, _hash = ledger_hash()
    assert entries == LedgerEntry.objects.count() > 0
    assert [entry.pk for entry in LedgerEntry.objects.order_by("pk").iterator(chunk_size=1)]
    tables_for_a_transaction_are_its_own()
    rollups_agree()
    nobody_meets_the_rows_of_another(case)


def turns_are_taken_and_given_back() -> None:
    """Whichever sessions lock and unlock: a lock of the session would stay behind here."""
    for _round in range(3 * SESSIONS):
        with turn_of(Turn.CALENDAR) as is_ours:
            assert is_ours
            with ThreadPoolExecutor(1) as another:
                assert another.submit(_takes_the_turn).result() is False
    with connection.cursor() as cursor:
        cursor.execute(ADVISORY_LOCKS)
        assert cursor.fetchone()[0] == 0


def _takes_the_turn() -> bool:
    try:
        with turn_of(Turn.CALENDAR) as is_ours:
            return is_ours
    finally:
        connection.close()


def tables_for_a_transaction_are_its_own() -> None:
    for _round in range(2 * SESSIONS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE incoming (n integer) ON COMMIT DROP")
            copy_rows(cursor, "incoming", ["n"], [[number] for number in range(10)])
            cursor.execute("SELECT count(*) FROM incoming")
            assert cursor.fetchone()[0] == 10


def rollups_agree() -> None:
    differences = rebuild_and_check_rollups()
    assert differences
    assert set(differences.values()) == {0}


def nobody_meets_the_rows_of_another(case: Grant) -> None:
    """Requests of two people in turn, on the same two sessions of the server."""
    browsers = [
        signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR], of=[ags])).cookies
        for ags in (case.lead_id, GIESSEN)
    ]

    def seen(turn: int) -> int:
        browser = Client()
        browser.cookies = browsers[turn % 2]
        try:
            return browser.get(f"/zuwendungen/{case.pk}/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        assert list(crowd.map(seen, range(24))) == [200, 404] * 12
