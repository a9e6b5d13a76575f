"""Texts that no door takes and old rows may hold are harmless in every file and in a mail."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
import python_calamine
from lxml import etree

from core.exports import FORMATS
from core.text import in_one_line
from tests.core.exports.test_files import ROWS, make

HOSTILE = "Vor\x0bhaben\x01 \x1b[31m\x7f\x85\u2028Zeile\r\nBcc: x@example.org \ufffe"
# XLSX has an escape for what XML may not hold, of which the reader leaves one as it is; ODS has
# none, so it is left out there, and XML has one end of a line.
AS_READ = {
    "xlsx": HOSTILE.replace("\ufffe", "_xFFFE_"),
    "ods": HOSTILE.translate(dict.fromkeys(map(ord, "\r\x0b\x01\x1b\ufffe"))),
}
EVERY = sorted(FORMATS)


def content(name: str, text: str = HOSTILE) -> bytes:
    rows: list[dict[str, Any]] = [{**row, "name": text} for row in ROWS]
    return b"".join(FORMATS[name].chunks(replace(make(), rows=rows)))


@pytest.mark.parametrize("text", ["Rathaus 😀", "中文 und 日本", "\ue000"])
def test_letters_without_a_shape_cost_no_report(text: str) -> None:
    """PDF/UA refuses what the fonts cannot show; it stands there as a question mark."""
    assert content("pdf", text) == content("pdf", re.sub(r"[^ -~]", "?", text))


@pytest.mark.parametrize("name", EVERY)
def test_every_file_can_be_written(name: str) -> None:
    assert content(name)


@pytest.mark.parametrize("name", ["xlsx", "ods"])
def test_workbooks_can_be_read_again(name: str) -> None:
    data = content(name)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part in parts.namelist():
            if part.endswith(".xml"):
                etree.fromstring(parts.read(part))
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    names = [row[1] for row in sheet.to_python()[1:4]]
    assert names == [AS_READ[name]] * 3


@pytest.mark.parametrize("name", ["xlsx", "ods"])
@pytest.mark.parametrize("text", ["<r>&</r>", "<r><t>fett</t></r>", "</text:p> & <b>"])
def test_markup_of_people_is_text_in_a_workbook(name: str, text: str) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content(name, text)))
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()[1:4]] == [text] * 3


@pytest.mark.parametrize(("letter", "held"), [("ä", 32_767), ("😀", 16_383)])
def test_cell_of_a_workbook_holds_as_much_text_as_excel_opens(letter: str, held: int) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(content("xlsx", letter * (held + 1)))
    )
    assert book.get_sheet_by_index(0).to_python()[1][1] == letter * held


def test_rows_of_a_text_file_stay_rows() -> None:
    lines = list(csv.reader(io.StringIO(content("csv").decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines[1:4]] == [row["ags"] for row in ROWS]
    assert len(json.loads(content("json"))["rows"]) == len(ROWS)


def test_subject_of_a_mail_is_one_line() -> None:
    subject = in_one_line(HOSTILE)
    assert subject == "Vor haben [31m Zeile Bcc: x@example.org"
    assert subject.isprintable()
