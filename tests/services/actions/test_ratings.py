"""Ratings on their way into the ledger: the lowest criterion decides."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from services.actions import ChangeProblem, RolloutChange, RolloutError
from services.models import RolloutEvent
from tests.services.world import (
    TOWN,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

JANUARY, MARCH, MAY = date(2026, 1, 10), date(2026, 3, 10), date(2026, 5, 10)


def refusal(*changes: RolloutChange) -> list[ChangeProblem]:
    """The problems the changes are refused for; nothing may have been written."""
    before = RolloutEvent.objects.count()
    with pytest.raises(RolloutError) as refused, transaction.atomic():
        record(*changes)
    assert RolloutEvent.objects.count() == before
    return refused.value.problems


def test_lowest_criterion_decides_the_level() -> None:
    criteria = [4, 4, 2, 4, 4, 4, 4, 4, 4, 4]
    record(RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_criteria=criteria))
    event = RolloutEvent.objects.get()
    assert (event.maturity_level, event.maturity_criteria) == (2, criteria)


@pytest.mark.parametrize(
    "change",
    [
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_criteria=[4] * 9),
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_criteria=[5] * 10),
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="9.9", maturity_level=1),
        RolloutChange(TOWN, "90001", JANUARY, maturity_model="1.1", maturity_level=5),
        RolloutChange(TOWN, "90001", JANUARY, maturity_level=3),
    ],
)
def test_wrong_rating_is_refused(change: RolloutChange) -> None:
    assert [p.field for p in refusal(change)] == ["maturity_criteria"]
