"""“Nothing changed”, the date of the last report, and what a successor takes over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from municipalities.models import Municipality
from services.actions import RolloutChange, carry_over, confirm_unchanged, record_rollouts
from services.choices import EventSource
from services.models import RolloutConfirmation, RolloutEvent
from services.queries.reported import last_reports
from tests.services.world import (
    HANAU,
    HANAU_BEFORE,
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")
LAST_YEAR = date(2025, 3, 1)


def test_confirmation_is_a_report_and_writes_no_event() -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    body = Municipality.objects.get(ags=TOWN)
    record_rollouts(
        [RolloutChange(TOWN, "90001")],
        by=editor,
        source=EventSource.SELF_REPORT,
        at=NOW - timedelta(days=30),
    )
    assert last_reports(at=AsOf.today()) == {TOWN: TODAY - timedelta(days=30)}
    confirm_unchanged(body, by=editor, at=NOW)
    confirm_unchanged(body, by=editor, at=NOW)
    assert RolloutEvent.objects.count() == 1
    assert RolloutConfirmation.objects.count() == 1
    assert last_reports([TOWN, SECOND_TOWN], at=AsOf.today()) == {TOWN: TODAY}
    assert last_reports(at=AsOf(TODAY - timedelta(days=1))) == {TOWN: TODAY - timedelta(days=30)}


def test_import_is_no_report_of_the_body() -> None:
    record(live(TOWN, "90001", LAST_YEAR))
    assert last_reports(at=AsOf.today()) == {}


def test_confirmation_needs_an_own_body() -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    record(live(SECOND_TOWN, "90001", LAST_YEAR))
    with pytest.raises(RuleError) as refused:
        confirm_unchanged(Municipality.objects.get(ags=SECOND_TOWN), by=editor, at=NOW)
    assert refused.value.code == "not_allowed"


def test_what_was_never_reported_cannot_be_unchanged() -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    with pytest.raises(RuleError) as refused:
        confirm_unchanged(Municipality.objects.get(ags=TOWN), by=editor, at=NOW)
    assert refused.value.code == "nothing_reported"


def test_body_with_a_new_key_goes_on_as_before() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    record(live(HANAU_BEFORE, "90001", LAST_YEAR), live(HANAU_BEFORE, "90002", LAST_YEAR))
    record(RolloutChange(HANAU, "90002", date(2026, 2, 1)))
    assert carry_over(Municipality.objects.get(ags=HANAU), by=coordinator, at=NOW).written == 1
    event = RolloutEvent.objects.get(municipality_id=HANAU, service_id="90001")
    assert (event.valid_from, event.live, event.maturity_level) == (date(2026, 1, 1), True, 3)
    assert event.source == EventSource.SUCCESSION


def test_merged_body_has_what_all_had() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    merged = Municipality(
        ags="06431009",
        name="Neustadt",
        official_name="Neustadt",
        kind="town",
        valid_from=date(2026, 7, 1),
    )
    merged.save()
    Municipality.objects.filter(ags__in=[TOWN, VILLAGE]).update(
        valid_to=date(2026, 6, 30), successor=merged
    )
    record(
        live(TOWN, "90001", LAST_YEAR, level=3),
        RolloutChange(VILLAGE, "90001", LAST_YEAR, configured=True),
        live(TOWN, "90002", LAST_YEAR),
    )
    assert carry_over(merged, by=coordinator, at=NOW).written == 1
    event = RolloutEvent.objects.get(municipality=merged)
    flags = (event.service_id, event.configured, event.listed, event.live, event.maturity_level)
    assert flags == ("90001", True, False, False, None)


def test_body_without_predecessor_takes_over_nothing() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    with pytest.raises(RuleError):
        carry_over(Municipality.objects.get(ags=TOWN), by=coordinator, at=NOW)
