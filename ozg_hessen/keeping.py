"""Backup and restore: one dump, and a manifest that says what it holds and proves it whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection

from ozg_hessen.embedded.postgres import programs_of

PREFIX = "ozg-hessen-"
BACKUPS = f"{PREFIX}????????-??????"  # not those that are being made
DUMP, MANIFEST = "database.dump", "manifest.json"
LAST_BACKUP = "last_backup"  # in VAR_DIR: the moment, for what watches the house
LAST_TRIAL = "last_backup_trial"  # there too
LEDGER_HASH = """
SELECT count(*), coalesce(encode(sha256(string_agg(sha256(convert_to(l::text, 'UTF8')), '' ORDER BY
    l.id)), 'hex'), '') FROM programs_ledgerentry l
"""
TABLES = (
    "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)


class KeepingError(Exception):
    """A backup that cannot be made or trusted; the message names the remedy."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `made_at` in ISO 8601, hashes SHA-256 in hexadecimal digits."""

    made_at: str
    dump_sha256: str
    dump_bytes: int
    ledger_entries: int
    ledger_sha256: str
    last_migrations: dict[str, str]


def make_backup(folder: Path, *, at: datetime) -> Manifest:
    """Dump the database into a new folder below `folder`; it appears once it is whole.

    Raises KeepingError where PostgreSQL does not dump, or the folder stands already.
    """
    place = folder / f"{PREFIX}{at:%Y%m%d-%H%M%S}"
    draft = place.with_suffix(".new")
    if place.exists():
        raise KeepingError(f"{place} is there already. Begin the next backup a second later.")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    entries, ledger = ledger_hash()
    dump = draft / DUMP
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={dump}")
    manifest = Manifest(
        made_at=at.isoformat(),
        dump_sha256=_sha256(dump),
        dump_bytes=dump.stat().st_size,
        ledger_entries=entries,
        ledger_sha256=ledger,
        last_migrations=_last_migrations(),
    )
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n")
    draft.rename(place)
    _note(LAST_BACKUP, at)
    return manifest


def last_backup_at() -> datetime | None:
    """When this machine made its last backup; None where it never did."""
    return _noted(LAST_BACKUP)


def last_trial_at() -> datetime | None:
    """When a backup was last restored on trial here, and was whole; None where it never was."""
    return _noted(LAST_TRIAL)


def restore_backup(place: Path) -> Manifest:
    """Load the backup in the folder `place` into an empty database and prove that it is the same.

    Raises KeepingError where the database is not empty, a file was changed or is missing, or the
    ledger is not the one that was dumped; then the database is not to be used.
    """
    manifest = _read(place)
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        if cursor.fetchone()[0]:
            raise KeepingError("The database is not empty. Restore into an empty one.")
    _load(place / DUMP)
    call_command("migrate", interactive=False, verbosity=0)  # and the rights of the application
    _check_ledger(ledger_hash(), manifest)
    return manifest


def try_backup(folder: Path, *, at: datetime) -> Manifest:
    """Restore the newest backup below `folder` into a database beside this one, and drop that.

    The house goes on meanwhile. Raises KeepingError where there is no backup, it is not whole, or
    the database's role may make no database.
    """
    places = sorted(place for place in folder.glob(BACKUPS) if (place / MANIFEST).exists())
    if not places:
        raise KeepingError(f"There is no backup in {folder}. Make one: manage.py backup {folder}")
    manifest = _read(places[-1])
    with _beside() as name:
        _load(places[-1] / DUMP, into=name)
        with closing(_connected_to(name)) as other, other.cursor() as cursor:
            cursor.execute(LEDGER_HASH)
            entries, digest = cursor.fetchone()
    _check_ledger((int(entries), str(digest)), manifest)
    _note(LAST_TRIAL, at)
    return manifest


@contextmanager
def _beside() -> Iterator[str]:
    """The name of an empty database beside that of the house, dropped at the end."""
    name = f"{connection.settings_dict['NAME']}_trial"
    drop = f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)"
    try:
        with connection.cursor() as cursor:
            cursor.execute(drop)  # of a trial that was killed
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    except ProgrammingError as error:
        raise KeepingError(
            f"No database for the trial: {error} Give the owner's role CREATEDB."
        ) from error
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(drop)


def _connected_to(name: str) -> Any:
    """A connection of psycopg2 to another database of the same server."""
    return connection.get_new_connection(connection.get_connection_params() | {"dbname": name})


def _load(dump: Path, *, into: str = "") -> None:
    _run(
        *("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"),
        str(dump),
        database=into,
    )


def _check_ledger(found: tuple[int, str], manifest: Manifest) -> None:
    if found != (manifest.ledger_entries, manifest.ledger_sha256):
        raise KeepingError(
            f"The ledger is not the one of the backup: {found[0]} entries, {found[1]}. "
            "Do not use this database; take an earlier backup."
        )


def _note(name: str, at: datetime) -> None:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    (settings.VAR_DIR / name).write_text(f"{at.isoformat()}\n")


def _noted(name: str) -> datetime | None:
    try:
        return datetime.fromisoformat((settings.VAR_DIR / name).read_text().strip())
    except FileNotFoundError:
        return None


def ledger_hash() -> tuple[int, str]:
    """How many entries the money ledger has, and one hash over all of them in their order."""
    with connection.cursor() as cursor:
        cursor.execute(LEDGER_HASH)
        entries, digest = cursor.fetchone()
    return int(entries), str(digest)


def _read(place: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((place / MANIFEST).read_text()))
        found = _sha256(place / DUMP)
    except (OSError, ValueError, TypeError) as error:
        raise KeepingError(f"{place} is no backup of this house: {error}") from error
    if found != manifest.dump_sha256:
        raise KeepingError(f"{place / DUMP} was changed after it was made. Take another backup.")
    return manifest


def _run(program: str, *arguments: str, database: str = "") -> None:
    """A program of PostgreSQL on the database of this house, or another of its server."""
    at = connection.settings_dict | ({"NAME": database} if database else {})
    passed = {
        "PGHOST": at["HOST"],
        "PGPORT": str(at["PORT"] or ""),
        "PGUSER": at["USER"],
        "PGPASSWORD": at["PASSWORD"],
        "PGDATABASE": at["NAME"],
    }
    environment = os.environ | {name: value for name, value in passed.items() if value}
    name = f"--dbname={at['NAME']}"
    command = [str(_program(program)), name, *arguments]
    done = subprocess.run(  # noqa: S603  # our own program
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise KeepingError(f"{program} failed: {done.stderr.strip()}")


def _program(name: str) -> Path:
    """The program of the embedded server, or that of the machine."""
    if settings.EMBEDDED_POSTGRES:
        return programs_of(settings.EMBEDDED) / name
    found = shutil.which(name)
    if found is None:
        raise KeepingError(f"{name} is missing: install the client programs of PostgreSQL 18.")
    return Path(found)


def _last_migrations() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
        return dict(cursor.fetchall())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
