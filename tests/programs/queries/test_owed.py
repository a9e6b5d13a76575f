"""What is owed on reclaims: of all partners, of one body, today and on a past day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from programs.actions.reclaim.claims import open_reclaim
from programs.models import Grant, Reclaim
from programs.queries.deadlines import deadlines
from programs.queries.owed import owed
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.portal.cases import refreshed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


def claimed(staff: Staff) -> Reclaim:
    """51,300.00 claimed back from four partners, due since 2 February 2026."""
    grant = staff.final()
    staff.paid(grant, "51300.00")
    days = {"interest_from": date(2025, 12, 1), "due_on": date(2026, 2, 2)}
    reclaim = staff.reclaimed(staff.ended(fresh(grant)), "51300.00", **days)
    refreshed()
    return reclaim


def texts(grant: Grant, *bodies: str) -> list[tuple[date, str]]:
    found = deadlines([grant], bodies=bodies or None)
    said = [(entry.day, entry.what.replace("\u00a0", " ")) for entry in found]
    return [(day, text) for day, text in said if "Rückforderung" in text]


def test_proposed_reclaim_is_seen_by_nobody_outside(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "100.00")
    open_reclaim(
        staff.ended(fresh(grant)),
        amount_eur=Decimal(100),
        reason="x",
        hearing_on=TODAY,
        interest_from=TODAY,
        due_on=TODAY,
        by=staff.officer,
        at=NOW,
    )
    assert texts(fresh(grant)) == []
    assert owed([grant], bodies=None, today=TODAY) == []


def test_due_day_itself_is_not_overdue(staff: Staff) -> None:
    grant = claimed(staff).grant
    for day, late in ((date(2026, 2, 2), False), (date(2026, 2, 3), True)):
        (debt,) = owed([grant], bodies=None, today=day)
        assert debt.is_overdue is late
