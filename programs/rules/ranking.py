"""The order of a call: weighted points of the jury, equal points on equal ranks. No Django."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

HALF = Fraction(1, 2)
Cells = dict[tuple[str, int], int]  # points by juror and criterion


@dataclass(frozen=True)
class Score:
    """What one juror gave one application for one criterion, 0 to 100."""

    application: int
    criterion: int
    juror: str
    points: int


@dataclass(frozen=True)
class Place:
    """An application in the order of its call; without all scores it has no rank yet."""

    application: int
    points: Decimal | None
    rank: int | None
    is_tied: bool
    missing: int
    by_criterion: Mapping[int, Decimal]
    by_juror: Mapping[str, Decimal]


def ranking(
    applications: Sequence[int], weights: Mapping[int, int], scores: Iterable[Score]
) -> list[Place]:
    """The places of the `applications`, best first, those without all scores last.

    Points are the mean of the jurors for each criterion, weighted by the criterion and rounded
    half up to two places. What is printed decides: equal points are a tie, and the next rank is
    left out (1, 2, 2, 4).
    Source: docs/rules/programs.md, "Rangfolge".
    """
    given = _given(scores, weights)
    jurors = sorted({juror for cells in given.values() for juror, _criterion in cells})
    found = [_place(key, given[key], weights, jurors) for key in applications]
    whole = [place for place in found if place.points is not None]
    return _ranked(whole) + [place for place in found if place.points is None]


def _given(scores: Iterable[Score], weights: Mapping[int, int]) -> dict[int, Cells]:
    """The points of each application by juror and criterion; other criteria do not count."""
    given: dict[int, Cells] = defaultdict(dict)
    for score in scores:
        if score.criterion in weights:
            given[score.application][score.juror, score.criterion] = score.points
    return given


def _ranked(places: Sequence[Place]) -> list[Place]:
    """The same places with their ranks, best first."""
    points = [place.points or Decimal(0) for place in places]
    ranked = [
        replace(place, rank=1 + sum(other > own for other in points), is_tied=points.count(own) > 1)
        for place, own in zip(places, points, strict=True)
    ]
    return sorted(ranked, key=lambda place: place.rank or 0)


def _place(
    application: int, cells: Cells, weights: Mapping[int, int], jurors: Sequence[str]
) -> Place:
    wanted = len(jurors) * len(weights)
    by_criterion = _means(cells, weights)
    is_whole = wanted > 0 and len(cells) == wanted
    return Place(
        application=application,
        points=_rounded(_weighted(by_criterion, weights)) if is_whole else None,
        rank=None,
        is_tied=False,
        missing=wanted - len(cells),
        by_criterion={key: _rounded(value) for key, value in by_criterion.items()},
        by_juror=_by_juror(cells, weights, jurors),
    )


def _means(cells: Cells, weights: Mapping[int, int]) -> dict[int, Fraction]:
    """The mean of the jurors for each criterion that anybody scored."""
    means: dict[int, Fraction] = {}
    for criterion in weights:
        column = [points for (_juror, key), points in cells.items() if key == criterion]
        if column:
            means[criterion] = Fraction(sum(column), len(column))
    return means


def _by_juror(
    cells: Cells, weights: Mapping[int, int], jurors: Sequence[str]
) -> dict[str, Decimal]:
    """The weighted points of each juror who scored every criterion."""
    points = {}
    for juror in jurors:
        row = {key: Fraction(cells[juror, key]) for key in weights if (juror, key) in cells}
        if len(row) == len(weights):
            points[juror] = _rounded(_weighted(row, weights))
    return points


def _weighted(points: Mapping[int, Fraction], weights: Mapping[int, int]) -> Fraction:
    """The `points` by criterion as one number, as much of each as its weight in all weights."""
    total = Fraction(sum(weights.values()) or 1)
    return sum((value * weights[key] for key, value in points.items()), Fraction(0)) / total


def _rounded(value: Fraction) -> Decimal:
    """Two places, half up, without a detour over binary floats."""
    return Decimal(int(value * 100 + HALF)).scaleb(-2)
