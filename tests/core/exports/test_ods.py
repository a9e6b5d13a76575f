"""ODS: characters that no XML may hold are left out, their neighbours are kept."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from lxml import etree

from core.exports.ods import plain_ods, write_ods
from core.reporting import Edition
from tests.core.exports.test_files import ROWS, make

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFER = f"{{{TABLE}}}content-validation-name"
# Source: XML 1.0, production 2, "Char".
ALLOWED = [0x09, 0x20, 0xD7FF, 0xE000, 0xFFFD, 0x10000]
FORBIDDEN = [0x00, 0x08, 0x0B, 0x0C, 0x0E, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]


def content(text: str) -> str:
    out = io.BytesIO()
    write_ods(replace(make(), rows=[{**ROWS[0], "name": text}]), out)
    with zipfile.ZipFile(out) as archive:
        return archive.read("content.xml").decode()


@pytest.mark.parametrize("code", ALLOWED, ids=hex)
def test_what_xml_may_hold_is_kept(code: int) -> None:
    assert f"a{chr(code)}b" in content(f"a{chr(code)}b")


@pytest.mark.parametrize("code", FORBIDDEN, ids=hex)
def test_what_xml_may_not_hold_is_left_out(code: int) -> None:
    assert ">ab<" in content(f"a{chr(code)}b")


def test_mimetype_comes_first_and_uncompressed() -> None:
    out = io.BytesIO()
    write_ods(make(), out)
    with zipfile.ZipFile(out) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def made(edition: Edition) -> zipfile.ZipFile:
    out = io.BytesIO()
    write_ods(edition, out)
    return zipfile.ZipFile(out)


def test_same_edition_gives_the_same_bytes_at_any_time() -> None:
    files = []
    for day in (date(2026, 1, 1), date(2026, 6, 1)):
        out = io.BytesIO()
        with time_machine.travel(day):
            write_ods(make(), out)
        files.append(out.getvalue())
    assert files[0] == files[1]


def test_head_stays_in_sight_repeats_on_paper_and_filters_the_rows_without_the_totals() -> None:
    with made(make()) as archive:
        view = archive.read("settings.xml").decode()
        sheet = archive.read("content.xml").decode()
        assert b"settings.xml" in archive.read("META-INF/manifest.xml")
        etree.fromstring(view.encode())
    assert 'config:name="Tabelle"' in view
    assert 'config:name="VerticalSplitPosition" config:type="int">1<' in view
    assert sheet.count("<table:table-header-rows>") == 1
    assert f'target-range-address="Tabelle.A1:Tabelle.G{len(ROWS) + 1}"' in sheet
    assert sheet.count('style-name="wide"/>') == 2  # key and name; the rest are numbers and days


def test_ja_and_nein_are_offered_below_the_head_of_the_first_sheet_in_the_columns_named() -> None:
    table = [["Schlüssel", "Online"], ["1", "ja"], ["2", ""]]
    made_of = plain_ods({"Liste": table, "Hinweise": table}, choices=[1])
    with zipfile.ZipFile(io.BytesIO(made_of)) as archive:
        tree = etree.fromstring(archive.read("content.xml"))
    rows = tree.iter("{*}table-row")
    offered = [[OFFER in cell.attrib for cell in row] for row in rows]
    assert offered == [[False, False], [False, True], [False, True], *[[False, False]] * 3]


def test_only_the_first_row_of_a_plain_sheet_is_bold() -> None:
    table = [["Schlüssel", "Online"], ["1", "ja"], ["2", ""]]
    with zipfile.ZipFile(io.BytesIO(plain_ods({"Liste": table}, choices=[]))) as archive:
        rows = etree.fromstring(archive.read("content.xml")).iter(f"{{{TABLE}}}table-row")
        styles = [[cell.get(f"{{{TABLE}}}style-name") for cell in row] for row in rows]
    assert styles == [["head", "head"], [None, None], [None, None]]
