"""LibreOffice opens our workbooks and letters, and finds in them what we wrote."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import python_calamine

from core.exports import FORMATS
from programs.letters.docx import SAMPLE, letter_docx, our_template
from tests.core.exports.test_files import ROWS, make
from tests.programs.letters.reading import docx_text

PATIENCE = 120
ODD = [
    {**ROWS[0], "name": "<r>&</r>", "part": 0},
    {**ROWS[0], "name": " vorn\nund darunter", "ags": "00000001"},
    {**ROWS[0], "name": "+49 & mehr", "day": None},
]
pytestmark = pytest.mark.skipif(
    which("soffice") is None,
    reason="LibreOffice is not installed: libreoffice-calc-nogui, libreoffice-writer-nogui",
)


def opened(folder: Path, name: str, content: bytes, into: str) -> Path:
    """What LibreOffice writes after it has read the file."""
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    order = ["soffice", "--headless", profile, "--convert-to", into, "--outdir", "out", name]
    subprocess.run(order, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    return folder / "out" / Path(name).with_suffix(f".{into.partition(':')[0]}")


def tables(source: Any) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_object(source)
    return {
        name: [list(map(exact, row)) for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def exact(cell: Any) -> Any:
    """The value to the digits that LibreOffice keeps of a number."""
    return float(f"{cell:.14g}") if isinstance(cell, float) else cell


@pytest.mark.parametrize(("name", "into"), [("xlsx", "ods"), ("ods", "xlsx")])
def test_workbook_holds_the_same_values_after_libreoffice(
    tmp_path: Path, name: str, into: str
) -> None:
    ours = b"".join(FORMATS[name].chunks(replace(make(), rows=[*ROWS, *ODD])))
    (tmp_path / f"ours.{name}").write_bytes(ours)
    expected = tables(tmp_path / f"ours.{name}")
    assert len(expected["Tabelle"]) == 1 + len(ROWS) + len(ODD) + 1
    assert tables(opened(tmp_path, f"probe.{name}", ours, into)) == expected


def test_letter_in_word_reads_the_same_in_libreoffice(tmp_path: Path) -> None:
    ours = letter_docx(SAMPLE, our_template())
    read = opened(tmp_path, "brief.docx", ours, "docx").read_bytes()
    assert read != ours
    assert docx_text(read) == docx_text(ours)
