"""Files come in and go out through one piece of code each."""

from __future__ import annotations

import re

from tests.house.test_house import ROOT, files_with, house_files

ONE_PLACE = {
    r"\"Content-Disposition\":": {"core/http/downloads.py"},
    # The key of a form is kept with a digest of its files.
    r"b64decode|request\.FILES": {
        *("core/uploads/page.py", "core/uploads/sent.py", "core/sending/sent_once.py"),
    },
    r"forms\.(File|Image)Field": {"core/uploads/sent.py"},
}


def test_files_are_sent_and_taken_in_one_place() -> None:
    assert {what: files_with(what) for what in ONE_PLACE} == ONE_PLACE


def test_templates_carry_files_through_one_partial() -> None:
    carrying = [
        str(file.relative_to(ROOT))
        for file in house_files("*.html")
        if 'name="content"' in file.read_text()
    ]
    assert carrying == ["templates/uploads/_sent.html"]


def test_tables_are_opened_by_the_one_reader() -> None:
    """CsvFile, SheetFile and the reader of workbooks belong to core/imports alone."""
    opened = re.compile(r"\b(CsvFile|SheetFile|python_calamine|openpyxl|read_rows)\b|csv\.reader")
    outside = {
        str(file.relative_to(ROOT))
        for file in house_files("*.py")
        if not str(file.relative_to(ROOT)).startswith("core/imports/")
        and opened.search(file.read_text())
    }
    assert outside == set()
