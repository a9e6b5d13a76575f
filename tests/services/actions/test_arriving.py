"""What one report costs: few statements for a tick, a copied table for a file, one set of rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.roles import REPORT_ROLLOUT
from services.actions import RecordedChanges, RolloutChange, RolloutError, arriving, record_rollouts
from services.choices import EventSource
from services.models import RolloutEvent
from tests.services.world import DISTRICT, NOW, SECOND_TOWN, TOWN, live, make_user, record

pytestmark = pytest.mark.usefixtures("world")

MOST_STATEMENTS = 6
JANUARY, MARCH = date(2026, 1, 10), date(2026, 3, 1)


def statements(changes: Sequence[RolloutChange]) -> list[str]:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    editor.has_perm(REPORT_ROLLOUT)  # asked by the page before
    with CaptureQueriesContext(connection) as queries:
        record_rollouts(changes, by=editor, source=EventSource.SELF_REPORT, at=NOW)
    return [query["sql"] for query in queries.captured_queries]


def test_one_tick_takes_few_statements_and_no_temporary_table() -> None:
    record(live(TOWN, "90001", JANUARY))
    asked = statements([RolloutChange(TOWN, "90001", MARCH, live=False)])
    assert len(asked) <= MOST_STATEMENTS, asked
    assert not [sql for sql in asked if "TEMP TABLE" in sql]
    assert RolloutEvent.objects.count() == 2


def described(recorded: RecordedChanges) -> tuple[Any, ...]:
    steps = [
        (step.after.municipality_id, step.after.service_id, step.after.live, step.before is None)
        for step in recorded.first
    ]
    return recorded.written, recorded.unchanged, recorded.kinds, steps


def events() -> list[tuple[object, ...]]:
    fields = [
        field.attname
        for field in RolloutEvent._meta.concrete_fields
        if field.attname not in ("id", "recorded_at")
    ]
    return list(RolloutEvent.objects.order_by("service_id", "valid_from").values_list(*fields))


EARLIER = [
    live(TOWN, "90001", JANUARY),
    live(TOWN, "90002", MARCH, level=None),
    RolloutChange(DISTRICT, "90003", JANUARY, listed=True),
]
CHANGES = [
    RolloutChange(TOWN, "90001", MARCH, paused=True, note="Umzug"),
    RolloutChange(TOWN, "90002", JANUARY, registered=True),
    live(SECOND_TOWN, "90001", MARCH, level=2),
    RolloutChange(SECOND_TOWN, "90002", MARCH, applicable=False, maturity_model=""),
    RolloutChange(DISTRICT, "90003", MARCH, listed=True),
]


def written(few: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """What a call reports and leaves behind, and is then taken back."""
    monkeypatch.setattr(arriving, "FEW", few)
    with transaction.atomic():
        said = described(record(*CHANGES)), events()
        transaction.set_rollback(True)
    return said


def test_form_and_file_write_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    record(*EARLIER)
    form, file = (written(few, monkeypatch) for few in (len(CHANGES), len(CHANGES) - 1))
    assert form == file
    assert form[0][:2] == (4, 1)


@pytest.mark.parametrize("few", [arriving.FEW, 0], ids=["form", "file"])
def test_form_and_file_refuse_the_same(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "FEW", few)
    with pytest.raises(RolloutError) as refused:
        record(
            RolloutChange(TOWN, "90001", JANUARY, live=True),
            RolloutChange("06000000", "90001", JANUARY),
            RolloutChange(TOWN, "90002", date(2099, 1, 1)),
        )
    assert [(p.row, p.field) for p in refused.value.problems] == [
        (1, "live"),
        (2, "ags"),
        (3, "day"),
    ]
    assert not RolloutEvent.objects.exists()
