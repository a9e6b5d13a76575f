"""Our own tables of reference data are read by the one reader, with all their errors at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.imports.errors import FileRefused
from core.imports.reference import day, decimal, flag, integer, listing, read, text

COLUMNS = {
    "key": text(needed=True),
    "name": text(),
    "rate": decimal(),
    "number": integer(),
    "since": day(),
    "is_joint": flag(),
    "kinds": listing(),
}
HEADER = ",".join(COLUMNS)

pytestmark = pytest.mark.usefixtures("untranslated")


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "probe.csv"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def refusals(path: Path) -> list[str]:
    def load() -> None:
        table = read(path, COLUMNS)
        table.must_be_unique("key")
        table.must_be_known("key", {"A", "B"})
        table.check()

    with pytest.raises(FileRefused) as refused:
        load()
    return list(refused.value.lines)


def test_cells_are_typed_and_empty_ones_say_so(tmp_path: Path) -> None:
    path = written(tmp_path, "A,Ärger,0.80,3,2026-02-28,yes,a | b", "B,,,,,,")
    table = read(path, COLUMNS)
    assert table.rows == [
        {
            "key": "A",
            "name": "Ärger",
            "rate": Decimal("0.80"),
            "number": 3,
            "since": date(2026, 2, 28),
            "is_joint": True,
            "kinds": ["a", "b"],
        },
        {
            "key": "B",
            "name": "",
            "rate": None,
            "number": None,
            "since": None,
            "is_joint": False,
            "kinds": [],
        },
    ]
    assert [row.line for row in table.rows] == [2, 3]


def test_every_wrong_cell_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "A,x,viel,1.5,2026-02-29,ja,", ",x,,,,,", "C,,,,,,", "A,,,,,,")
    assert refusals(path) == [
        "Row 2, column “rate”, “viel”: This cannot be read here.",
        "Row 2, column “number”, “1.5”: This cannot be read here.",
        "Row 2, column “since”, “2026-02-29”: This cannot be read here.",
        "Row 2, column “is_joint”, “ja”: This cannot be read here.",
        "Row 3, column “key”: The cell must not be empty.",
        "Row 4, column “key”, “C”: This value is not known.",
        "Row 5, column “key”, “A”: This key stands in line 2 already.",
    ]


def test_what_the_reader_of_imports_refuses_is_refused_here(tmp_path: Path) -> None:
    """A formula, a row that was cut off, a column that is not there."""
    path = written(tmp_path, 'A,"=1+1",,,,,', "B,cut off")
    assert [line.split(":")[0] for line in refusals(path)] == [
        "Row 2, column “name”, “=1+1”",
        "Row 3, “2 / 7”",
    ]
    (missing,) = refusals(written(tmp_path, "A", header="key"))[:1]
    assert missing.startswith("Row 1, column “name”: The column is missing.")


def test_a_text_may_have_several_lines(tmp_path: Path) -> None:
    path = written(tmp_path, 'A,"two\nlines",,,,,')
    assert [row["name"] for row in read(path, COLUMNS).rows] == ["two\nlines"]
