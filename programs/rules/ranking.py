"""The order of a call: weighted points of the jury, equal points on equal ranks. No Django."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

HALF = Fraction(1, 2)


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
    given: dict[int, dict[tuple[str, int], int]] = defaultdict(dict)
    for score in scores:
        if score.criterion in weights:
            given[score.application][score.juror, score.criterion] = score.points
    jurors = sorted({juror for cells in given.values() for juror, _criterion in cells})
    wanted = len(jurors) * len(weights)
    found = [_place(key, given[key], weights, jurors, wanted) for key in applications]
    ranked = [place for place in found if place.points is not None]
    points = [place.points for place in ranked]
    placed = [
        Place(
            application=place.application,
            points=place.points,
            rank=1 + sum(other > place.points for other in points if other is not None),
            is_tied=points.count(place.points) > 1,
            missing=0,
            by_criterion=place.by_criterion,
            by_juror=place.by_juror,
        )
        for place in ranked
        if place.points is not None
    ]
    placed.sort(key=lambda place: place.rank or 0)
    return placed + [place for place in found if place.points is None]


def _place(
    application: int,
    cells: Mapping[tuple[str, int], int],
    weights: Mapping[int, int],
    jurors: Sequence[str],
    wanted: int,
) -> Place:
    missing = wanted - len(cells)
    total = Fraction(sum(weights.values()) or 1)
    by_criterion: dict[int, Fraction] = {}
    for criterion in weights:
        column = [points for (_juror, key), points in cells.items() if key == criterion]
        if column:
            by_criterion[criterion] = Fraction(sum(column), len(column))
    by_juror = {
        juror: sum((cells[juror, key] * Fraction(weight) for key, weight in weights.items()))
        / total
        for juror in jurors
        if all((juror, key) in cells for key in weights)
    }
    is_whole = wanted > 0 and missing == 0
    weighted = sum((by_criterion[key] * weights[key] for key in by_criterion), Fraction(0)) / total
    return Place(
        application=application,
        points=_rounded(weighted) if is_whole else None,
        rank=None,
        is_tied=False,
        missing=missing,
        by_criterion={key: _rounded(value) for key, value in by_criterion.items()},
        by_juror={juror: _rounded(Fraction(value)) for juror, value in by_juror.items()},
    )


def _rounded(value: Fraction) -> Decimal:
    """Two places, half up, without a detour over binary floats."""
    return Decimal(int(value * 100 + HALF)).scaleb(-2)
