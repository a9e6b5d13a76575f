"""The progress ledger: the state its flags add up to, and the states it refuses to keep."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from services.choices import EventSource, RolloutState
from services.models import MaturityModel, RolloutConfirmation, RolloutEvent
from tests.factories.accounts import UserFactory
from tests.services.world import SECOND_TOWN, TODAY, TOWN

ONLINE = {"configured": True, "listed": True, "live": True}


@pytest.mark.parametrize(
    ("flags", "state"),
    [
        ({}, RolloutState.NOT_STARTED),
        ({"registered": True}, RolloutState.REGISTERED),
        ({"registered": True, "configured": True}, RolloutState.CONFIGURED),
        ({"configured": True}, RolloutState.CONFIGURED),
        ({"listed": True}, RolloutState.LISTED),
        ({"configured": True, "listed": True}, RolloutState.LISTED),
        (ONLINE, RolloutState.LIVE),
        (ONLINE | {"integrated": True}, RolloutState.LIVE),
        ({"integrated": True}, RolloutState.NOT_STARTED),  # it says nothing of the way online
        ({"configured": True, "listed": True, "paused": True}, RolloutState.PAUSED),
        ({"paused": True}, RolloutState.PAUSED),
        ({"applicable": False}, RolloutState.NOT_APPLICABLE),
        ({"applicable": False, "paused": True}, RolloutState.NOT_APPLICABLE),
    ],
)
def test_state_is_the_furthest_that_the_flags_add_up_to(
    flags: dict[str, bool], state: RolloutState
) -> None:
    assert RolloutEvent(**flags).state is state


def event(**values: Any) -> RolloutEvent:
    usual = {"municipality_id": TOWN, "service_id": "90001", "valid_from": TODAY}
    return RolloutEvent(**usual | {"source": EventSource.DEMO} | values)


def kept(**values: Any) -> RolloutEvent:
    """An event as the database takes it, or IntegrityError."""
    made = event(**values)
    with transaction.atomic():
        made.save()
    return made


def followed(first: date, last: date) -> None:
    """Registered from the first day on, and no more from the last day on."""
    RolloutEvent.objects.bulk_create(
        [event(valid_from=first, valid_to=last, registered=True), event(valid_from=last)]
    )


def is_refused(rule: str, **values: Any) -> bool:
    with pytest.raises(IntegrityError, match=rule):
        kept(**values)
    return True


@pytest.mark.usefixtures("world")
def test_online_needs_set_up_listing_and_competence() -> None:
    rule = "live_needs_setup_and_listing"
    for missing in ("configured", "listed"):
        assert is_refused(rule, **ONLINE | {missing: False})
    assert is_refused("live_needs_setup_and_listing|not_applicable", **ONLINE, applicable=False)
    assert kept(**ONLINE).state is RolloutState.LIVE


@pytest.mark.usefixtures("world")
def test_who_is_not_competent_has_reached_nothing() -> None:
    for flag in ("registered", "configured", "listed", "integrated"):
        assert is_refused("not_applicable_is_empty", applicable=False, **{flag: True})
    assert kept(applicable=False).state is RolloutState.NOT_APPLICABLE


@pytest.mark.usefixtures("world")
def test_what_is_paused_is_not_online() -> None:
    assert is_refused("paused_is_not_live", **ONLINE, paused=True)
    assert kept(**ONLINE | {"live": False}, paused=True).state is RolloutState.PAUSED


@pytest.mark.usefixtures("world")
def test_level_names_its_model_and_a_model_has_a_level() -> None:
    model = MaturityModel.objects.get(version="2.0")
    assert is_refused("maturity_names_its_model", maturity_level=3)
    assert is_refused("maturity_names_its_model", maturity_model=model)
    assert kept(maturity_level=3, maturity_model=model).maturity_level == 3


@pytest.mark.usefixtures("world")
def test_one_state_of_a_body_and_a_service_is_current() -> None:
    followed(TODAY - timedelta(days=9), TODAY)
    assert is_refused("rollout_one_current", valid_from=TODAY + timedelta(days=1))
    kept(municipality_id=SECOND_TOWN)
    kept(service_id="90002")
    found = RolloutEvent.objects.current().filter(municipality=TOWN)
    assert sorted(event.service_id for event in found) == ["90001", "90002"]


@pytest.mark.usefixtures("world")
def test_state_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    first, last = date(2026, 3, 2), date(2026, 5, 4)
    assert is_refused("rollout_valid_span", valid_from=last, valid_to=first)
    assert is_refused("gap or overlap", valid_from=first, valid_to=last)  # and then?
    followed(first, last)
    days = (first - timedelta(days=1), first, last - timedelta(days=1), last)
    held = [RolloutEvent.objects.at(day).filter(registered=True).count() for day in days]
    assert held == [0, 1, 1, 0]


@pytest.mark.usefixtures("world")
def test_report_is_confirmed_once_a_day() -> None:
    person = UserFactory.create()

    def confirmed(day: date) -> str:
        with transaction.atomic():
            return str(
                RolloutConfirmation.objects.create(
                    municipality_id=TOWN, confirmed_on=day, confirmed_by=person
                )
            )

    assert confirmed(TODAY) == f"{TOWN} 22.11.2026"
    with pytest.raises(IntegrityError, match="confirmed_once_a_day"):
        confirmed(TODAY)
    assert confirmed(TODAY + timedelta(days=1)) == f"{TOWN} 23.11.2026"
