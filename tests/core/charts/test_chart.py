"""What a chart says in words, and how high it reaches."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.charts import Series, Shape
from tests.browser.patterns.charts import COURSE, MONEY, STACK, WEEKS


def test_reading_names_label_and_every_series_in_its_unit() -> None:
    assert COURSE.reading(3) == (
        "04/2024: OZG-Katalog 2024 7,5\u00a0%; OZG-Katalog 2019 –; Vorjahr 3,8\u00a0%"
    )
    assert MONEY.reading(1) == (
        "Modellkommunen: ausgezahlt 1.200.000,00\u00a0€; bewilligt, nicht ausgezahlt 0,00\u00a0€; "
        "frei unbekannt"
    )


def test_rows_hold_the_page_behind_each_label() -> None:
    assert [(label, url) for label, url, _values in MONEY.rows] == [
        (MONEY.labels[0], "/foerderprogramme/ikz/"),
        ("Modellkommunen", "/foerderprogramme/modellkommunen/"),
    ]
    assert [url for _label, url, _values in WEEKS.rows] == ["", "", ""]


def test_highest_adds_what_is_stacked_and_nothing_else() -> None:
    assert WEEKS.highest == 6
    assert STACK.highest == 12
    with_line = [*STACK.series, Series("Ziel", [13, 1, 1])]
    assert replace(STACK, series=with_line).highest == 13
    assert replace(STACK, series=[Series("nichts", [None, None, None], Shape.STACK)]).highest == 0
    assert replace(WEEKS, labels=[]).highest == Decimal(0)
