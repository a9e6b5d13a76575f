"""The pictures of the factories: each week in its year, pauses counted, the best week named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from portal.progress.factories import _in_total, _label, _per_week, _reached, _row
from services.queries.factories import Week
from services.rules.factories import FACTORIES_FROM, target_releases

LAST = date(2022, 12, 31)


def week(number: int, released: int, *, year: int = 2022, in_work: int = 0) -> Week:
    return Week(
        year=year,
        number=number,
        monday=date.fromisocalendar(year, number, 1),
        released=released,
        mean=Decimal(released),
        target=3,
        cumulative=10 * number + released,
        cumulative_target=3 * number,
        in_work=in_work,
        blocked=2,
        reasons=[],
    )


def test_week_is_named_with_two_digits_and_the_year_of_its_thursday() -> None:
    assert _label(week(1, 0)) == "KW 01/2022"
    assert _label(week(53, 0, year=2020)) == "KW 53/2020"
    assert _row(week(7, 2)) | {"reasons": []} == vars(week(7, 2)) | {"week": "KW 07/2022"}


def test_bars_of_the_weeks_stand_beside_mean_and_target() -> None:
    chart = _per_week([week(1, 2), week(2, 0), week(3, 5)], LAST)
    assert list(chart.labels) == ["KW 01/2022", "KW 02/2022", "KW 03/2022"]
    assert [list(series.data) for series in chart.series] == [[2, 0, 5], [2, 0, 5], [3, 3, 3]]
    assert [series.is_past for series in chart.series] == [False, False, True]


def test_words_tell_the_mean_the_pauses_and_the_best_week() -> None:
    summary = _per_week([week(1, 2), week(2, 0), week(3, 5), week(4, 5)], LAST).summary
    for text in ("4 Wochen", "31.12.2022", "3,00", "1 Wochen", "KW 03/2022"):
        assert text in summary
    assert "KW 04/2022" not in summary  # of two equal ones the first


def test_course_in_total_ends_with_what_was_reached() -> None:
    weeks = [week(1, 2, in_work=4), week(2, 1, in_work=7)]
    chart = _in_total(weeks, 21, 42, LAST)
    assert [list(series.data) for series in chart.series] == [[12, 21], [3, 6], [4, 7], [2, 2]]
    for text in ("31.12.2022", "21", "42", "7"):
        assert text in chart.summary


def test_target_runs_from_the_first_day_of_the_factories() -> None:
    last = FACTORIES_FROM + timedelta(days=13)
    assert _reached([week(1, 2), week(2, 1)], last) == (21, target_releases(FACTORIES_FROM, last))
    assert target_releases(FACTORIES_FROM, last) == 6
