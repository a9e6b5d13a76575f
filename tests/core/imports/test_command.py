"""What an import says: rows, differences and notes; and that a dry run or a refusal writes none."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.imports import command
from core.imports.command import ImportCommand, ImportReport
from core.imports.errors import refuse
from core.models import DataSet

pytestmark = pytest.mark.django_db


def importing(load: Callable[[], ImportReport], *options: str) -> list[str]:
    class Import(ImportCommand):
        def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
            DataSet.objects.create(name=path.name, digest="x")
            return load()

    said = StringIO()
    call_command(Import(stdout=said), "liste.csv", *options)
    return said.getvalue().splitlines()


def is_kept() -> bool:
    return DataSet.objects.filter(name="liste.csv").exists()


def test_import_says_what_it_read_and_wrote() -> None:
    said = importing(lambda: ImportReport(read=5, written=2, unchanged=3))
    assert said == ["5 Zeilen gelesen, 2 geschrieben, 3 unverändert."]
    assert is_kept()


def test_dry_run_says_the_same_and_writes_nothing() -> None:
    report = ImportReport(read=5, written=2, unchanged=3, notes=["Blatt 2 fehlt."])
    note, rows = importing(lambda: report, "--dry-run")
    assert note == "Hinweis: Blatt 2 fehlt."
    assert rows.startswith("5 Zeilen gelesen, 2 würden geschrieben, 3 unverändert.")
    assert rows.endswith("Es wurde nichts gespeichert (Probelauf).")
    assert not is_kept()


def test_refused_file_ends_with_one_and_what_was_written_is_taken_back() -> None:
    def load() -> ImportReport:
        raise refuse("So nicht.", row=3, column="name", value="x")

    with pytest.raises(CommandError) as refused:
        importing(load)
    assert refused.value.returncode == 1
    wrong, nothing = str(refused.value).splitlines()
    assert wrong == "Zeile 3, Spalte „name“, „x“: So nicht."
    assert nothing == "Es wurde nichts gespeichert."
    assert not is_kept()


@pytest.mark.parametrize(("count", "left_out"), [(3, ""), (4, "… und 1 weitere Abweichungen.")])
def test_differences_beyond_the_most_are_counted(
    monkeypatch: pytest.MonkeyPatch, count: int, left_out: str
) -> None:
    monkeypatch.setattr(command, "MOST_LINES", 3)
    lines = [f"U{number}" for number in range(count)]
    *told, rows = importing(lambda: ImportReport(differences=lines, notes=lines))
    assert told[:3] == ["U0", "U1", "U2"]
    assert told[3 : len(told) - 3] == ([left_out] if left_out else [])
    assert told[-3:] == ["Hinweis: U0", "Hinweis: U1", "Hinweis: U2"]
    assert rows.startswith("0 Zeilen gelesen")
