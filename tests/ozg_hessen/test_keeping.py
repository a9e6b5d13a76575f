"""A backup is whole, is told from a changed one, and comes back with the same ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from ozg_hessen.keeping import (
    DUMP,
    MANIFEST,
    KeepingError,
    last_trial_at,
    ledger_hash,
    make_backup,
    restore_backup,
    try_backup,
)
from programs.models import LedgerEntry
from tests import databases
from tests.factories.accounts import NOW
from tests.factories.life import Staff

EMPTY = "test_restored"


@pytest.fixture
def backup(committed_db: str, tmp_path: Path) -> Path:
    """A backup of a database with one case that is half paid."""
    staff = Staff.hire()
    staff.paid(staff.final(), "50000.00")
    make_backup(tmp_path, at=NOW)
    return tmp_path / "ozg-hessen-20261123-090000"


@pytest.fixture
def empty_database(backup: Path) -> Iterator[None]:
    """Django works on an empty database meanwhile."""
    with databases.empty(EMPTY):
        yield


def test_restored_house_has_the_same_ledger(backup: Path, empty_database: None) -> None:
    made = restore_backup(backup)
    assert made.ledger_entries == LedgerEntry.objects.count() > 0
    assert ledger_hash() == (made.ledger_entries, made.ledger_sha256)


def test_database_that_holds_something_is_not_written_over(backup: Path) -> None:
    with pytest.raises(KeepingError, match="not empty"):
        restore_backup(backup)


@pytest.mark.parametrize("change", ["dump", "ledger", "nothing there"])
def test_changed_backup_is_refused(backup: Path, empty_database: None, change: str) -> None:
    manifest = backup / MANIFEST
    if change == "dump":
        with (backup / DUMP).open("ab") as dump:
            dump.write(b"x")
    elif change == "ledger":
        _entries, digest = made_of(manifest)
        manifest.write_text(manifest.read_text().replace(digest, "0" * 64))
    else:
        manifest.unlink()
    expected = {"dump": "changed", "ledger": "not the one", "nothing there": "no backup"}
    with pytest.raises(KeepingError, match=expected[change]):
        restore_backup(backup)


def test_newest_backup_is_tried_beside_the_house(backup: Path, settings: Any) -> None:
    settings.VAR_DIR = backup.parent / "var"
    older = backup.with_name("ozg-hessen-20261122-090000")
    older.mkdir()
    (older / MANIFEST).write_text("{}")  # not the newest, so nobody reads it
    backup.with_name("ozg-hessen-20261124-090000.new").mkdir()  # one that is being made
    assert last_trial_at() is None
    made = try_backup(backup.parent, at=NOW)
    assert (made.ledger_entries, made.ledger_sha256) == ledger_hash()
    assert last_trial_at() == NOW
    assert trials() == []


def test_trial_of_what_does_not_come_back_says_so(backup: Path, settings: Any) -> None:
    settings.VAR_DIR = backup.parent / "var"
    with pytest.raises(KeepingError, match="no backup"):
        try_backup(backup, at=NOW)
    manifest = backup / MANIFEST
    manifest.write_text(manifest.read_text().replace(made_of(manifest)[1], "0" * 64))
    with pytest.raises(KeepingError, match="not the one"):
        try_backup(backup.parent, at=NOW)
    assert last_trial_at() is None
    assert trials() == []


def trials() -> list[str]:
    """The database of a trial that was not dropped."""
    own = f"{connection.settings_dict['NAME']}_trial"
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = %s", [own])
        return [name for (name,) in cursor.fetchall()]


def made_of(manifest: Path) -> tuple[int, str]:
    """Entries and hash of the ledger as the manifest has them."""
    values = json.loads(manifest.read_text())
    return values["ledger_entries"], values["ledger_sha256"]


def test_backup_of_the_same_second_does_not_replace_another(backup: Path) -> None:
    with pytest.raises(KeepingError, match="already"):
        make_backup(backup.parent, at=NOW)
