"""Funded pairs as the database finds them: successors, steps forward, endings, standstill."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from programs.choices import DecisionKind
from programs.models import Decision, Grant
from programs.queries.effect.grants import (
    funded_pairs,
    without_progress,
)
from services.actions import RolloutChange
from tests.programs.queries.effect.funded import all_grants, make_grant
from tests.services.world import (
    HANAU,
    HANAU_BEFORE,
    TODAY,
    TOWN,
    live,
    record,
)


@pytest.fixture(autouse=True)
def no_grants(world: None) -> None:
    Grant.objects.all().delete()


def test_successor_goes_on_for_the_funded_body() -> None:
    make_grant(HANAU_BEFORE)
    record(live(HANAU, "90001", date(2026, 2, 1)))
    (pair,) = funded_pairs(all_grants(), day=TODAY)
    assert (pair.ags, pair.live_since, pair.went_live) == (HANAU_BEFORE, date(2026, 2, 1), True)


def standing_still(day: date = TODAY) -> list[str]:
    return [pair.ags for pair in without_progress(all_grants(), day=day)]


SET_UP = RolloutChange(TOWN, "90001", date(2025, 6, 1), registered=True, configured=True)


@pytest.mark.parametrize(
    "later",
    [
        {"configured": False},
        {"configured": False, "registered": False},
        {"maturity_model": "1.1", "maturity_level": 1},
    ],
    ids=["a step back", "nothing left", "a rating"],
)
def test_clock_runs_on_without_a_step_forward(later: dict[str, Any]) -> None:
    make_grant(TOWN)
    record(SET_UP)
    record(RolloutChange(TOWN, "90001", date(2026, 5, 1), **later))
    assert standing_still(date(2026, 5, 31)) == []
    assert standing_still(date(2026, 6, 1)) == [TOWN]


@pytest.mark.parametrize("step", ["listed", "integrated"])
def test_step_forward_starts_the_clock_anew(step: str) -> None:
    make_grant(TOWN)
    record(SET_UP)
    record(RolloutChange(TOWN, "90001", date(2026, 5, 1), **{step: True}))  # type: ignore[arg-type]  # flags
    assert standing_still() == []
    (pair,) = funded_pairs(all_grants(), day=TODAY)
    assert pair.last_step == date(2026, 5, 1)


def test_pair_once_live_and_off_again_comes_back() -> None:
    make_grant(TOWN)
    record(live(TOWN, "90001", date(2025, 6, 1)))
    record(RolloutChange(TOWN, "90001", date(2026, 7, 1), live=False))
    assert standing_still(date(2026, 6, 30)) == []
    assert standing_still(date(2026, 7, 1)) == [TOWN]
    (pair,) = funded_pairs(all_grants(), day=TODAY)
    assert (pair.live_since, pair.is_live, pair.went_live) == (date(2025, 6, 1), False, True)


def test_taking_over_from_the_old_key_is_no_step() -> None:
    make_grant(HANAU_BEFORE)
    record(RolloutChange(HANAU_BEFORE, "90001", date(2025, 3, 1), registered=True))
    record(RolloutChange(HANAU, "90001", date(2026, 1, 1), registered=True))
    assert standing_still(date(2026, 3, 1)) == [HANAU_BEFORE]
    record(live(HANAU, "90001", date(2026, 4, 1)))
    assert standing_still() == []


@pytest.mark.parametrize(
    "kind", [DecisionKind.REVOCATION, DecisionKind.ANNULMENT, DecisionKind.LAPSE]
)
def test_ended_case_owes_no_progress_from_its_notification_on(kind: DecisionKind) -> None:
    grant = make_grant(TOWN)
    ending = Decision.objects.create(
        grant=grant,
        kind=kind,
        number="1",
        decided_on=date(2026, 3, 1),
        prepared_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        approved_at=datetime(2026, 3, 1, 10, tzinfo=UTC),
    )
    assert standing_still() == [TOWN]  # nobody was told yet
    ending.notified_on, ending.delivered_on = date(2026, 3, 2), date(2026, 3, 6)
    ending.save()
    assert standing_still(date(2026, 3, 5)) == [TOWN]
    assert standing_still(date(2026, 3, 6)) == []


def test_withdrawn_case_owes_no_progress() -> None:
    make_grant(TOWN, withdrawn_on=date(2026, 3, 6))
    assert standing_still(date(2026, 3, 5)) == [TOWN]
    assert standing_still(date(2026, 3, 6)) == []
