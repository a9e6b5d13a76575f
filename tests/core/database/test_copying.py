"""Rows by COPY: every value arrives as it was, and memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core.database import copying
from core.database.copying import _chunks, _Stream, _text, copy_rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"),
        (True, "t"),
        (False, "f"),
        (0, "0"),
        (Decimal("-1.50"), "-1.50"),
        (date(2026, 3, 5), "2026-03-05"),
        ("", ""),
        ("Straße", "Straße"),
        ("a\tb\nc\rd\\e", r"a\tb\nc\rd\\e"),
        (r"\N", r"\\N"),  # a text, not nothing
        ([1, 2], "{1,2}"),
        ((), "{}"),
    ],
)
def test_value_is_written_as_copy_reads_it(value: Any, text: str) -> None:
    assert _text(value) == text


@pytest.mark.parametrize(
    ("rows", "lines"), [(0, []), (1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2]), (5, [2, 2, 1])]
)
def test_rows_go_in_chunks_and_none_is_lost(
    monkeypatch: pytest.MonkeyPatch, rows: int, lines: list[int]
) -> None:
    monkeypatch.setattr(copying, "CHUNK_LINES", 2)
    chunks = list(_chunks([number, None] for number in range(rows)))
    assert [chunk.count(b"\n") for chunk in chunks] == lines
    assert b"".join(chunks) == b"".join(b"%d\t\\N\n" % number for number in range(rows))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 100])
def test_stream_gives_as_many_bytes_as_are_asked_for(size: int) -> None:
    stream = _Stream(iter([b"abc", b"", b"defgh"]))
    parts = list(iter(lambda: stream.read(size), b""))
    assert b"".join(parts) == b"abcdefgh"
    assert all(len(part) == size for part in parts[:-1])
    assert stream.readable()


def test_stream_gives_all_of_it_where_no_size_is_named() -> None:
    stream = _Stream(iter([b"abc", b"def"]))
    assert stream.read(2) == b"ab"
    assert stream.read() == b"cdef"
    assert stream.read() == b""


def test_chunks_are_made_as_they_are_asked_for() -> None:
    made: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(9):
            made.append(number)
            yield b"xx"

    _Stream(chunks()).read(3)
    assert made == [0, 1]


@pytest.mark.django_db
def test_rows_stand_in_the_table_as_they_were_given() -> None:
    rows = [
        (1, "Zeile\neins\tmit \\ und ß", None, [1, 2], True),
        (2, "", date(2026, 3, 5), [], False),
        (3, r"\N", None, None, None),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE probe (id int, text text, day date, parts int[], yes boolean)"
        )
        copy_rows(cursor, "probe", ("id", "text", "day", "parts", "yes"), rows)
        copy_rows(cursor, "probe", ("id", "text"), [(4, "ohne den Rest")])
        cursor.execute("SELECT * FROM probe ORDER BY id")
        found = cursor.fetchall()
    assert found == [*rows, (4, "ohne den Rest", None, None, None)]
