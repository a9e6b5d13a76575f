"""The roll-up engine: rebuild, refresh, past dates and the check say the same."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core import rollups
from core.models import DirtyKey, RollupState
from core.rollups import Rollup
from municipalities.models import Municipality, PopulationFigure
from programs.choices import EntryKind
from programs.models import Program
from programs.rollups import BUDGET
from services.choices import CompetenceLevel
from services.models import Competence, MaturityModel, RolloutEvent
from services.rollups import PROGRESS
from tests.core.facts import (
    ALSFELD,
    GIESSEN,
    HANAU,
    HANAU_UNTIL_2025,
    KASSEL,
    LAUTERBACH,
    NOW,
    TODAY,
    book,
    budget_line,
    live,
    make_grant,
    municipal_service,
    rebuild_all,
    refresh_all,
    report,
    rows_of,
)

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


def check(rollup: Rollup) -> list[dict[str, Any]]:
    return rollups.check(rollup, now=NOW)


def some_facts() -> None:
    first, second = municipal_service(0), municipal_service(1)
    report(LAUTERBACH, first, date(2023, 1, 1), registered=True)
    report(LAUTERBACH, first, date(2024, 3, 1), **live())
    report(GIESSEN, first, date(2024, 4, 1), applicable=False)
    report(KASSEL, second, date(2025, 1, 31), **live(2))
    line = budget_line()
    grant = make_grant(line, LAUTERBACH)
    for ags in (LAUTERBACH, ALSFELD, GIESSEN):
        book(line, EntryKind.COMMITMENT, 25_000, date(2026, 2, 1), ags=ags, grant=grant)
    book(line, EntryKind.DRAWDOWN, 10_000, date(2026, 4, 1), ags=ALSFELD, grant=grant)
    book(line, EntryKind.PAYMENT, 10_000, date(2026, 4, 9), ags=ALSFELD, grant=grant)
    book(line, EntryKind.OPERATING_COST, 70_000, date(2026, 5, 1))


def test_rebuild_agrees_with_the_independent_check() -> None:
    some_facts()
    rebuild_all()
    assert check(BUDGET) == []
    assert check(PROGRESS) == []
    state = rows_of(BUDGET)["state", "06", Program.objects.get(code="ikz").pk, 2026]
    amounts = dict(zip(BUDGET.measures, state, strict=True))
    assert amounts["available_eur"] == Decimal("1000000.00")
    assert amounts["committed_eur"] == Decimal("145000.00")
    assert amounts["paid_eur"] == Decimal("80000.00")
    assert (amounts["grants"], amounts["participations"]) == (1, 3)


def test_check_finds_a_row_that_is_wrong() -> None:
    some_facts()
    rebuild_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE services_progressrollup SET live = 0 WHERE level = 'body' AND live = 1 "
            "AND ags = %s",
            [KASSEL],
        )
        assert cursor.rowcount == 1
    differences = check(PROGRESS)
    row, *sums = [d["key"] for d in differences]
    assert row == ["body", KASSEL, municipal_service(1)]
    assert sums, "the kept sums of the body are still those of the right row"
    assert {(level, ags) for level, ags, _catalogue in sums} == {("body", KASSEL)}
    state = RollupState.objects.get(name="progress")
    assert (state.differences, state.difference_rows) == (len(differences), differences)
    assert state.checked_at == NOW


def test_check_leaves_out_what_is_about_to_be_recomputed() -> None:
    rebuild_all()
    report(KASSEL, municipal_service(), **live())
    assert check(PROGRESS) == []
    DirtyKey.objects.all().delete()
    levels = [difference["key"][0] for difference in check(PROGRESS)]
    assert levels == ["body", "district", "government_district", "state"]


def test_refresh_after_one_event_equals_a_rebuild() -> None:
    some_facts()
    rebuild_all()
    generation = RollupState.objects.get(name="progress").generation
    report(KASSEL, municipal_service(), **live())
    book(budget_line("efa-betriebskosten", 2024), EntryKind.OPERATING_COST, 5, date(2024, 5, 1))
    assert refresh_all() > 0
    refreshed = rows_of(PROGRESS), rows_of(BUDGET)
    assert RollupState.objects.get(name="progress").generation == generation
    assert refresh_all() == 0
    rebuild_all()
    assert (rows_of(PROGRESS), rows_of(BUDGET)) == refreshed
    assert refreshed[0]["body", KASSEL, municipal_service()][6] == 1


def test_any_sequence_of_facts_refreshed_in_between_equals_a_rebuild() -> None:
    rng = random.Random(7)
    rebuild_all()
    lines = [budget_line("ikz", year) for year in (2025, 2026)]
    days: dict[tuple[str, str], date] = {}
    for step in range(40):
        ags = rng.choice([LAUTERBACH, ALSFELD, GIESSEN, KASSEL, HANAU, "06535", "06435"])
        service = municipal_service(rng.randrange(3))
        day = days[ags, service] = days.get((ags, service), date(2025, 1, 1)) + timedelta(30)
        report(ags, service, day, **(live(rng.randrange(5)) if rng.random() < 0.5 else {}))
        amount = rng.choice([100, 250])
        line = rng.choice(lines)
        on = date(line.fiscal_year, 3, 1 + step % 28)
        book(line, EntryKind.COMMITMENT, amount, on, ags=ags)
        if rng.random() < 0.3:
            refresh_all()
    refresh_all()
    refreshed = rows_of(PROGRESS), rows_of(BUDGET)
    assert check(PROGRESS) == check(BUDGET) == []
    rebuild_all()
    assert (rows_of(PROGRESS), rows_of(BUDGET)) == refreshed


@pytest.mark.parametrize("day", [date(2023, 6, 1), date(2025, 12, 31), date(2026, 4, 8), TODAY])
def test_a_past_date_equals_the_recomputation_of_that_date(day: date) -> None:
    some_facts()
    report(HANAU_UNTIL_2025, municipal_service(), date(2025, 2, 1), **live())
    assert rows_of(PROGRESS, day) == PROGRESS.recompute(day)
    assert rows_of(BUDGET, day) == BUDGET.recompute(day)


def test_a_past_date_shows_what_stood_then() -> None:
    some_facts()
    key = ("body", LAUTERBACH, municipal_service())
    live_column = list(PROGRESS.measures).index("live")
    assert rows_of(PROGRESS, date(2024, 2, 29))[key][live_column] == 0
    assert rows_of(PROGRESS, date(2024, 3, 1))[key][live_column] == 1
    assert ("body", HANAU, municipal_service()) not in rows_of(PROGRESS, date(2025, 12, 31))
    assert ("body", HANAU, municipal_service()) in rows_of(PROGRESS, date(2026, 1, 1))


def test_a_new_day_begins_what_was_dated_ahead() -> None:
    rebuild_all(YESTERDAY)
    report(KASSEL, municipal_service(), TODAY, **live())
    key, live_column = ("body", KASSEL, municipal_service()), list(PROGRESS.measures).index("live")
    refresh_all(YESTERDAY)
    assert rows_of(PROGRESS)[key][live_column] == 0
    refresh_all(TODAY)
    assert rows_of(PROGRESS)[key][live_column] == 1
    assert RollupState.objects.get(name="progress").as_of == TODAY
    assert check(PROGRESS) == []


def test_a_refresh_that_comes_late_does_not_mix_two_days() -> None:
    rebuild_all(TODAY)
    report(KASSEL, municipal_service(), TODAY, **live())
    refresh_all(YESTERDAY)
    assert rows_of(PROGRESS)["body", KASSEL, municipal_service()][6] == 1
    assert check(PROGRESS) == []


def change_population() -> None:
    PopulationFigure.objects.filter(municipality=KASSEL).update(population=1)


def change_competence() -> None:
    kept = Competence.objects.filter(service=municipal_service())
    kept.update(level=CompetenceLevel.DISTRICT)


def change_threshold() -> None:
    MaturityModel.objects.filter(version="1.1").update(online_from=4)


def end_a_body() -> None:
    Municipality.objects.filter(ags=KASSEL).update(valid_to=date(2026, 1, 31))


def end_an_event() -> None:
    RolloutEvent.objects.filter(municipality=KASSEL).update(valid_to=date(2026, 1, 31))


@pytest.mark.parametrize(
    "change",
    [change_population, change_competence, change_threshold, end_a_body, end_an_event],
)
def test_every_change_the_figures_depend_on_reaches_the_roll_up(change: Any) -> None:
    report(KASSEL, municipal_service(), **live())
    rebuild_all()
    before = rows_of(PROGRESS)
    change()
    refresh_all()
    assert rows_of(PROGRESS) != before
    assert check(PROGRESS) == []


@pytest.mark.parametrize("level", [CompetenceLevel.DISTRICT, CompetenceLevel.DISTRICT_AND_SPECIAL])
@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1)])
def test_inhabitants_of_the_state_are_counted_once(day: date, level: CompetenceLevel) -> None:
    """Of the people of Hanau and of the towns with special status nobody is counted twice."""
    service = Competence.objects.filter(level=level)[0].service_id
    inhabitants = list(PROGRESS.measures).index("inhabitants_competent")
    rows = rows_of(PROGRESS, day)
    of_towns = rows["state", "06", municipal_service()][inhabitants]
    assert rows["state", "06", service][inhabitants] == of_towns
    assert rows == PROGRESS.recompute(day)
