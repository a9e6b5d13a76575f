"""The data of a house belong to its variable folder, wherever that is moved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ozg_hessen.embedded import EmbeddedError
from ozg_hessen.embedded.folders import make_folders
from ozg_hessen.embedded.places import IDENTITY, Places, identity_of


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    """The places of a variable folder whose servers were prepared once, and never started."""
    places = Places.for_user(tmp_path / "var", "demo")
    make_folders(places)
    yield places
    shutil.rmtree(places.home, ignore_errors=True)


def at(folder: Path) -> Places:
    return Places.for_user(folder, "demo")


def test_moved_folder_finds_its_data_again(places: Places, tmp_path: Path) -> None:
    (tmp_path / "var").rename(tmp_path / "renamed")
    moved = at(tmp_path / "renamed")
    assert identity_of(tmp_path / "renamed") == identity_of_path(tmp_path / "var")
    make_folders(moved)
    assert moved.home.name == places.home.name
    assert (moved.home / "belongs_to").read_text() == str(tmp_path / "renamed")


def identity_of_path(folder: Path) -> str:
    """What a folder that was never used is called by."""
    assert not (folder / IDENTITY).exists()
    return identity_of(folder)


def test_copied_folder_is_refused_with_both_ways_out(places: Places, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "var", tmp_path / "copy", dirs_exist_ok=True)
    if not at(tmp_path / "copy").home.is_relative_to(tmp_path):
        with pytest.raises(EmbeddedError, match="is a copy of") as refusal:
            make_folders(at(tmp_path / "copy"))
        assert str(tmp_path / "copy" / IDENTITY) in str(refusal.value)
    (tmp_path / "copy" / IDENTITY).unlink()
    make_folders(at(tmp_path / "copy"))
    assert at(tmp_path / "copy").home != places.home
