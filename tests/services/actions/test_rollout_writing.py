"""Few changes and many are written alike, and what is told of them."""

from __future__ import annotations

from datetime import date

import pytest

from services.actions import RolloutChange
from services.models import RolloutEvent
from tests.services.world import (
    TOWN,
    VILLAGE,
    live,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

JANUARY, MARCH, MAY = date(2026, 1, 10), date(2026, 3, 10), date(2026, 5, 10)

Span = tuple[date, date | None, bool, bool, bool]


def spans(ags: str = TOWN, service: str = "90001") -> list[Span]:
    """The chain of a pair, without events that were corrected on their own day."""
    events = RolloutEvent.objects.filter(municipality_id=ags, service_id=service)
    return [
        (e.valid_from, e.valid_to, e.configured, e.listed, e.live)
        for e in events.order_by("valid_from", "pk")
        if e.valid_to != e.valid_from
    ]


def test_several_days_of_one_service_in_one_call_build_on_each_other() -> None:
    record(
        RolloutChange(TOWN, "90001", MAY, live=True),
        RolloutChange(TOWN, "90001", JANUARY, configured=True),
        RolloutChange(TOWN, "90001", MARCH, listed=True),
    )
    assert spans() == [
        (JANUARY, MARCH, True, False, False),
        (MARCH, MAY, True, True, False),
        (MAY, None, True, True, True),
    ]


def test_skip_incompetent_leaves_out_and_names_them() -> None:
    recorded = record(
        live(VILLAGE, "90003", JANUARY), live(VILLAGE, "90001", JANUARY), skip_incompetent=True
    )
    assert (recorded.written, recorded.unchanged, recorded.skipped_count) == (1, 0, 1)
    assert [(p.row, p.value) for p in recorded.skipped] == [(1, "90003")]
