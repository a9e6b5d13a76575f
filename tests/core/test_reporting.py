"""A report's columns and one edition of it: values, ratios, totals, the moment of its files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.reporting import REGISTRY, Column, ColumnKind, register
from tests.core.editions import REPORT, edition

NAME = Column("name", "name des Orts")
LIVE = Column("live", "Online", ColumnKind.COUNT, summed=True)
COMPETENT = Column("competent", "Zuständig", ColumnKind.COUNT, summed=True)
RATE = Column("rate", "Quote", ColumnKind.SHARE, ratio=("live", "competent"))
PAID = Column("paid", "Ausgezahlt", ColumnKind.EUR, summed=True)
EACH = Column("each", "je Leistung", ColumnKind.EUR, ratio=("paid", "live"))


def test_heading_begins_with_a_capital_and_changes_no_other_letter() -> None:
    assert [NAME.heading, Column("x", "ÖPNV-Anteil").heading] == ["Name des Orts", "ÖPNV-Anteil"]


def test_value_is_read_by_its_key_and_a_ratio_is_computed_from_its_row() -> None:
    row = {"name": "Bad Beispiel", "live": 1, "competent": 4, "rate": Decimal("0.9")}
    assert list(edition([NAME, RATE], [row])) == [["Bad Beispiel", Decimal("0.25")]]
    with pytest.raises(KeyError):
        list(edition([LIVE], [{}]))


@pytest.mark.parametrize(
    ("row", "rate"),
    [
        ({"live": 0, "competent": 4}, Decimal(0)),
        ({"live": 4, "competent": 4}, Decimal(1)),
        ({"live": 3, "competent": 0}, None),
        ({"live": 3, "competent": None}, None),
        ({"live": None, "competent": 4}, None),
        ({"live": 3}, None),
        ({"competent": 3}, None),
    ],
)
def test_ratio_is_unknown_without_both_parts_and_by_nothing(
    row: dict[str, Any], rate: Decimal | None
) -> None:
    assert RATE.ratio_of(row) == rate


@pytest.mark.parametrize(
    ("paid", "each"), [("1.00", "0.33"), ("2.00", "0.67"), ("0.015", "0.01"), ("-1.00", "-0.33")]
)
def test_euros_per_something_are_whole_cents_and_a_share_is_not_rounded(
    paid: str, each: str
) -> None:
    assert EACH.ratio_of({"paid": Decimal(paid), "live": 3}) == Decimal(each)
    assert RATE.ratio_of({"live": 1, "competent": 3}) == Decimal(1) / 3


def test_sum_of_no_euros_is_written_as_any_other_amount() -> None:
    empty = edition([PAID, LIVE], [])
    assert list(empty) == []
    assert (str(empty.total(PAID)), str(empty.total(LIVE))) == ("0.00", "0")


def test_rows_stream_in_the_order_of_the_columns() -> None:
    rows = [{"name": "A", "live": 1, "x": 9}, {"name": "B", "live": 2, "x": 9}]
    assert list(edition([LIVE, NAME], rows)) == [[1, "A"], [2, "B"]]
    assert list(edition([NAME], rows)) == [["A"], ["B"]]  # a single one is a list as well


def test_ratio_beside_other_columns_is_computed_row_by_row() -> None:
    rows = [{"name": "A", "live": 1, "competent": 2}, {"name": "B", "live": 1, "competent": 0}]
    found = list(edition([NAME, RATE], rows))
    assert found == [["A", Decimal("0.5")], ["B", None]]


def test_totals_are_the_ratio_of_the_sums_and_never_a_mean_of_percentages() -> None:
    rows = [
        {"name": "A", "live": 1, "competent": 1, "paid": Decimal("0.10")},
        {"name": "B", "live": 0, "competent": 9, "paid": Decimal("0.20")},
    ]
    made = edition([NAME, LIVE, COMPETENT, RATE, PAID, EACH], rows)
    list(made)
    totals = [made.total(column) for column in made.columns]
    assert totals == [None, 1, 10, Decimal("0.1"), Decimal("0.30"), Decimal("0.30")]
    assert made.count == 2


def test_unknown_adds_nothing_and_the_sum_of_nothing_is_zero() -> None:
    made = edition([NAME, LIVE, PAID], [{"name": "A", "live": None, "paid": None}])
    list(made)
    assert (made.total(LIVE), made.total(PAID)) == (0, Decimal(0))
    assert isinstance(made.total(PAID), Decimal)
    assert isinstance(made.total(LIVE), int)
    empty = edition([NAME, LIVE, RATE], [])
    assert list(empty) == []
    assert (empty.count, empty.total(LIVE), empty.total(RATE)) == (0, 0, None)


def test_second_reading_counts_anew() -> None:
    made = edition([NAME, LIVE], [{"name": "A", "live": 3}])
    assert [list(made), list(made)] == [[["A", 3]], [["A", 3]]]
    assert (made.count, made.total(LIVE)) == (1, 3)


@pytest.mark.parametrize(
    ("columns", "has_totals"),
    [
        ([NAME], False),
        ([NAME, Column("kind", "Art")], False),
        ([LIVE, NAME], False),  # the first column says "Total"
        ([NAME, LIVE], True),
        ([NAME, RATE], True),
        ([], False),
    ],
)
def test_row_of_totals_stands_where_something_would_stand_in_it(
    columns: list[Column], has_totals: bool
) -> None:
    assert edition(columns, []).has_totals is has_totals


def test_files_are_fixed_at_the_first_second_of_their_day_in_universal_time() -> None:
    assert edition([NAME], []).fixed_at == 1_774_742_400  # 2026-03-29T00:00:00Z, clocks change


def test_registered_report_is_offered_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.reporting.REGISTRY", {})
    assert register(REPORT) is REPORT
    assert "probe" not in REGISTRY  # that of the house is left alone


def test_rows_as_tuples_are_read_by_the_keys_of_the_report() -> None:
    rows = [("A", 1, 4, Decimal("0.10")), ("B", 2, 4, Decimal("0.20"))]
    made = edition([NAME, RATE, PAID], rows)
    made.keys, made.left_out = ("name", "live", "competent", "paid"), [LIVE, COMPETENT]
    assert list(made) == [
        ["A", Decimal("0.25"), Decimal("0.10")],
        ["B", Decimal("0.5"), Decimal("0.20")],
    ]
    assert [made.total(column) for column in made.columns[1:]] == [
        Decimal("0.375"),
        Decimal("0.30"),
    ]
