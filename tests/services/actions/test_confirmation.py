"""“Nothing changed”, the date of the last report, and what a successor takes over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from municipalities.models import Municipality
from services.actions import RolloutChange, confirm_unchanged, record_rollouts
from services.choices import EventSource
from services.models import RolloutConfirmation, RolloutEvent
from services.queries.reported import last_reports
from tests.services.world import (
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
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
