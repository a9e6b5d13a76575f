"""A new body and who ends the old one."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from municipalities.choices import PopulationBasis
from municipalities.models import Municipality, PopulationFigure
from tests.programs.desk import signed_in
from tests.services.actions.endings import NEW
from tests.services.world import (
    make_user,
)


@pytest.fixture
def new_body(world: None) -> Municipality:
    """As the import brings it: it exists from the day of the file."""
    body = Municipality(
        ags=NEW,
        name="Neustadt",
        official_name="Neustadt",
        kind="town",
        valid_from=date(2026, 9, 30),
    )
    body.save()
    PopulationFigure.objects.create(
        municipality=body,
        as_of=date(2025, 12, 31),
        population=40_000,
        basis=PopulationBasis.CENSUS_2022,
        source="Test",
    )
    return body


@pytest.fixture
def coordinator(world: None) -> Client:
    return signed_in(make_user("koordination", Role.COORDINATOR))
