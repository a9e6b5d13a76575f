"""The outlines under a map: drawn once, and again as soon as other shapes are written."""

from __future__ import annotations

import pytest

from core.areas import Level
from municipalities.boundaries import write_shapes
from municipalities.geometry import Ring
from municipalities.models import Boundary
from portal.map.land import land

pytestmark = pytest.mark.django_db
SQUARE: Ring = ((0, 0), (2, 0), (2, 2), (0, 2))
LARGER: Ring = ((0, 0), (4, 0), (4, 4), (0, 4))
KEY = "06531001"


def test_land_is_drawn_again_when_the_same_set_is_written_again() -> None:
    write_shapes("official", "Amt", {KEY: [SQUARE]})
    first = land(Level.BODY)
    assert dict(first.areas) == {KEY: "M0 0l2 0 0 2-2 0z"}
    assert (first.source.credit if first.source else "") == "Amt"
    assert land(Level.BODY) == first
    write_shapes("official", "Amt", {KEY: [LARGER]})
    assert dict(land(Level.BODY).areas) == {KEY: "M0 0l4 0 0 4-4 0z"}


def test_each_level_has_its_land_and_borders_lie_over_bodies_alone() -> None:
    write_shapes("official", "Amt", {KEY: [SQUARE]})
    assert sorted(land(Level.DISTRICT).areas) == ["06531"]
    assert (len(land(Level.BODY).borders), len(land(Level.DISTRICT).borders)) == (1, 0)


def test_without_shapes_there_is_no_land() -> None:
    Boundary.objects.all().delete()
    assert land(Level.BODY).areas == {}
