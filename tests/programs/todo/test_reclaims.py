"""What waits about reclaims: each list for its officer, and late from the day after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.choices import Role
from accounts.models import User
from core.formats import NBSP
from programs.actions.reclaim.claims import record_repayment
from programs.actions.reclaim.interest import (
    claim_interest,
    propose_waiver,
    record_interest_payment,
    waive_interest,
)
from programs.models import BaseRate, Reclaim
from programs.todo.reclaims import (
    lapsing_interest,
    open_interest,
    open_reclaims,
    reclaim_todos,
    unclaimed_interest,
    waivers,
)
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.programs.todo.sections import written_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]
DAY = timedelta(days=1)
PAID_BACK = date(2026, 11, 2)


@pytest.fixture
def reclaim(staff: Staff) -> Reclaim:
    """1,000.00 of a revoked case of the officer, due on the day of the tests."""
    BaseRate.objects.get_or_create(
        valid_from=date(2026, 7, 1), defaults={"percent": Decimal("1.27"), "source": "Test"}
    )
    since = date(2026, 10, 1)
    grant = staff.ended(staff.paid_since(since, "1000.00", officer=staff.officer))
    return staff.reclaimed(grant, "1000.00", interest_from=since, due_on=TODAY)


def texts(found: object) -> list[tuple[str, bool, date | None]]:
    return [
        (task.detail.replace(NBSP, " "), task.is_overdue, task.day)
        for task in found.tasks  # type: ignore[attr-defined]
    ]


def repaid(reclaim: Reclaim, staff: Staff, eur: str | None = None) -> None:
    amount = Decimal(eur) if eur else None
    record_repayment(reclaim, amount_eur=amount, paid_on=PAID_BACK, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()


def test_principal_is_open_with_its_rest_and_late_from_the_day_after(
    staff: Staff, reclaim: Reclaim
) -> None:
    repaid(reclaim, staff, "999.99")
    said = "0,01 €, due on 23.11.2026"
    assert texts(open_reclaims(staff.officer, TODAY)) == [(said, False, TODAY)]
    assert texts(open_reclaims(staff.officer, TODAY + DAY)) == [(said, True, TODAY)]
    repaid(reclaim, staff)
    assert texts(open_reclaims(staff.officer, TODAY)) == []


def test_interest_is_to_be_claimed_once_the_principal_came(staff: Staff, reclaim: Reclaim) -> None:
    assert texts(unclaimed_interest(staff.officer)) == []
    repaid(reclaim, staff)
    said = "principal repaid on 02.11.2026"
    assert texts(unclaimed_interest(staff.officer)) == [(said, False, PAID_BACK)]
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    assert texts(unclaimed_interest(staff.officer)) == []


def test_claimed_interest_is_open_until_it_came(staff: Staff, reclaim: Reclaim) -> None:
    repaid(reclaim, staff)
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    record_interest_payment(
        reclaim, amount_eur=Decimal("1.00"), paid_on=TODAY, by=staff.officer, at=NOW
    )
    reclaim.refresh_from_db()
    left = f"{(reclaim.interest_eur or 0) - 1:.2f}".replace(".", ",")
    said = f"{left} € of interest, due on 23.11.2026"
    assert texts(open_interest(staff.officer, TODAY)) == [(said, False, TODAY)]
    assert texts(open_interest(staff.officer, TODAY + DAY)) == [(said, True, TODAY)]
    record_interest_payment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)
    assert texts(open_interest(staff.officer, TODAY)) == []


def test_waiver_waits_for_whoever_had_no_part_in_it(staff: Staff, reclaim: Reclaim) -> None:
    assert texts(waivers(staff.approver)) == []
    other = UserFactory.create(roles=[Role.OFFICER])
    propose_waiver(reclaim, reason="Kleinbetrag", by=other, at=NOW)
    said = f"proposed by {other}: Kleinbetrag"
    assert texts(waivers(staff.approver)) == [(said, False, written_on(reclaim))]
    assert texts(waivers(other)) == []  # proposed it
    assert texts(waivers(staff.officer)) == []  # prepared the reclaim
    waive_interest(reclaim, by=staff.approver, at=NOW)
    assert texts(waivers(staff.approver)) == []


def test_interest_about_to_lapse_is_told_with_its_last_day(staff: Staff, reclaim: Reclaim) -> None:
    repaid(reclaim, staff)
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    last = reclaim.limitation_on
    assert last is not None
    assert texts(lapsing_interest(staff.officer, TODAY)) == []
    (soon,) = texts(lapsing_interest(staff.officer, last))
    (late,) = texts(lapsing_interest(staff.officer, last + DAY))
    assert (soon[1:], late[1:]) == ((False, last), (True, last))


@pytest.mark.parametrize("the_list", [0, 1, 2, 3])
def test_reclaims_of_a_colleague_are_not_mine(
    staff: Staff, reclaim: Reclaim, the_list: int
) -> None:
    """And none has a day without its case being one of mine."""
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: repaid(reclaim, staff),
        lambda: claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW),
    ]
    for step in steps[: the_list + 1]:
        step()
    reclaim.refresh_from_db()
    day = (reclaim.limitation_on or TODAY) if the_list == 3 else TODAY

    def count(user: User) -> int:
        return reclaim_todos(user, day)[the_list].count

    assert count(staff.officer) == 1
    assert count(UserFactory.create(roles=[Role.OFFICER])) == 0
