"""A municipality sees what it owes: amount, due day, rest, interest, and as a deadline."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from programs.actions.reclaim.claims import open_reclaim, record_repayment
from programs.actions.reclaim.interest import claim_interest, record_interest_payment
from programs.models import Grant, Reclaim
from programs.queries.deadlines import deadlines
from programs.queries.owed import owed
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.portal.cases import refreshed, text_of, works_for
from tests.programs.desk import signed_in

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


def test_municipality_sees_its_own_debt_and_no_other(staff: Staff) -> None:
    grant = claimed(staff).grant
    client = works_for(LAUTERBACH)
    for path in (f"/kommunen/{LAUTERBACH}/", grant.get_absolute_url()):
        page = text_of(client, path)
        assert "12.825,00" in page
        assert "02.02.2026" in page
        assert "überfällig" in page
        assert "51.300,00" not in page
    assert "12.825,00" not in text_of(client, f"/kommunen/{ALSFELD}/")
    page = text_of(signed_in(staff.officer), grant.get_absolute_url())
    assert "51.300,00" in page


def test_repaid_money_has_a_column_of_its_own(staff: Staff) -> None:
    reclaim = claimed(staff)
    record_repayment(reclaim, amount_eur=Decimal("28.00"), paid_on=TODAY, by=staff.officer, at=NOW)
    client = works_for(LAUTERBACH)
    page = text_of(client, f"/kommunen/{LAUTERBACH}/")
    assert "Eigener Anteil, zurückgezahlt 7,00 €" in page
    assert page.count(" 7,00 €") >= 2
    assert "12.818,00" in page
    assert "7,00 € zurückgezahlt" in text_of(client, reclaim.grant.get_absolute_url())


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
