"""Bodies, their figures and their visits, as their tables hold them: each once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from municipalities.choices import PopulationBasis
from municipalities.models import DeskVisit, PopulationFigure
from municipalities.models.boundary import Boundary, BoundarySet
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import ALSFELD, GREBENAU
from tests.held import broken

pytestmark = pytest.mark.django_db


def test_figure_of_a_body_stands_once_for_a_day_and_basis_though_its_territory_is_today_s() -> None:
    row: dict[str, Any] = {
        **{"municipality_id": ALSFELD, "as_of": date(2001, 12, 31), "population": 1},
        **{"basis": PopulationBasis.CENSUS_2011, "territory_from": None},
    }
    PopulationFigure.objects.create(**row, source="Test")
    assert broken(PopulationFigure(**row)) == ["population_once"]
    for other in (
        {"municipality_id": GREBENAU},
        {"as_of": date(2002, 12, 31)},
        {"territory_from": date(2001, 1, 1)},
    ):
        assert broken(PopulationFigure(**{**row, **other})) == []


def test_person_has_visited_the_desk_of_a_body_once_at_last() -> None:
    person, other = UserFactory.create(), UserFactory.create()
    DeskVisit.objects.create(user=person, municipality_id=ALSFELD, at=NOW)
    assert broken(DeskVisit(user=person, municipality_id=ALSFELD)) == ["desk_visit_once"]
    assert broken(DeskVisit(user=other, municipality_id=ALSFELD)) == []
    assert broken(DeskVisit(user=person, municipality_id=GREBENAU)) == []


def test_boundary_of_a_body_stands_once_in_a_set() -> None:
    drawn = BoundarySet.objects.first()
    assert drawn is not None
    Boundary.objects.filter(boundary_set=drawn, municipality_id=ALSFELD).delete()
    row = {"boundary_set": drawn, "municipality_id": ALSFELD}
    assert broken(Boundary(**row)) == []
    Boundary.objects.create(**row, rings="[]")
    assert broken(Boundary(**row)) == ["boundary_once"]
