"""Reports of barriers as a report: due after six weeks, late from the day after, of any day."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.barriers import answer_barrier, report_barrier
from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY
from reports.making import check_filter, edition, may_run
from tests.factories.accounts import NOW, UserFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DUE = TODAY + timedelta(weeks=6)
AFTER = DUE + timedelta(days=1)


@pytest.fixture
def coordinator() -> User:
    return UserFactory.create(roles=[Role.COORDINATOR])


def rows(user: User, day: date, **given: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    report = REGISTRY["barrieren"]
    made = edition(report, user, check_filter(report, given), at=AsOf(day), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return found, made.totals


def test_answer_is_late_from_the_day_after_six_weeks(coordinator: User) -> None:
    kept = report_barrier(key=uuid.uuid4(), message="Stumm", page="Karte", mail="", at=NOW)
    told = [
        (row["days_left"], row["open"], row["late"])
        for day in (TODAY, DUE, AFTER)
        for row in rows(coordinator, day)[0]
    ]
    assert told == [(42, 1, 0), (0, 1, 0), (-1, 1, 1)]
    assert rows(coordinator, TODAY - timedelta(days=1)) == ([], {"open": 0, "late": 0})
    answer_barrier(kept, answer="Behoben.", by=coordinator, at=NOW + timedelta(weeks=6, days=1))
    (row,), totals = rows(coordinator, AFTER)
    assert (row["answered_on"], row["days_left"], row["due_on"]) == (AFTER, None, DUE)
    assert totals == {"open": 0, "late": 1}
    (before,), _totals = rows(coordinator, DUE)
    assert (before["answered_on"], before["open"], before["late"]) == (None, 1, 0)


def test_extent_keeps_to_what_waits(coordinator: User) -> None:
    first, second = (
        report_barrier(key=uuid.uuid4(), message="Stumm", page="", mail="", at=NOW)
        for _more in range(2)
    )
    answer_barrier(first, answer="Behoben.", by=coordinator, at=NOW)
    assert [row["number"] for row in rows(coordinator, TODAY)[0]] == [str(first.pk), str(second.pk)]
    assert [r["number"] for r in rows(coordinator, TODAY, umfang="offen")[0]] == [str(second.pk)]


def test_report_is_of_those_who_answer(coordinator: User) -> None:
    report_barrier(key=uuid.uuid4(), message="Stumm", page="", mail="", at=NOW)
    for role in Role:
        user = UserFactory.create(roles=[role])
        answers = role in {Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR}
        assert may_run(REGISTRY["barrieren"], user) is answers, role
        assert len(rows(user, TODAY)[0]) == answers, role
