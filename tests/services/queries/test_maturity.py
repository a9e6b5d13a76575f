"""Pairs by level: each breakdown in its order, none of a service outside the catalogue."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.as_of import AsOf
from services.models import Catalogue, MaturityModel, OzgService
from services.queries.maturity import Levels, levels
from tests.services.world import CITY, TODAY, TOWN, live, record

pytestmark = pytest.mark.usefixtures("world")
MAY = date(2026, 5, 1)
AT = AsOf(TODAY)


def model(version: str = "1.1") -> MaturityModel:
    return MaturityModel.objects.get(pk=version)


def test_a_level_counts_from_its_day_on() -> None:
    record(live(TOWN, "90001", MAY, 4))
    found = [
        levels("theme_field", model=model(), at=AsOf(day))[0].levels
        for day in (date(2026, 4, 30), MAY)
    ]
    assert found == [[0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]


def test_breakdowns_stand_in_the_order_of_the_progress() -> None:
    keys = {
        by: [row.key for row in levels(by, model=model(), at=AT)]
        for by in ("theme_field", "situation", "service")
    }
    assert keys == {
        "theme_field": ["familie", "reisen"],
        "situation": ["familie-lage", "reisen-lage"],
        "service": ["90003", "90002", "90001"],
    }


def test_levels_of_another_model_and_services_outside_the_catalogue_are_apart() -> None:
    record(live(TOWN, "90001", MAY, 2), live(CITY, "90001", MAY, 6, model="2.0"))
    Catalogue.objects.get().ozgservice_set.remove(OzgService.objects.get(pk="90002"))
    with CaptureQueriesContext(connection) as queries:
        found = levels("theme_field", model=model("2.0"), at=AT)
    assert found[0] == Levels("familie", "Familie", 5, 3, 0, 1, [0, 0, 0, 0, 0, 0, 1, 0])
    assert len(queries) == 2  # with the one that asked for the model
