"""Processing times: medians by hand, both sides of the day and of the year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from programs.models import Decision, Grant
from programs.queries.reporting.duration import nearest_rank, stage_times
from tests.portal.cases import decide, planned
from tests.programs.desk import ikz_line, person, signed_in

RECEIVED_BEFORE = (10, 20, 60)  # days between application and decision
DECIDED = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("values", "percent", "value"),
    [
        ([7], 50, 7),
        ([7], 90, 7),
        ([1, 2], 50, 1),
        ([3, 1, 2], 50, 2),
        (range(1, 11), 90, 9),
        (range(1, 12), 90, 10),
        (range(1, 11), 100, 10),
    ],
)
def test_percentile_is_a_value_that_occurred(values: list[int], percent: int, value: int) -> None:
    assert nearest_rank(values, percent) == value


@pytest.fixture
def cases(db: None) -> list[Grant]:
    line = ikz_line("900000.00")
    return [
        decide(planned(line, received_on=DECIDED - timedelta(days=days), complete_on=None))
        for days in RECEIVED_BEFORE
    ]


@pytest.mark.django_db
def test_stage_is_measured_from_day_to_day(cases: list[Grant]) -> None:
    assert set(Decision.objects.values_list("decided_on", "notified_on")) == {(DECIDED, DECIDED)}
    times = {row.stage: row for row in stage_times(Grant.objects.all(), at=AsOf.today())}
    whole = times["Antrag bis Entscheidung"]
    assert (whole.cases, whole.median_days, whole.p90_days) == (3, 20, 60)
    told = times["Entscheidung bis Bekanntgabe"]
    assert (told.cases, told.median_days) == (3, 0)
    assert "Bekanntgabe bis erste Auszahlung" not in times


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "count"), [(2026, 3), (2025, 0)])
def test_year_is_that_in_which_the_stage_ended(cases: list[Grant], year: int, count: int) -> None:
    found = stage_times(Grant.objects.all(), at=AsOf.today(), year=year)
    assert sum(row.cases for row in found if row.stage == "Antrag bis Entscheidung") == count


@pytest.mark.django_db
def test_stage_that_ends_after_the_day_is_not_in_it(cases: list[Grant]) -> None:
    before = stage_times(Grant.objects.all(), at=AsOf.on(DECIDED - timedelta(days=1)))
    assert [row for row in before if "Entscheidung" in row.stage] == []


@pytest.mark.django_db
def test_page_shows_it_to_the_ministry_alone(cases: list[Grant]) -> None:
    page = signed_in(person(Role.AUDITOR)).get("/berichte/bearbeitungszeiten/")
    assert "Antrag bis Entscheidung" in page.content.decode()
    stranger = signed_in(person(Role.ASSOCIATION))
    assert stranger.get("/berichte/bearbeitungszeiten/").status_code == 403
