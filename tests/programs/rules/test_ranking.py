"""The order of a call: weights, means, rounding, ties, and what is not scored yet."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.ranking import Score, ranking


def scores(application: int, points: dict[tuple[str, int], int]) -> list[Score]:
    return [Score(application, key, juror, value) for (juror, key), value in points.items()]


def test_points_are_weighted_means_of_the_jurors() -> None:
    given_points = {("A", 1): 80, ("B", 1): 91, ("A", 2): 50, ("B", 2): 60}
    (place,) = ranking([7], {1: 2, 2: 1}, scores(7, given_points))
    assert (place.points, place.rank, place.is_tied, place.missing) == (
        Decimal("75.33"),  # (85.5 x 2 + 55) / 3
        1,
        False,
        0,
    )
    assert place.by_criterion == {1: Decimal("85.50"), 2: Decimal("55.00")}
    assert place.by_juror == {"A": Decimal("70.00"), "B": Decimal("80.67")}


def test_equal_points_share_a_rank_and_the_next_is_left_out() -> None:
    given_scores = [Score(key, 1, "A", points) for key, points in enumerate((90, 80, 80, 70))]
    places = ranking([0, 1, 2, 3], {1: 1}, given_scores)
    assert [(p.application, p.rank, p.is_tied) for p in places] == [
        (0, 1, False),
        (1, 2, True),
        (2, 2, True),
        (3, 4, False),
    ]


def test_half_a_hundredth_is_rounded_up() -> None:
    points = {("A", 1): 1, ("A", 2): 0}
    (place,) = ranking([1], {1: 1, 2: 199}, scores(1, points))
    assert place.points == Decimal("0.01")  # 0.005


def test_application_without_all_scores_has_no_rank() -> None:
    full, half = scores(1, {("A", 1): 50, ("B", 1): 50}), scores(2, {("A", 1): 100})
    places = ranking([1, 2, 3], {1: 1}, [*full, *half])
    assert [(p.application, p.rank, p.missing) for p in places] == [
        (1, 1, 0),
        (2, None, 1),
        (3, None, 2),
    ]


def test_call_without_scores_ranks_nobody() -> None:
    assert [p.rank for p in ranking([1, 2], {1: 1}, [])] == [None, None]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=25))
def test_ranks_follow_the_points_for_any_scores(points: list[int]) -> None:
    keys = list(range(len(points)))
    places = ranking(keys, {1: 3}, [Score(key, 1, "A", points[key]) for key in keys])
    assert sorted(place.application for place in places) == keys
    for place in places:
        better = sum(other > points[place.application] for other in points)
        assert place.rank == better + 1
        assert place.is_tied == (points.count(points[place.application]) > 1)


def test_best_stands_first_and_the_unscored_last_in_the_order_given() -> None:
    given_scores = [Score(key, 1, "A", points) for key, points in {2: 70, 3: 90, 4: 80}.items()]
    places = ranking([1, 2, 3, 4, 5], {1: 1}, given_scores)
    assert [p.application for p in places] == [3, 4, 2, 1, 5]
    assert not any(p.is_tied for p in places)


def test_criterion_of_no_weight_list_counts_nowhere() -> None:
    (place,) = ranking([1], {1: 1}, [Score(1, 1, "A", 50), Score(1, 9, "A", 100)])
    assert (place.points, place.missing, place.by_juror) == (Decimal(50), 0, {"A": Decimal(50)})


def test_juror_who_left_a_criterion_out_has_no_points_of_all() -> None:
    given_points = {("A", 1): 50, ("A", 2): 60, ("B", 1): 100}
    (place,) = ranking([1], {1: 1, 2: 1}, scores(1, given_points))
    assert (place.points, place.missing) == (None, 1)
    assert place.by_juror == {"A": Decimal(55)}
    assert place.by_criterion == {1: Decimal(75), 2: Decimal(60)}
