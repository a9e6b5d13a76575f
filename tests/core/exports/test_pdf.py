"""Cells and widths of the PDF: what is unknown stays empty, a number is never broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.exports.pdf import LONGEST_TEXT, _text, _width
from core.formats import NBSP
from core.reporting import Column, ColumnKind


@pytest.mark.parametrize("kind", ColumnKind)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_unknown_is_an_empty_cell(kind: ColumnKind, value: Any) -> None:
    assert _text(Column("x", "X", kind), value) == ""


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (ColumnKind.EUR, Decimal("0.00"), f"0,00{NBSP}€"),
        (ColumnKind.COUNT, 0, "0"),
        (ColumnKind.SHARE, Decimal(0), f"0,0{NBSP}%"),
        (ColumnKind.MEAN, Decimal(0), "0,00"),
        (ColumnKind.TEXT, "06", "06"),
    ],
)
def test_nought_is_no_empty_cell(kind: ColumnKind, value: Any, text: str) -> None:
    assert _text(Column("x", "X", kind), value) == text


@pytest.mark.parametrize(
    ("kind", "label", "texts", "width"),
    [
        (ColumnKind.TEXT, "X", [], 3),
        (ColumnKind.TEXT, "X", ["abc"], 5),
        (ColumnKind.TEXT, "X", ["a" * LONGEST_TEXT], LONGEST_TEXT + 2),
        (ColumnKind.TEXT, "X", ["a" * (LONGEST_TEXT + 1)], LONGEST_TEXT + 2),
        (ColumnKind.EUR, "X", ["1" * (LONGEST_TEXT + 1)], LONGEST_TEXT + 3),
        (ColumnKind.EUR, "Haushaltsjahr 2026", ["1"], 14),
        (ColumnKind.EUR, "Ansatz", ["1"], 8),
    ],
)
def test_column_is_as_wide_as_its_widest_line(
    kind: ColumnKind, label: str, texts: list[str], width: int
) -> None:
    assert _width(Column("x", label, kind), label, texts) == width
