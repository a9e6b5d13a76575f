"""Roll-out reports: which states can be meant together, as their tables hold it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.models import RolloutConfirmation, RolloutEvent
from tests.factories.accounts import UserFactory
from tests.held import DAY, broken, told
from tests.services.world import SECOND_TOWN, TOWN

pytestmark = pytest.mark.django_db

STEPS = ("registered", "configured", "listed", "live", "integrated")
LIVE = {"configured": True, "listed": True, "live": True}


def event(**fields: Any) -> RolloutEvent:
    return RolloutEvent(**{"valid_from": DAY, "applicable": True, **fields})


def test_service_is_online_only_when_it_is_set_up_listed_and_applicable() -> None:
    assert broken(event()) == broken(event(**LIVE)) == []
    for missing in ("configured", "listed"):
        row = event(**{**LIVE, missing: False})
        assert broken(row) == ["live_needs_setup_and_listing"]
    assert "live_needs_setup_and_listing" in broken(event(**LIVE, applicable=False))


def test_service_that_does_not_apply_has_reached_no_step() -> None:
    assert broken(event(applicable=False)) == []
    for step in STEPS:
        assert "not_applicable_is_empty" in broken(event(applicable=False, **{step: True}))
    assert broken(event(applicable=False, paused=True)) == []


def test_service_that_pauses_is_not_online() -> None:
    assert broken(event(configured=True, listed=True, paused=True)) == []
    assert broken(event(**LIVE, paused=True)) == ["paused_is_not_live"]


def test_level_of_maturity_is_that_of_a_model_and_nought_is_one() -> None:
    for level in (0, 4):
        assert broken(event(maturity_level=level, maturity_model_id="1.1")) == []
    for half in ({"maturity_level": 0}, {"maturity_model_id": "1.1"}):
        assert broken(event(**half)) == ["maturity_names_its_model"]


def test_state_holds_for_a_day_or_none_and_does_not_end_before_it_begins() -> None:
    assert broken(event(valid_to=DAY)) == []
    assert broken(event(valid_to=DAY - timedelta(days=1))) == ["rollout_valid_span"]


@pytest.mark.usefixtures("world")
def test_body_confirms_its_report_once_a_day() -> None:
    day = date(2026, 11, 20)
    values = {"municipality_id": TOWN, "confirmed_on": day, "confirmed_by": UserFactory.create()}
    RolloutConfirmation.objects.create(**values)
    again = RolloutConfirmation(**values)
    assert broken(again) == ["confirmed_once_a_day"]
    assert told(again) == ["Dieser Meldestand ist heute schon bestätigt."]
    for other in ({"municipality_id": SECOND_TOWN}, {"confirmed_on": day - timedelta(days=1)}):
        assert broken(RolloutConfirmation(**{**values, **other})) == []
