"""Which figure of a body's population counts on a day: from its date until the next one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from municipalities.choices import PopulationBasis
from municipalities.models import PopulationFigure
from tests.factories.municipalities import MunicipalityFactory

pytestmark = pytest.mark.django_db

OLD, NEW = PopulationBasis.CENSUS_2011, PopulationBasis.CENSUS_2022
Y2021, Y2022, Y2023 = (date(year, 12, 31) for year in (2021, 2022, 2023))


class Body:
    """A body with figures, and the periods in which they are used."""

    def __init__(self) -> None:
        self.body = MunicipalityFactory.create()

    def count(
        self,
        population: int,
        as_of: date,
        basis: PopulationBasis = OLD,
        territory_from: date | None = None,
    ) -> PopulationFigure:
        return PopulationFigure.objects.create(
            municipality=self.body,
            population=population,
            as_of=as_of,
            basis=basis,
            territory_from=territory_from,
            source="Test",
        )

    @property
    def periods(self) -> dict[int, tuple[date | None, date | None]]:
        figures = PopulationFigure.objects.filter(municipality=self.body)
        return {figure.population: (figure.used_from, figure.used_to) for figure in figures}


def test_single_figure_counts_on_every_day() -> None:
    body = Body()
    body.count(100, Y2022)
    assert body.periods == {100: (None, None)}


def test_first_figure_counts_before_its_day_and_the_last_from_its_day_on() -> None:
    body = Body()
    for year, population in ((Y2023, 300), (Y2021, 100), (Y2022, 200)):  # in any order
        body.count(population, year)
    assert body.periods == {100: (None, Y2022), 200: (Y2022, Y2023), 300: (Y2023, None)}


def test_newer_census_of_the_same_day_takes_the_place_of_the_older() -> None:
    body = Body()
    body.count(200, Y2022, NEW)
    body.count(100, Y2022)
    assert body.periods == {100: (None, Y2022), 200: (Y2022, None)}


def test_figure_for_a_new_territory_counts_from_the_day_the_territory_stands() -> None:
    body = Body()
    merged = date(2026, 1, 1)
    body.count(100, Y2022)
    body.count(200, Y2023, territory_from=merged)
    body.count(250, Y2023, NEW, territory_from=Y2022)  # it stood before the figure
    assert body.periods == {100: (None, Y2023), 250: (Y2023, merged), 200: (merged, None)}


def test_figure_that_is_moved_or_removed_closes_the_gap() -> None:
    body = Body()
    first, second, third = (
        body.count(population, day)
        for population, day in ((100, Y2021), (200, Y2022), (300, Y2023))
    )
    second.delete()
    assert body.periods == {100: (None, Y2023), 300: (Y2023, None)}
    PopulationFigure.objects.filter(pk=third.pk).update(as_of=date(2020, 12, 31))
    assert body.periods == {300: (None, Y2021), 100: (Y2021, None)}
    PopulationFigure.objects.filter(pk=first.pk).update(population=150)
    assert body.periods == {300: (None, Y2021), 150: (Y2021, None)}


def test_figures_of_another_body_move_nothing() -> None:
    body, other = Body(), Body()
    body.count(100, Y2021)
    other.count(200, Y2022)
    assert (body.periods, other.periods) == ({100: (None, None)}, {200: (None, None)})


def test_body_has_one_figure_for_a_day_a_basis_and_a_territory() -> None:
    body = Body()
    figure = body.count(12_345, Y2022)
    assert str(figure) == f"{body.body.ags}, 31.12.2022: 12.345"
    with pytest.raises(IntegrityError, match="population_once"), transaction.atomic():
        body.count(101, Y2022)
    body.count(102, Y2022, NEW)
    body.count(103, Y2022, territory_from=Y2021)
    with pytest.raises(IntegrityError, match="population_once"), transaction.atomic():
        body.count(104, Y2022, territory_from=Y2021)
