"""Before, on or after the day of the decision: what a grant is thanked for, and what not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from programs.choices import Outcome
from programs.queries.effect.grants import Effect, FundedPair

DECIDED = date(2025, 3, 31)
DAY = timedelta(days=1)


def pair(
    live_since: date | None, *, is_live: bool = True, funded_on: date | None = DECIDED
) -> FundedPair:
    return FundedPair(
        grant=1,
        file_reference="IV 1",
        title="Digital",
        program="Probe",
        ags="06535011",
        body="Lauterbach",
        share_eur=None,
        service="90001",
        service_name="Hundesteuer",
        funded_on=funded_on,
        ended_on=None,
        live_since=live_since,
        is_live=is_live,
        last_step=live_since,
    )


@pytest.mark.parametrize(
    ("found", "went_live", "outcome"),
    [
        (pair(DECIDED - DAY), False, Outcome.LIVE_BEFORE),
        (pair(DECIDED), True, Outcome.WENT_LIVE),
        (pair(DECIDED + DAY), True, Outcome.WENT_LIVE),
        (pair(None, is_live=False), False, Outcome.NOT_LIVE),
        (pair(DECIDED, is_live=False), True, Outcome.OFF_AGAIN),
        (pair(DECIDED - DAY, is_live=False), False, Outcome.OFF_AGAIN),
        (pair(DECIDED, funded_on=None), False, Outcome.LIVE_BEFORE),
    ],
)
def test_service_went_live_with_the_grant_on_the_day_of_its_decision_or_later(
    found: FundedPair, went_live: bool, outcome: Outcome
) -> None:
    assert (found.went_live, found.outcome) == (went_live, outcome)


@pytest.mark.parametrize(
    ("amount", "went_live", "cost"),
    [
        ("100.00", 3, "33.33"),
        ("100.01", 2, "50.01"),  # 50.005
        ("0.00", 1, "0.00"),
        ("100.00", 0, None),
        (None, 3, None),
    ],
)
def test_cost_of_a_service_gone_live_is_rounded_half_up(
    amount: str | None, went_live: int, cost: str | None
) -> None:
    effect = Effect(
        grant=1,
        file_reference="IV 1",
        title="Digital",
        amount_eur=None if amount is None else Decimal(amount),
        bodies=1,
        services=3,
        pairs=3,
        live_before=0,
        went_live=went_live,
        first_live=None,
        last_live=None,
    )
    assert effect.cost_per_live_eur == (None if cost is None else Decimal(cost))
