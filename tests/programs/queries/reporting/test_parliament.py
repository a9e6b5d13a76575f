"""What the annex to an answer to parliament may say of each case, and from when on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.actions.application import notify_rejection, propose_rejection, reject_application
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.later import approve_change
from programs.choices import DecisionKind
from programs.models import Grant, LedgerEntry
from reports.making import check_filter, edition
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def coordinator() -> User:
    return UserFactory.create(roles=[Role.COORDINATOR])


def rows(user: User, annex: str = "", *, at: AsOf | None = None, **given: str) -> list[list[Any]]:
    """The rows of an annex and, last, its totals."""
    report = REGISTRY["landtagsanlage"]
    form = check_filter(report, {"anlage": annex, **given})
    made = edition(report, user, form, at=at or AsOf.today(), now=NOW)
    found = list(made)
    return [*found, [made.total(column) for column in made.columns]]


def rejected(staff: Staff, *, notified: bool = True) -> Grant:
    grant = GrantFactory.create(draft=True, state="in_review", applied_eur=Decimal("80000.00"))
    propose_rejection(grant, reason="Kein Landesinteresse", by=staff.officer, at=NOW)
    reject_application(grant, by=staff.approver, at=NOW)
    if notified:
        notify_rejection(grant, on=TODAY, by=staff.officer, at=NOW)
    return grant


def test_approval_is_told_with_its_notification_and_counts_as_open_before(
    staff: Staff, coordinator: User
) -> None:
    told = staff.notified(BudgetLineFactory.create())
    silent = staff.approved(BudgetLineFactory.create(), applied_eur=Decimal("100000.00"))
    found, total = rows(coordinator, "bewilligungen")
    assert found[:3] == ["1", told.program.name, told.title]
    assert found[3].split(", ")[0] == "Stadt Alsfeld"
    assert found[4:] == [
        "Vogelsbergkreis", date(2026, 3, 2), TODAY, Decimal("100000.00"), Decimal("100000.00"),
    ]  # fmt: skip
    assert total[-2:] == [Decimal("100000.00")] * 2
    assert rows(coordinator, "offene-antraege") == [
        ["1", silent.program.name, "2026", 1, date(2026, 3, 2), date(2026, 3, 2),
            Decimal("100000.00")],
        [None, None, None, 1, None, None, None],
    ]  # fmt: skip


def test_amounts_are_those_of_the_bookings_by_the_day(staff: Staff, coordinator: User) -> None:
    """At three days, against a sum over raw rows: nothing of a decision before it was told."""
    revoked = staff.notified(BudgetLineFactory.create())
    staff.notified(BudgetLineFactory.create())
    decision = propose_ending(
        revoked,
        DecisionKind.REVOCATION,
        reason="Zweck verfehlt",
        known_on=TODAY,
        hearing_on=TODAY,
        by=staff.officer,
        at=NOW,
    )
    approve_change(decision, by=staff.approver, at=NOW)  # not told yet
    for at in (AsOf(date(2026, 1, 31)), AsOf(YESTERDAY), AsOf.today()):
        *found, _total = rows(coordinator, at=at)
        assert sum(row[-1] for row in found) == sum(_raw(at.day)), at
    assert [row[-1] for row in rows(coordinator)[:-1]] == [Decimal("100000.00")] * 2


def _raw(day: date) -> Iterator[Decimal]:
    for entry in LedgerEntry.objects.select_related("decision"):
        decision = entry.decision
        if decision is None or decision.notified_on is None or entry.kind != "commitment":
            continue
        if entry.booked_on <= day and decision.notified_on <= day:
            yield entry.amount_eur


@pytest.mark.parametrize(("until", "shown"), [(TODAY - timedelta(days=1), 1), (TODAY, 0)])
def test_embargo_holds_through_its_last_day(
    staff: Staff, coordinator: User, until: date, shown: int
) -> None:
    grant = staff.notified(BudgetLineFactory.create())
    Grant.objects.filter(pk=grant.pk).update(embargo_until=until)
    assert len(rows(coordinator)[:-1]) == shown
    assert len(rows(coordinator, "offene-antraege")[:-1]) == 1 - shown


def test_rejection_is_told_with_its_notification(staff: Staff, coordinator: User) -> None:
    told, _silent = rejected(staff), rejected(staff, notified=False)
    found, _total = rows(coordinator, "ablehnungen")
    assert found[2] == told.title
    assert found[5:] == [date(2026, 3, 2), TODAY, "Kein Landesinteresse"]
    assert rows(coordinator, "offene-antraege")[0][3] == 1
    assert rows(coordinator, "ablehnungen", at=AsOf(YESTERDAY))[:-1] == []


def test_case_not_released_is_counted_without_name_and_place(
    staff: Staff, coordinator: User
) -> None:
    line = BudgetLineFactory.create()
    staff.notified(line, publishable=False)
    found, total = rows(coordinator)
    assert found[2:5] == ["nicht zur Veröffentlichung freigegeben", "", ""]
    assert total[-1] == Decimal("100000.00")
