"""A house goes back to the moment before a wrong booking: real servers, real commands."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from ozg_hessen.embedded.archive import STAMP, restore_to
from ozg_hessen.embedded.errors import EmbeddedError
from ozg_hessen.embedded.places import Places
from ozg_hessen.embedded.postgres import ARCHIVING
from ozg_hessen.keeping import ledger_hash, make_backup, restore_backup
from tests.factories.life import Staff
from tests.ozg_hessen.holders import House, new_house, wait_until

pytestmark = pytest.mark.machine_clock


@pytest.fixture
def house() -> Iterator[House]:
    """A house that archives, with an empty database."""
    house = new_house()
    house.environment["OZG_ARCHIVE_DIR"] = str(house.places.home / "archive")
    yield house
    house.close()


def told(house: House, *command: str | Path) -> str:
    """What a command says that ends well."""
    said, errors = house.command("manage.py", *command).communicate()
    assert errors == ""
    return said


@contextmanager
def at_home(house: House) -> Iterator[None]:
    """Django works on the database of the house meanwhile."""
    at, holder = connection.settings_dict, house.holder()
    before = {name: at[name] for name in ("NAME", "USER", "HOST")}
    connection.close()
    at.update(NAME="ozg_hessen", USER="ozg_hessen", HOST=str(house.places.sockets))
    try:
        yield
    finally:
        connection.close()
        at.update(before)
        holder.communicate()


def test_house_goes_back_to_the_moment_before_a_wrong_booking(
    committed_db: str, house: House, tmp_path: Path
) -> None:
    places = replace(house.places, archive=house.places.home / "archive")
    staff = Staff.hire()
    grant = staff.final()
    make_backup(tmp_path, at=timezone.now())
    with at_home(house):
        restore_backup(next(tmp_path.iterdir()))
    base = told(house, "base_backup").strip()
    assert Path(base).parent == house.places.home / "archive/bases"
    with at_home(house):
        staff.paid(grant, "50000.00")  # after the base: it comes from the log alone
        right = ledger_hash()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (moment,) = cursor.fetchone()
        with pytest.raises(EmbeddedError, match="running"):
            restore_to(places, moment)
        staff.paid(grant, "1000.00")
        assert ledger_hash() != right
    wait_until(house.is_down)
    said = told(house, "restore_to", moment.isoformat())
    assert f"{right[0]} ledger entries, {right[1]}" in said
    assert "data.before-" in said
    with at_home(house):
        assert ledger_hash() == right
        staff.paid(grant, "2000.00")  # work goes on
        assert ledger_hash()[0] > right[0]
    wait_until(house.is_down)
    with pytest.raises(EmbeddedError, match="recovery ended before configured recovery target"):
        restore_to(places, moment + timedelta(days=1))
    with at_home(house):
        assert ledger_hash()[0] > right[0]  # nothing was lost by asking for too much


def test_moment_before_the_first_base_and_a_house_without_archive_are_refused(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path, tmp_path / "run", archive=tmp_path / "archive")
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)
    (tmp_path / "archive/bases" / moment.strftime(STAMP)).mkdir(parents=True)
    with pytest.raises(EmbeddedError, match="older than"):
        restore_to(places, moment)
    with pytest.raises(EmbeddedError, match="OZG_ARCHIVE_DIR"):
        restore_to(Places(tmp_path, tmp_path / "run"), moment)


def test_segment_in_the_archive_is_not_written_over(tmp_path: Path) -> None:
    """The same one is found again after a crash; another one of the name stops the archiving."""
    (tmp_path / "log").mkdir()
    segment = tmp_path / "000000010000000000000001"
    segment.write_bytes(b"x" * 100)
    line = ARCHIVING.format(log=tmp_path / "log").partition("archive_command = ")[2]
    command = line.strip().strip("'").replace("%p", str(segment)).replace("%f", segment.name)

    def archived() -> int:
        return subprocess.run(["sh", "-c", command], check=False, env=os.environ).returncode

    assert [archived(), archived()] == [0, 0]
    assert (tmp_path / "log" / segment.name).read_bytes() == b"x" * 100
    segment.write_bytes(b"y" * 100)
    assert archived() != 0
    assert (tmp_path / "log" / segment.name).read_bytes() == b"x" * 100
