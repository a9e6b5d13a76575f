"""What is owed on reclaims: of all partners, of one body, today and on a past day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.as_of import AsOf
from programs.actions.reclaim.claims import open_reclaim, record_repayment
from programs.models import Grant, LedgerEntry, Reclaim
from programs.queries.deadlines import deadlines
from programs.queries.owed import Owed, owed, owed_on
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.programs.owing import claimed

pytestmark = pytest.mark.django_db


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
    for day, late in ((TODAY, False), (TODAY + DAY, True)):
        (debt,) = owed([grant], bodies=None, today=day)
        assert debt.is_overdue is late


DUE, INTEREST_DUE = date(2026, 3, 2), date(2026, 3, 10)
DAY = timedelta(days=1)


def debt(today: date, *, rest: str, interest: str, interest_due: date | None) -> Owed:
    return Owed(
        Reclaim(due_on=DUE, interest_due_on=interest_due),
        claimed_eur=Decimal("100.00"),
        repaid_eur=Decimal("100.00") - Decimal(rest),
        interest_claimed_eur=Decimal("7.00"),
        interest_received_eur=Decimal("7.00") - Decimal(interest),
        today=today,
    )


@pytest.mark.parametrize(
    ("today", "rest", "interest", "interest_due", "days"),
    [
        (DUE, "0.01", "0.00", None, None),
        (DUE + DAY, "0.01", "0.00", None, 1),
        (DUE + DAY, "0.00", "0.00", None, None),
        (INTEREST_DUE, "0.00", "0.01", INTEREST_DUE, None),
        (INTEREST_DUE + DAY, "0.00", "0.01", INTEREST_DUE, 1),
        (INTEREST_DUE + DAY, "0.00", "0.00", INTEREST_DUE, None),
        (INTEREST_DUE + DAY, "0.00", "0.01", None, None),  # claimed, and nobody said until when
        (INTEREST_DUE + DAY, "0.01", "0.01", INTEREST_DUE, 9),  # of the older of both
    ],
)
def test_days_overdue_count_from_the_first_due_day_of_what_is_open(
    today: date, rest: str, interest: str, interest_due: date | None, days: int | None
) -> None:
    found = debt(today, rest=rest, interest=interest, interest_due=interest_due)
    assert (found.open_eur, found.open_interest_eur) == (Decimal(rest), Decimal(interest))
    assert (found.days_overdue, found.is_overdue) == (days, days is not None)


def test_sums_are_of_the_bodies_asked_for_and_of_the_day(staff: Staff) -> None:
    reclaim = claimed(staff)
    grant = reclaim.grant
    record_repayment(reclaim, amount_eur=Decimal("300.00"), paid_on=TODAY, by=staff.officer, at=NOW)
    raw = LedgerEntry.objects.filter(reclaim=reclaim)
    for bodies in (None, [LAUTERBACH], [LAUTERBACH, ALSFELD]):
        (found,) = owed([grant], bodies=bodies, today=TODAY)
        for name, kind in (("claimed_eur", "claim"), ("repaid_eur", "repayment")):
            own = [
                entry.amount_eur
                for entry in raw
                if entry.kind == kind and (bodies is None or entry.municipality_id in bodies)
            ]
            assert getattr(found, name) == sum(own), (bodies, name)
    assert owed([grant], bodies=["06411000"], today=TODAY) == []
    assert owed([], bodies=None, today=TODAY) == []
    (before,) = owed_on([grant], at=AsOf(TODAY))
    assert before.repaid_eur == Decimal("300.00")
    assert owed_on([grant], at=AsOf(TODAY - DAY)) == []
