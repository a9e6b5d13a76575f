"""Recording roll-outs: what is written, what is refused, and that nothing is half-written."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.choices import Role
from core.errors import RuleError
from core.models import DirtyKey
from services.actions import RolloutChange, RolloutError, record_rollouts
from services.choices import EventSource
from services.models import RolloutEvent
from tests.services.world import (
    CITY,
    DISTRICT,
    NOW,
    SECOND_TOWN,
    TOWN,
    live,
    make_user,
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


def test_first_report_starts_the_chain() -> None:
    assert record(RolloutChange(TOWN, "90001", JANUARY, configured=True)).written == 1
    assert spans() == [(JANUARY, None, True, False, False)]


def test_known_fields_change_and_the_rest_stays() -> None:
    record(RolloutChange(TOWN, "90001", JANUARY, configured=True))
    record(RolloutChange(TOWN, "90001", MARCH, listed=True, live=True))
    assert spans() == [(JANUARY, MARCH, True, False, False), (MARCH, None, True, True, True)]


def test_unchanged_state_writes_nothing() -> None:
    record(live(TOWN, "90001", JANUARY))
    recorded = record(live(TOWN, "90001", MARCH))
    assert (recorded.written, recorded.unchanged) == (0, 1)
    assert spans() == [(JANUARY, None, True, True, True)]


def test_first_report_of_nothing_is_a_report() -> None:
    assert record(RolloutChange(TOWN, "90001", JANUARY)).written == 1
    assert spans() == [(JANUARY, None, False, False, False)]


def test_database_refuses_live_without_listing_whatever_the_door() -> None:
    with pytest.raises(DatabaseError, match="live_needs_setup_and_listing"):
        RolloutEvent.objects.create(
            municipality_id=TOWN, service_id="90001", valid_from=JANUARY, live=True, configured=True
        )


def test_service_to_be_clarified_can_be_reported() -> None:
    assert record(live(TOWN, "90005", JANUARY)).written == 1


def test_independent_city_reports_for_both_levels() -> None:
    assert record(live(CITY, "90001", JANUARY), live(CITY, "90003", JANUARY)).written == 2
    assert record(live(DISTRICT, "90003", JANUARY)).written == 1


def test_editor_reports_for_the_own_body_only() -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    own = [RolloutChange(TOWN, "90001", JANUARY)]
    record_rollouts(own, by=editor, source=EventSource.SELF_REPORT, at=NOW)
    event = RolloutEvent.objects.get()
    assert (event.recorded_by, event.source, event.recorded_at) == (editor, "self_report", NOW)
    foreign = [RolloutChange(SECOND_TOWN, "90001", JANUARY)]
    with pytest.raises(RolloutError) as refused:
        record_rollouts(foreign, by=editor, source=EventSource.SELF_REPORT, at=NOW)
    assert [p.field for p in refused.value.problems] == ["ags"]


def test_viewer_may_not_report() -> None:
    viewer = make_user("viewer", Role.MUNICIPALITY_VIEWER, TOWN)
    with pytest.raises(RuleError) as refused:
        record_rollouts([], by=viewer, source=EventSource.SELF_REPORT, at=NOW)
    assert refused.value.code == "not_allowed"


def test_coordinator_corrects_with_a_reason_only() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    change = [RolloutChange(TOWN, "90001", JANUARY)]
    with pytest.raises(RuleError) as refused:
        record_rollouts(change, by=coordinator, source=EventSource.MINISTRY, at=NOW)
    assert refused.value.field == "reason"
    record_rollouts(
        change, by=coordinator, source=EventSource.MINISTRY, at=NOW, reason="Anruf am 9. Januar"
    )
    assert RolloutEvent.objects.get().source_note == "Anruf am 9. Januar"


def test_report_without_a_person_is_refused() -> None:
    with pytest.raises(RuleError) as refused:
        record_rollouts([], by=None, source=EventSource.SELF_REPORT, at=NOW)
    assert refused.value.code == "not_allowed"


def test_events_note_what_they_touch() -> None:
    DirtyKey.objects.all().delete()
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", date(2025, 6, 1), configured=True))
    noted = DirtyKey.objects.order_by("pk").values_list("rollup", "ags", "key", "since")
    assert list(noted) == [
        ("progress", TOWN, {"service_id": "90001"}, JANUARY),
        ("progress_months", "", {"theme_field": "familie", "until": None}, JANUARY),
        ("progress", TOWN, {"service_id": "90001"}, date(2025, 6, 1)),
        (
            "progress_months",
            "",
            {"theme_field": "familie", "until": "2026-01-10"},
            date(2025, 6, 1),
        ),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE services_rolloutevent SET configured = FALSE",
        "UPDATE services_rolloutevent SET valid_to = NULL WHERE valid_to IS NOT NULL",
        "DELETE FROM services_rolloutevent",
        "TRUNCATE services_rolloutevent",
    ],
)
def test_ledger_is_append_only(statement: str) -> None:
    record(live(TOWN, "90001", JANUARY), RolloutChange(TOWN, "90001", MARCH, live=False))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "valid_to",
    [date(2026, 2, 1), None],
    ids=["gap", "overlap"],
)
def test_database_refuses_a_broken_chain(valid_to: date | None) -> None:
    record(RolloutChange(TOWN, "90001", MARCH))
    with pytest.raises(DatabaseError, match=r"gap or overlap|rollout_one_current"):
        RolloutEvent.objects.create(
            municipality_id=TOWN,
            service_id="90001",
            valid_from=JANUARY,
            valid_to=valid_to,
            source=EventSource.IMPORT,
        )
