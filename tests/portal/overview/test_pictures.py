"""The pictures of the overview: money by program in one order, and shares up to the day."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from core.as_of import AsOf
from core.charts import Unit
from portal.overview.pictures import money_by_program, progress_over_time, with_day
from tests.portal.overview.figures import budget, month

TODAY = AsOf(date(2026, 11, 23), is_today=True)
PAST = AsOf(date(2026, 3, 31))
EURO = "\u00a0€"


@pytest.mark.parametrize(
    ("url", "at", "whole"),
    [
        ("/a/", TODAY, "/a/"),
        ("/a/?b=1", TODAY, "/a/?b=1"),
        ("/a/", PAST, "/a/?stand=2026-03-31"),
        ("/a/?b=1", PAST, "/a/?b=1&stand=2026-03-31"),
        ("/a/", AsOf(TODAY.day), "/a/?stand=2026-11-23"),
    ],
)
def test_address_goes_on_to_the_day_of_the_page(url: str, at: AsOf, whole: str) -> None:
    assert with_day(url, at) == whole


def test_programs_stand_by_size_then_name_and_those_without_money_not_at_all() -> None:
    rows = [
        budget("beta", available_eur=100),
        budget("nothing", committed_eur=7),
        budget("large", available_eur=200),
        budget("alpha", available_eur=100),
    ]
    chart = money_by_program(rows, PAST)
    assert chart.labels == ["Large", "Alpha", "Beta"]
    assert chart.urls[0] == "/foerderprogramme/large/?stand=2026-03-31"
    assert chart.notes[0] == f"verfügbar 200,00{EURO}"
    assert (chart.unit, chart.is_lying) == (Unit.EUR, True)


def test_bar_is_what_is_paid_what_is_open_and_what_is_free() -> None:
    row = budget("ikz", available_eur=100, committed_eur=70, paid_eur=25)
    chart = money_by_program([row], TODAY)
    assert [series.data for series in chart.series] == [[25], [45], [30]]
    told = re.findall(rf"(\d+),00{EURO}", chart.summary)
    assert told == ["100", "70", "25", "30"]


def test_more_committed_than_there_is_or_paid_than_committed_leaves_no_bar() -> None:
    over = budget("over", available_eur=100, committed_eur=120)
    paid = budget("paid", available_eur=100, committed_eur=20, paid_eur=30)
    _paid, opened, free = (series.data for series in money_by_program([over, paid], TODAY).series)
    assert (list(opened), list(free)) == ([120, 0], [0, 80])


def test_picture_of_no_program_is_empty() -> None:
    chart = money_by_program([], TODAY)
    assert not chart.labels
    assert chart.highest == 0
    assert f"0,00{EURO}" in chart.summary


def test_course_needs_two_month_ends_up_to_the_day() -> None:
    ends = [date(2019, 10, 31), date(2019, 11, 30), date(2019, 12, 31)]
    points = [month(end, competent=4, live=number) for number, end in enumerate(ends)]
    assert progress_over_time(points, AsOf(date(2019, 11, 29))) is None
    assert progress_over_time([], TODAY) is None
    chart = progress_over_time(points, AsOf(date(2019, 11, 30)))
    assert chart is not None
    assert chart.labels == ["10/2019", "11/2019"]


def test_course_tells_its_first_and_last_share_and_keeps_the_unknown_unknown() -> None:
    first = month(date(2019, 10, 31))
    last = month(
        date(2019, 11, 30),
        competent=4,
        live=1,
        services=3,
        federal_any=2,
        inhabitants_competent=10,
        inhabitants_live=5,
    )
    chart = progress_over_time([first, last], TODAY)
    assert chart is not None
    assert [list(series.data) for series in chart.series] == [
        [None, Decimal(2) / 3],
        [None, Decimal("0.25")],
        [None, Decimal("0.5")],
    ]
    for text in ("31.10.2019", "30.11.2019", "25,0\u00a0%"):
        assert text in chart.summary
