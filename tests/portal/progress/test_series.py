"""The course of a counting rule: a cell's figure, each version of the catalogue, the words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.charts import Unit
from portal.progress.series import Cell, SeriesForm, _cell, _chart
from services.choices import CountingRule
from services.models import Catalogue
from services.rules.counting import COUNTED
from tests.portal.overview.figures import month

FIRST, LAST = date(2019, 10, 31), date(2026, 10, 31)
RULE = CountingRule.FEDERAL_ANY
NOW = Catalogue(code="2024", name="OZG-Katalog 2024", is_current=True)
BEFORE = Catalogue(code="2019", name="OZG-Katalog 2019")


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 4, Decimal("0.25")), (0, 4, Decimal(0)), (0, 0, None)]
)
def test_share_of_a_cell_is_unknown_where_nothing_is_counted(
    part: int, whole: int, share: Decimal | None
) -> None:
    assert Cell(part, whole).share == share


def test_each_rule_reads_counts_of_its_own() -> None:
    counts = ("services", "federal_any", "level3_any", "area_wide", "provided", "competent")
    more = ("live", "inhabitants_competent", "inhabitants_live")
    point = month(FIRST, **{name: place for place, name in enumerate((*counts, *more), 1)})
    found = {rule: _cell(CountingRule(rule), point) for rule in COUNTED}
    assert found == {
        CountingRule.FEDERAL_ANY: Cell(2, 1),
        CountingRule.LEVEL3_ANY: Cell(3, 1),
        CountingRule.AREA_WIDE: Cell(4, 1),
        CountingRule.PROVIDED: Cell(5, 1),
        CountingRule.SHARE: Cell(7, 6),
        CountingRule.INHABITANTS_SHARE: Cell(9, 8),
    }


def test_picture_has_a_line_for_each_version_and_dashes_those_not_in_use() -> None:
    points = [month(FIRST), month(LAST)]
    cells = {NOW: [Cell(0, 0), Cell(1, 4)], BEFORE: [Cell(1, 2), Cell(2, 2)]}
    chart = _chart(RULE, "Land Hessen", points, cells)
    assert chart.labels == ["10/2019", "10/2026"]
    assert [(line.name, line.is_past) for line in chart.series] == [
        ("OZG-Katalog 2024", False),
        ("OZG-Katalog 2019", True),
    ]
    assert [list(line.data) for line in chart.series] == [
        [None, Decimal("0.25")],
        [Decimal("0.5"), Decimal(1)],
    ]
    assert (chart.unit, chart.table_id) == (Unit.SHARE, "months-caption")


def test_picture_says_in_words_where_it_begins_and_ends_by_which_catalogue() -> None:
    points = [month(FIRST), month(LAST)]
    chart = _chart(RULE, "Vogelsbergkreis", points, {NOW: [Cell(0, 0), Cell(1390, 3140)]})
    summary = chart.summary.replace("\u00a0", " ")
    assert str(RULE.label) in chart.title
    assert "Vogelsbergkreis" in chart.title
    for text in (
        "Vogelsbergkreis",
        "0 von 0 (–)",
        "31.10.2019",
        "1.390 von 3.140 (44,3 %)",
        "31.10.2026",
        "OZG-Katalog 2024",
    ):
        assert text in summary


@pytest.mark.django_db
def test_rule_that_is_not_chosen_is_the_first_and_a_strange_one_is_refused() -> None:
    form = SeriesForm({})
    assert form.is_valid()
    assert form.cleaned_data["regel"] is CountingRule.FEDERAL_ANY
    assert next(iter(form.fields)) == "regel"
    chosen = SeriesForm({"regel": "area_wide"})
    assert chosen.is_valid()
    assert chosen.cleaned_data["regel"] is CountingRule.AREA_WIDE
    for strange in ("service_objects", "x"):
        assert "regel" in SeriesForm({"regel": strange}).errors
