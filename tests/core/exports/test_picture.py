"""The chart of a report: what is added up, what is too much to be read, and its marks on paper."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdf
import pytest

from core.exports import FORMATS
from core.exports.picture import MOST_LABELS, chart_of, drawn
from core.reporting import Bars, Column, ColumnKind, Edition, counted, money
from tests.core.exports.test_files import REPORT, make

PROGRAM = Column("program", "Programm")
YEAR = Column("year", "Jahr")
BOUND, PAID = money("bound_eur", "Gebunden", ""), money("paid_eur", "Ausgezahlt", "")
PARTS = [counted("part", "Teil", ""), counted("whole", "Ganzes", "")]
SHARE = Column("rate", "Anteil", ColumnKind.SHARE, ratio=("part", "whole"))
LONG = "Starke Heimat Hessen – Phase 2 (smarte Kommunen und Regionen) und " * 3


def row(program: str, year: str, bound: str | None, paid: str | None) -> dict[str, Any]:
    return {
        "program": program,
        "year": year,
        "bound_eur": None if bound is None else Decimal(bound),
        "paid_eur": None if paid is None else Decimal(paid),
    }


ROWS = [
    row("IKZ", "2025", "100.00", "80.00"),
    row("IKZ", "2026", "300.00", None),
    row("civento", "2026", "50.25", "-0.25"),
]


def edition(
    rows: list[dict[str, Any]] = ROWS,
    columns: tuple[Column, ...] = (PROGRAM, YEAR, BOUND, PAID),
    bars: Bars | None = Bars(("program", "year"), ("bound_eur", "paid_eur")),  # noqa: B008  # frozen
) -> Edition:
    return replace(make(), report=replace(REPORT, bars=bars), columns=list(columns), rows=rows)


def picture(made: Edition) -> dict[str, Any] | None:
    chart = chart_of(made, list(made))
    return drawn(chart) if chart else None


def values(made: Edition) -> dict[str, list[str]]:
    found = picture(made)
    assert found is not None
    return {row["label"]: row["texts"] for row in found["rows"]}


def test_rows_of_one_label_are_added_up_and_the_unknown_adds_nothing() -> None:
    assert values(edition()) == {
        "IKZ": ["400,00\u00a0€", "80,00\u00a0€"],
        "civento": ["50,25\u00a0€", "\u22120,25\u00a0€"],
    }
    assert values(edition([row("IKZ", "2025", "1.00", None)])) == {
        "IKZ": ["1,00\u00a0€", "unbekannt"]
    }


def test_bars_are_parts_of_the_highest_and_what_lies_below_zero_has_none() -> None:
    found = picture(edition())
    assert found is not None
    assert found["title"] == "Gebunden, Ausgezahlt je Programm"
    assert [row["parts"] for row in found["rows"]] == [[1.0, 0.2], [0.125625, 0.0]]


def test_one_program_alone_is_compared_by_years() -> None:
    assert list(values(edition(ROWS[:2]))) == ["2025", "2026"]
    assert list(values(edition(ROWS[:1]))) == ["IKZ"]


@pytest.mark.parametrize(
    "made",
    [
        edition(bars=None),
        edition(columns=(PROGRAM, YEAR, BOUND)),
        edition(columns=(BOUND, PAID)),
        edition([]),
        edition([row("IKZ", "2025", "0.00", None), row("civento", "2025", "0.00", "0.00")]),
        edition([row(f"P{n}", f"J{n}", "1.00", "1.00") for n in range(MOST_LABELS + 1)]),
    ],
)
def test_no_picture_without_its_columns_or_of_nothing_or_too_much(made: Edition) -> None:
    assert picture(made) is None


def test_as_many_labels_as_can_be_read_are_drawn() -> None:
    many = [row(f"P{n}", "2026", "1.00", "1.00") for n in range(MOST_LABELS)]
    assert len(values(edition(many))) == MOST_LABELS


def test_shares_are_parts_of_all_and_are_never_added_up() -> None:
    rows = [{"program": name, "part": 1, "whole": whole} for name, whole in (("A", 2), ("B", 4))]
    made = edition(rows, (PROGRAM, *PARTS, SHARE), Bars(["program"], ["rate"]))
    found = picture(made)
    assert found is not None
    assert [row["parts"] for row in found["rows"]] == [[0.5], [0.25]]
    assert picture(replace(made, rows=[*rows, rows[0]])) is None


def test_figure_on_paper_is_marked_and_says_its_values() -> None:
    made = edition([row(LONG, "2026", "7.00", "3.00"), *ROWS])
    data = b"".join(FORMATS["pdf"].chunks(made))
    assert data == b"".join(FORMATS["pdf"].chunks(made))
    reader = pypdf.PdfReader(io.BytesIO(data))
    (alt,) = alternatives(reader.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    assert "IKZ: Gebunden 400,00\u00a0€; Ausgezahlt 80,00\u00a0€" in alt
    shown = squeezed(reader.pages[0].extract_text())
    assert squeezed(LONG) in shown.partition("Tabelle")[0]
    assert "400,00€" in shown.partition("Tabelle")[0]


def squeezed(text: str) -> str:
    """The letters of a text, however it is broken into lines."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def alternatives(node: Any) -> list[str]:
    """What stands for each figure below a node of the structure."""
    node = node.get_object()
    if isinstance(node, list):
        return [alt for kid in node for alt in alternatives(kid)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
    return own + (alternatives(node["/K"]) if "/K" in node else [])
