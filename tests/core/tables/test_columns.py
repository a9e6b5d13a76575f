"""Columns of numbers: German figures, and below them the sum of all rows and not of the page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_tables2 as tables
import pytest

from core.tables.columns import CountColumn, EuroColumn, MeanColumn, NumberColumn, ShareColumn


class Figures(tables.Table):
    name = tables.Column(footer="Summe")
    number = CountColumn(summed=True)
    paid = EuroColumn(summed=True)
    mean = MeanColumn()
    share = ShareColumn()


ROWS: list[dict[str, Any]] = [
    {"name": "a", "number": 1000, "paid": Decimal("0.10"), "mean": Decimal("1.005"), "share": 1},
    {"name": "b", "number": None, "paid": None, "mean": None, "share": None},
    {
        "name": "c",
        "number": 500,
        "paid": Decimal("0.20"),
        "mean": Decimal(0),
        "share": Decimal("0.999"),
    },
]


def cells(rows: list[dict[str, Any]]) -> list[list[str]]:
    table = Figures(rows)
    return [[str(cell).replace("\u00a0", " ") for cell in row.cells] for row in table.rows]


def below(rows: list[dict[str, Any]], *, per_page: int | None = None) -> list[str]:
    table = Figures(rows)
    if per_page:
        table.paginate(per_page=per_page)
    return [str(column.footer).replace("\u00a0", " ") for column in table.columns]


def test_figures_are_written_in_german_and_the_unknown_is_no_zero() -> None:
    assert cells(ROWS[:2]) == [
        ["a", "1.000", "0,10 €", "1,01", "100,0 %"],
        ["b", "–", "unbekannt", "–", "–"],
    ]
    assert cells(ROWS[2:]) == [["c", "500", "0,20 €", "0,00", "99,9 %"]]


def test_sum_is_of_all_known_values_whichever_page_is_shown() -> None:
    sums = ["Summe", "1.500", "0,30 €", "—", "—"]
    assert below(ROWS)[:3] == sums[:3]
    assert below(ROWS, per_page=1)[:3] == sums[:3]
    assert below([])[1:3] == ["0", "0,00 €"]
    assert below(ROWS[1:2])[1:3] == ["0", "0,00 €"]


def test_column_that_is_not_summed_has_nothing_below() -> None:
    table = Figures(ROWS)
    assert [column.has_footer() for column in table.columns] == [True, True, True, False, False]


def test_numbers_are_set_to_the_right_and_sorted_only_where_it_is_said() -> None:
    table = Figures(ROWS)
    for name in ("number", "paid", "mean", "share"):
        bound = table.columns[name]
        assert not bound.orderable
        assert {part: bound.column.attrs[part]["class"] for part in ("td", "th", "tf")} == {
            "td": "num",
            "th": "num",
            "tf": "num",
        }
    assert NumberColumn(orderable=True).orderable
    assert NumberColumn(attrs={"td": {"class": "own"}}).attrs == {"td": {"class": "own"}}


@pytest.mark.parametrize("kind", [EuroColumn, CountColumn, MeanColumn, ShareColumn])
def test_two_tables_do_not_mix_up_their_columns(kind: type[NumberColumn]) -> None:
    class Probe(tables.Table):
        number = kind(summed=True)

    one, other = Probe([{"number": Decimal(1)}]), Probe([{"number": Decimal(2)}])
    assert one.columns["number"].footer != other.columns["number"].footer


class Shares(tables.Table):
    part = CountColumn()
    whole = CountColumn()
    share = ShareColumn(of=("part", "whole"))


def test_share_below_is_that_of_the_sums_and_no_mean_of_the_shares() -> None:
    rows = [{"part": 1, "whole": 2, "share": 0.5}, {"part": None, "whole": 8, "share": None}]
    for shown in (Shares(rows), Shares(rows, exclude=("part", "whole"))):
        assert shown.columns["share"].footer == "10,0\u00a0%"
    assert Shares([]).columns["share"].footer == "–"
