"""Continuous archiving of the embedded PostgreSQL, and the way back to a moment.

Source: PostgreSQL 18, "Continuous Archiving and Point-in-Time Recovery (PITR)".
"""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from ozg_hessen.embedded import postgres
from ozg_hessen.embedded.errors import EmbeddedError
from ozg_hessen.embedded.folders import make_folders, run_as_owner
from ozg_hessen.embedded.locks import START, locked
from ozg_hessen.embedded.places import Places

LINES = 15  # of the log of the server, where it ends
SECONDS_BETWEEN_LOOKS = 0.2
STAMP = "%Y%m%d-%H%M%S"  # UTC, in the name of a base: when it was whole
# Read once more from the data folder as it was: the last segment may not be in the archive yet.
RECOVERY = """\
restore_command = 'cp "{log}/%f" "%p" || cp "{before}/pg_wal/%f" "%p"'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
hot_standby = off
"""


def base_backup(places: Places, *, at: datetime) -> Path:
    """Copy the running server into a new folder of the archive; returns it.

    With the log that follows it, every later moment can be reached. Raises EmbeddedError where no
    archive is kept or PostgreSQL does not copy.
    """
    draft = _archive(places) / "bases/new"
    shutil.rmtree(draft, ignore_errors=True)
    run_as_owner(
        [
            *(postgres.programs_of(places) / "pg_basebackup", "--checkpoint=fast"),
            *(f"--host={places.sockets}", f"--username={postgres.ADMIN}", "--pgdata", draft),
        ],
        places,
        postgres.log_of(places),
        failure="The embedded PostgreSQL is not copied.",
    )
    whole = draft.with_name(at.astimezone(UTC).strftime(STAMP))
    draft.rename(whole)
    return whole


def restore_to(places: Places, moment: datetime) -> Path:
    """Make the stopped server what it was at `moment`; returns the folder with what it was before.

    Raises EmbeddedError where the server runs, no base is old enough, or the log does not reach
    the moment; then the data are what they were.
    """
    base = _base_before(places, moment)
    make_folders(places)
    with locked(places.home / START):
        if postgres.is_running(places):
            raise EmbeddedError("The house is running. Stop it first.")
        data = postgres.data_of(places)
        before = data.with_name(f"data.before-{datetime.now(UTC):{STAMP}}")
        draft = data.with_name("data.restored")
        shutil.rmtree(draft, ignore_errors=True)
        run_as_owner(
            ["cp", "--archive", base, draft],
            places,
            postgres.log_of(places),
            failure=f"{base} is not copied.",
        )
        _write(draft / "postgresql.auto.conf", _recovery(places, before, moment))
        _write(draft / "recovery.signal", "")
        data.rename(before)
        draft.rename(data)
        try:
            postgres.start(places, durable=True)
            _wait_until_recovered(places)
        except EmbeddedError:
            shutil.rmtree(data)
            before.rename(data)
            raise
    return before


def _wait_until_recovered(places: Places) -> None:
    """It answers once it has the moment, and ends itself where the log does not reach it."""
    while not postgres.is_running(places):
        if not (postgres.data_of(places) / "postmaster.pid").exists():
            said = postgres.log_of(places).read_text(errors="replace").splitlines()[-LINES:]
            raise EmbeddedError("\n".join(["The moment is not reached.", *said]))
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _recovery(places: Places, before: Path, moment: datetime) -> str:
    log = _archive(places) / "log"
    return RECOVERY.format(log=log, before=before, moment=moment.isoformat())


def _write(file: Path, text: str) -> None:
    """A file that belongs to whom its folder belongs."""
    file.write_text(text)
    file.chmod(0o600)
    folder = file.parent.stat()
    os.chown(file, folder.st_uid, folder.st_gid)


def _archive(places: Places) -> Path:
    if places.archive is None:
        raise EmbeddedError("No archive is kept: set OZG_ARCHIVE_DIR and start the house anew.")
    return places.archive


def _base_before(places: Places, moment: datetime) -> Path:
    """The latest base that was whole at the moment. Raises EmbeddedError where there is none."""
    name = moment.astimezone(UTC).strftime(STAMP)
    bases = _archive(places) / "bases"
    found = [base for base in bases.glob("[0-9]*-[0-9]*") if base.name < name]
    if not found:
        raise EmbeddedError(f"No base backup in {bases} is older than {moment}.")
    return max(found)
