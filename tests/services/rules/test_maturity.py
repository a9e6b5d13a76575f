"""Two maturity models side by side: each rating is read by its own scale, and none is averaged."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from accounts.choices import Role
from core.as_of import AsOf
from core.rollups import source
from municipalities.models import Municipality
from services.actions import RolloutChange, RolloutError, carry_over
from services.choices import CountingRule
from services.models import MaturityModel, RolloutEvent
from services.queries.counting import figure
from services.queries.progress import progress_of
from services.rollups import MEASURES, PROGRESS, recompute
from services.rules.maturity import Maturity, rate_maturity
from tests.services.world import (
    CITY,
    HANAU,
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")
DAY = date(2026, 3, 1)
THIRTEEN = [f"Kriterium {number}" for number in range(1, 14)]


def rating(criteria: list[int], model: str = "2.0") -> RolloutChange:
    return RolloutChange(TOWN, "90001", DAY, maturity_model=model, maturity_criteria=criteria)


@pytest.mark.parametrize(
    ("model", "level", "online", "compliant"),
    [
        ("1.1", 1, 0, 0),
        ("1.1", 2, 1, 0),
        ("1.1", 3, 1, 1),
        ("2.0", 2, 0, 0),
        ("2.0", 3, 1, 0),
        ("2.0", 4, 1, 0),
        ("2.0", 5, 1, 1),
        ("2.0", 7, 1, 1),
    ],
)
def test_each_model_counts_from_its_own_thresholds(
    model: str, level: int, online: int, compliant: int
) -> None:
    record(live(TOWN, "90001", DAY, level, model=model))
    total = progress_of(at=AsOf(TODAY))
    assert (total.live, total.federal_any, total.level3_any) == (1, online, compliant)


def test_area_wide_takes_each_body_by_its_own_model() -> None:
    record(
        *(live(ags, "90001", DAY, 2) for ags in (TOWN, SECOND_TOWN, VILLAGE)),
        live(CITY, "90001", DAY, 3, model="2.0"),
        live(HANAU, "90001", DAY, 2, model="2.0"),
    )
    assert figure(CountingRule.AREA_WIDE, at=AsOf(TODAY)).numerator == 0
    record(live(HANAU, "90001", DAY, 3, model="2.0"))
    assert figure(CountingRule.AREA_WIDE, at=AsOf(TODAY)).numerator == 1
    assert figure(CountingRule.LEVEL3_ANY, at=AsOf(TODAY)).numerator == 0


def test_both_computations_agree_on_both_models() -> None:
    record(
        live(TOWN, "90001", DAY, 2),
        live(VILLAGE, "90001", DAY, 2, model="2.0"),
        live(CITY, "90001", DAY, 6, model="2.0"),
    )
    relation, params = source(PROGRESS, at=AsOf(TODAY))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT level, ags, service_id, level_online, level_compliant FROM {relation} r",  # noqa: S608
            params,
        )
        by_sql = {row[:3]: row[3:] for row in cursor.fetchall()}
    places = [list(MEASURES).index(name) for name in ("level_online", "level_compliant")]
    assert by_sql == {
        key: tuple(values[place] for place in places) for key, values in recompute(TODAY).items()
    }
    assert by_sql["state", "06", "90001"] == (2, 1)


def test_lowest_of_thirteen_criteria_decides_and_is_named() -> None:
    criteria = [7] * 12 + [4]
    record(rating(criteria))
    event = RolloutEvent.objects.get()
    assert (event.maturity_model_id, event.maturity_level) == ("2.0", 4)
    assert event.maturity_criteria == criteria
    model = MaturityModel.objects.get(pk="2.0")
    assert rate_maturity(criteria, names=model.criteria, highest=model.highest_level) == Maturity(
        4, ("Kriterium 13",)
    )


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ([7] * 13, Maturity(7, ())),
        ([0] + [7] * 12, Maturity(0, ("Kriterium 1",))),
        ([6, 3] + [7] * 10 + [3], Maturity(3, ("Kriterium 2", "Kriterium 13"))),
    ],
)
def test_all_that_hold_a_level_down_are_named(criteria: list[int], expected: Maturity) -> None:
    assert rate_maturity(criteria, names=THIRTEEN, highest=7) == expected


@pytest.mark.parametrize(
    "change",
    [
        rating([7] * 12),
        rating([7] * 14),
        rating([3] * 10),  # those of 1.1
        rating([8] + [7] * 12),
        rating([-1] + [7] * 12),
        rating([3] * 13, model="1.1"),
        rating([7] * 10, model="1.1"),
        live(TOWN, "90001", DAY, 8, model="2.0"),
        live(TOWN, "90001", DAY, 7, model="1.1"),
    ],
)
def test_rating_outside_its_own_scale_is_refused(change: RolloutChange) -> None:
    with pytest.raises(RolloutError) as refused:
        record(change)
    assert [problem.field for problem in refused.value.problems] == ["maturity_criteria"]
    assert not RolloutEvent.objects.exists()


def test_rating_by_the_new_model_ends_the_old_one_and_leaves_its_history() -> None:
    record(live(TOWN, "90001", date(2025, 3, 1), 3))
    record(live(TOWN, "90001", DAY, 3, model="2.0"))
    before = figure(CountingRule.LEVEL3_ANY, at=AsOf(date(2026, 2, 28)))
    after = figure(CountingRule.LEVEL3_ANY, at=AsOf(DAY))
    assert (before.numerator, after.numerator) == (1, 0)


def test_merger_joins_no_levels_of_two_models() -> None:
    merged = Municipality(
        ags="06431009",
        name="Neustadt",
        official_name="Neustadt",
        kind="town",
        valid_from=date(2026, 7, 1),
    )
    merged.save()
    Municipality.objects.filter(ags__in=[TOWN, VILLAGE]).update(
        valid_to=date(2026, 6, 30), successor=merged
    )
    record(live(TOWN, "90001", DAY, 3), live(VILLAGE, "90001", DAY, 3, model="2.0"))
    record(live(TOWN, "90002", DAY, 3, model="2.0"), live(VILLAGE, "90002", DAY, 3, model="2.0"))
    carry_over(merged, by=make_user("coordinator", Role.COORDINATOR), at=NOW)
    ratings = RolloutEvent.objects.filter(municipality=merged).order_by("service_id")
    assert list(ratings.values_list("live", "maturity_model_id", "maturity_level")) == [
        (True, None, None),
        (True, "2.0", 3),
    ]


def test_no_measure_takes_the_mean_of_levels() -> None:
    """Levels enter a figure only through the thresholds of their own model."""
    for expression in MEASURES.values():
        assert "maturity_level" not in expression
        assert "avg" not in expression.lower()
