"""ODS: characters that no XML may hold are left out, their neighbours are kept."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from core.exports.ods import write_ods
from tests.core.exports.test_files import ROWS, make

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
