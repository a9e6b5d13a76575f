"""What is due when in the cases of a body: each kind, until it is done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from programs.actions.reclaim.claims import record_repayment
from programs.actions.reclaim.interest import claim_interest, record_interest_payment
from programs.models import Grant, Reclaim
from programs.queries.deadlines import deadlines
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
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


def test_open_reclaim_is_a_deadline_with_what_is_left(staff: Staff) -> None:
    reclaim = claimed(staff)
    grant, day = fresh(reclaim.grant), date(2026, 2, 2)
    assert texts(grant) == [(day, "Rückforderung: 51.300,00 € zurückzuzahlen")]
    assert texts(grant, LAUTERBACH) == [(day, "Rückforderung: 12.825,00 € zurückzuzahlen")]
    assert texts(grant, "06999999") == []
    record_repayment(
        reclaim, amount_eur=Decimal(51296), paid_on=date(2026, 1, 31), by=staff.officer, at=NOW
    )
    assert texts(grant, LAUTERBACH) == [(day, "Rückforderung: 1,00 € zurückzuzahlen")]
    record_repayment(reclaim, paid_on=date(2026, 1, 31), by=staff.officer, at=NOW)
    assert texts(grant) == []


def test_claimed_interest_is_a_deadline_of_its_own(staff: Staff) -> None:
    reclaim = claimed(staff)
    record_repayment(reclaim, paid_on=date(2026, 1, 31), by=staff.officer, at=NOW)
    claim_interest(reclaim, due_on=date(2026, 12, 21), by=staff.officer, at=NOW)
    # 51,300.00 x 6.27 % x 31/365 for December and for January: 2 x 273.18
    text = "Zinsen zu einer Rückforderung: 546,36 € zu zahlen"
    assert texts(fresh(reclaim.grant)) == [(date(2026, 12, 21), text)]
    record_interest_payment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)
    assert texts(fresh(reclaim.grant)) == []
