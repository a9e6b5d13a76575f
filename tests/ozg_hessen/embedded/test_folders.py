"""Folders of the embedded servers: where they lie, which base is old enough, what is private."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ozg_hessen.embedded import EmbeddedError
from ozg_hessen.embedded.archive import _base_before, _recovery
from ozg_hessen.embedded.folders import _make, _open, _open_to_all, run_as_owner
from ozg_hessen.embedded.places import IDENTITY, LONGEST_SOCKET_FOLDER, Places, identity_of

MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def places(tmp_path: Path, *, archive: bool = True) -> Places:
    return Places(tmp_path, tmp_path / "run", archive=tmp_path / "archive" if archive else None)


def bases(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "archive/bases"
    for name in names:
        (folder / name).mkdir(parents=True)
    return folder


def test_moment_is_reached_from_the_last_base_that_was_whole_before_it(tmp_path: Path) -> None:
    folder = bases(tmp_path, "20261122-230000", "20261123-092959", "20261123-093000", "new")
    assert _base_before(places(tmp_path), MOMENT) == folder / "20261123-092959"
    later = MOMENT + timedelta(seconds=1)
    assert _base_before(places(tmp_path), later) == folder / "20261123-093000"


def test_moment_of_another_zone_is_the_same_moment(tmp_path: Path) -> None:
    folder = bases(tmp_path, "20261123-092959")
    berlin = datetime.fromisoformat("2026-11-23T10:30:00+01:00")
    assert _base_before(places(tmp_path), berlin) == folder / "20261123-092959"


def test_moment_before_every_base_and_a_house_without_archive_are_refused(tmp_path: Path) -> None:
    bases(tmp_path, "20261123-093000", "new")
    with pytest.raises(EmbeddedError, match=r"No base backup in .*bases is older than 2026-11-23"):
        _base_before(places(tmp_path), MOMENT)
    with pytest.raises(EmbeddedError, match="set OZG_ARCHIVE_DIR"):
        _base_before(places(tmp_path, archive=False), MOMENT)


def test_recovery_reads_the_archive_then_the_log_as_it_was_and_stops_at_the_moment(
    tmp_path: Path,
) -> None:
    told = _recovery(places(tmp_path), tmp_path / "before", MOMENT)
    assert (
        f"""'cp "{tmp_path}/archive/log/%f" "%p" || cp "{tmp_path}/before/pg_wal/%f" "%p"'"""
        in (told)
    )
    assert "recovery_target_time = '2026-11-23T09:30:00+00:00'" in told


def test_house_has_a_key_of_its_path_until_one_is_written_down(tmp_path: Path) -> None:
    first = identity_of(tmp_path)
    assert len(first) == 12
    assert identity_of(tmp_path) == first != identity_of(tmp_path / "other")
    (tmp_path / IDENTITY).write_text("abc\n")
    assert identity_of(tmp_path) == "abc"
    assert identity_of(tmp_path / IDENTITY)  # a file in the place of the folder has none


def test_environments_of_one_house_lie_apart(tmp_path: Path) -> None:
    demo, test = (Places.for_user(tmp_path, name) for name in ("demo", "test"))
    assert demo.home.parent == test.home.parent
    assert demo.home != test.home
    assert demo.archive is None
    kept = Places.for_user(tmp_path, "demo", archive=str(tmp_path / "a/../b"))
    assert kept.archive == tmp_path / "b"


def test_sockets_lie_in_the_home_unless_its_path_is_too_long() -> None:
    for length in (10, LONGEST_SOCKET_FOLDER):
        found = Places.for_user(Path("/x") / ("y" * length), "test")
        assert len(str(found.sockets).encode()) <= LONGEST_SOCKET_FOLDER
    assert found.postgres_socket.name == ".s.PGSQL.5432"
    assert found.valkey_url(3) == f"unix://{found.valkey_socket}?db=3"


def test_folder_is_made_with_its_mode_and_one_that_exists_keeps_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    _make(folder, mode=0o700)
    assert folder.stat().st_mode & 0o777 == 0o700
    _make(folder, mode=0o755)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_copied_programs_are_open_to_all_and_run_as_before(tmp_path: Path) -> None:
    program, text, link = (tmp_path / name for name in ("run", "text", "link"))
    program.write_text("x")
    text.write_text("x")
    link.symlink_to(text)
    program.chmod(0o700)
    text.chmod(0o600)
    tmp_path.chmod(0o700)
    assert not _open_to_all(tmp_path)
    _open(tmp_path)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path, program, text)]
    assert modes == [0o755, 0o755, 0o644]
    assert os.readlink(link) == str(text)


def test_program_that_fails_is_told_with_the_end_of_its_own_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("from before\n")
    run_as_owner(["/bin/sh", "-c", "echo fine"], places(tmp_path), log, failure="It failed.")
    said = "; ".join(f"echo line {number}" for number in range(20))
    with pytest.raises(EmbeddedError) as failed:
        run_as_owner(
            ["/bin/sh", "-c", f"{said}; exit 3"], places(tmp_path), log, failure="It failed."
        )
    first, *lines = str(failed.value).splitlines()
    assert first == f"It failed. The whole log is {log}."
    assert lines == [f"line {number}" for number in range(5, 20)]
    assert log.read_text().startswith("from before\nfine\nline 0\n")
