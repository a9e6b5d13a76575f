"""Commands on a database without tables say so in words; other errors stay what they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

import manage
from core.models import Seal
from ozg_hessen.unready import remedy
from tests import databases

EMPTY = "test_unready"
COMMANDS = (
    *("verify_history", "check_rollups", "rebuild_rollups", "demo_logins", "load_published"),
    *("export_report mittel --output /dev/null", "load_reference"),
    "create_administrator erika erika@example.org",
)


@pytest.fixture
def empty_database(committed_db: str) -> Iterator[None]:
    with databases.empty(EMPTY):
        yield


@pytest.mark.usefixtures("empty_database")
def test_every_command_names_the_missing_tables_and_the_way_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OZG_ADMIN_PASSWORD", "Ein-langes-Kennwort-2026")
    said = {}
    for command in COMMANDS:
        monkeypatch.setattr(sys, "argv", ["manage.py", *command.split()])
        with pytest.raises(SystemExit) as ended:
            manage.main()
        said[command] = str(ended.value)
    assert {c: s for c, s in said.items() if "manage.py migrate" not in s} == {}
    assert 'relation "core_seal" does not exist.' in said["verify_history"]


@pytest.mark.django_db
def test_other_errors_of_the_database_are_no_missing_tables() -> None:
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert remedy(raised.value) is None
    with pytest.raises(DatabaseError) as raised:
        Seal.objects.create(first=1)
    assert remedy(raised.value) is None


@pytest.mark.django_db
def test_database_that_does_not_answer_is_named() -> None:
    elsewhere = connection.copy()
    elsewhere.settings_dict = {**connection.settings_dict, "HOST": "127.0.0.1", "PORT": "1"}
    with pytest.raises(DatabaseError) as raised:
        elsewhere.ensure_connection()
    assert str(remedy(raised.value)).startswith("The database does not answer: ")


@pytest.mark.django_db
def test_full_disk_of_the_database_is_named() -> None:
    full = "DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute(full)
    assert str(remedy(raised.value)).startswith("There is no space left: could not extend file")


@pytest.mark.django_db
@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_file_that_has_no_space_is_named(fmt: str) -> None:
    with pytest.raises(OSError, match="No space left") as raised:
        call_command("export_report", "mittel", format=fmt, output="/dev/full")
    assert str(remedy(raised.value)).startswith("There is no space left: [Errno 28]")


def test_other_errors_of_files_stay_what_they_are() -> None:
    assert remedy(FileNotFoundError(2, "No such file")) is None
    assert remedy(PermissionError(13, "Permission denied")) is None
