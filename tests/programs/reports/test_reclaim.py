"""Reclaims with their interest: each value as booked by the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.actions.reclaim.claims import open_reclaim, record_repayment
from programs.actions.reclaim.interest import claim_interest, record_interest_payment
from programs.models import BaseRate, Grant, LedgerEntry, Program, Reclaim
from programs.queries.owed import Owed, owed_on
from programs.reports.reclaim import ALL, OPEN, OVERDUE, _is_wanted, _values, rates_of
from reports.making import check_filter, edition, may_run
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.programs.desk import signed_in
from tests.reports.test_pages import file_rows, page_rows

pytestmark = pytest.mark.django_db
REPORT = "/berichte/rueckforderungen/"
YESTERDAY = TODAY - timedelta(days=1)
KINDS = {
    "claimed_eur": "claim",
    "repaid_eur": "repayment",
    "interest_claimed_eur": "interest_claim",
    "interest_received_eur": "interest",
}


@pytest.fixture
def auditor() -> User:
    return UserFactory.create(roles=[Role.AUDITOR])


def reclaimed(staff: Staff, amount: str = "50000.00") -> Reclaim:
    paid_on = date(2025, 12, 1)
    ended = staff.ended(staff.paid_since(paid_on, amount))
    return staff.reclaimed(ended, amount, interest_from=paid_on)


def with_interest(staff: Staff) -> Reclaim:
    """Repaid in whole, its interest claimed, a part of it received."""
    BaseRate.objects.create(valid_from=date(2026, 7, 1), percent=Decimal("1.27"), source="Test")
    reclaim = reclaimed(staff)
    record_repayment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    part = {"amount_eur": Decimal("100.00"), "paid_on": TODAY}
    record_interest_payment(reclaim, **part, by=staff.officer, at=NOW)  # type: ignore[arg-type]
    return reclaim


def rows(user: User, at: AsOf | None = None, **given: str) -> list[dict[str, Any]]:
    """The rows and, last, the totals."""
    report = REGISTRY["rueckforderungen"]
    made = edition(report, user, check_filter(report, given), at=at or AsOf.today(), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return [*found, {column.key: made.total(column) for column in made.columns}]


def test_amounts_and_totals_are_the_sums_of_the_bookings_by_the_day(
    staff: Staff, auditor: User
) -> None:
    with_interest(staff)
    reclaimed(staff, "20000.00")
    for day in (date(2026, 1, 31), YESTERDAY, TODAY):
        *found, total = rows(auditor, AsOf(day))
        for name, kind in KINDS.items():
            entries = LedgerEntry.objects.filter(kind=kind)
            raw = sum(entry.amount_eur for entry in entries if entry.booked_on <= day)
            assert (total[name], sum(row[name] for row in found)) == (raw, raw), (name, day)
        assert total["open_eur"] == total["claimed_eur"] - total["repaid_eur"]
    assert total["claimed_eur"] == Decimal("70000.00")
    assert (total["repaid_eur"], total["open_eur"]) == (Decimal("50000.00"), Decimal("20000.00"))
    assert total["interest_received_eur"] == Decimal("100.00")
    claimed = total["interest_claimed_eur"]
    assert total["open_interest_eur"] == claimed - Decimal("100.00") > 0


def test_rates_are_those_of_the_half_years_until_the_day_or_the_repayment(
    staff: Staff, auditor: User
) -> None:
    """Held against the raw base rates and the points of the directive, on three days."""
    reclaim = with_interest(staff)  # bears interest since 1 December 2025, repaid today
    directive = reclaim.grant.directive
    assert directive is not None
    assert directive.interest_points is not None
    halves = {"2/2025": date(2025, 12, 31), "1/2026": date(2026, 6, 30), "2/2026": TODAY}
    want = []
    for name, day in halves.items():
        base = BaseRate.objects.filter(valid_from__lte=day).order_by("-valid_from")[0].percent
        rate = f"{(base + directive.interest_points).normalize():f}".replace(".", ",")
        want.append(f"{name}: {rate}\xa0%")
    base_rates = dict(BaseRate.objects.values_list("valid_from", "percent"))
    told = {}
    for day in (date(2025, 12, 31), date(2026, 6, 30), TODAY, TODAY + timedelta(days=365)):
        (row,) = owed_on([reclaim.grant], at=AsOf(TODAY))
        told[day] = rates_of(replace(row, today=day), base_rates)
    assert list(told.values()) == [
        f"Halbjahr {'; Halbjahr '.join(want[:number])}" for number in (1, 2, 3, 3)
    ]
    assert rows(auditor)[0]["rates"] == told[TODAY]


@pytest.mark.parametrize(("days", "late"), [(0, None), (1, 1)])
def test_reclaim_is_overdue_from_the_day_after(
    staff: Staff, auditor: User, days: int, late: int | None
) -> None:
    reclaimed(staff)
    with time_machine.travel(NOW + timedelta(days=days)):
        assert rows(auditor)[0]["days_overdue"] == late
        assert len(rows(auditor, umfang="ueberfaellig")) - 1 == (late is not None)


def test_extent_keeps_to_what_is_open(staff: Staff, auditor: User) -> None:
    grant = reclaimed(staff)
    record_repayment(grant, paid_on=TODAY, by=staff.officer, at=NOW)
    assert len(rows(auditor, umfang="offen")) - 1 == 0
    assert len(rows(auditor)) - 1 == 1
    reclaimed(staff)
    assert len(rows(auditor, umfang="offen")) - 1 == 1


def test_proposed_reclaim_is_not_claimed(staff: Staff, auditor: User) -> None:
    grant = staff.final()
    staff.paid(grant, "1000.00")
    values = {"hearing_on": TODAY, "interest_from": TODAY, "due_on": TODAY, "at": NOW}
    ended = staff.ended(fresh(grant))
    open_reclaim(ended, amount_eur=Decimal(1000), reason="x", by=staff.officer, **values)  # type: ignore[arg-type]
    assert rows(auditor)[:-1] == []


def test_page_and_file_agree_and_are_the_ministrys(staff: Staff, auditor: User) -> None:
    reclaimed(staff)
    client = signed_in(auditor)
    page, file = page_rows(client, REPORT), file_rows(client, f"{REPORT}csv/")
    assert [row[:7] for row in page] == [row[:7] for row in file]
    money = {Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR}
    for role in Role:
        user = UserFactory.create(roles=[role])
        assert may_run(REGISTRY["rueckforderungen"], user) is (role in money), role
        if role not in money:
            assert rows(user)[:-1] == []


def row(*amounts: str, **days: date) -> Owed:
    """A reclaim that is nowhere stored, due today, its interest tomorrow.

    `amounts` are what was claimed and repaid, and claimed and received of interest.
    """
    told = [Decimal(amount) for amount in (*amounts, "0.00", "0.00", "0.00")]
    known = {"due_on": TODAY, "interest_due_on": TODAY + timedelta(days=1), **days}
    return Owed(Reclaim(**known), told[0], told[1], told[2], told[3], TODAY)


LATE = {"due_on": YESTERDAY}


@pytest.mark.parametrize(
    ("owed", "extents"),
    [
        (row("10.00"), {ALL, OPEN}),
        (row("10.00", "9.99"), {ALL, OPEN}),
        (row("10.00", "10.00"), {ALL}),
        (row("10.00", "10.01"), {ALL}),  # more came than was asked for
        (row("10.00", **LATE), {ALL, OPEN, OVERDUE}),
        (row("10.00", "10.00", **LATE), {ALL}),
        (row("10.00", "10.00", "0.01"), {ALL, OPEN}),
        (row("10.00", "10.00", "0.01", "0.01"), {ALL}),
        (row("10.00", "10.00", "0.01", interest_due_on=TODAY), {ALL, OPEN}),
        (row("10.00", "10.00", "0.01", interest_due_on=YESTERDAY), {ALL, OPEN, OVERDUE}),
        (row("10.00", "10.00", "1.00", "1.00", interest_due_on=YESTERDAY), {ALL}),
    ],
)
def test_extent_holds_what_is_open_or_late(owed: Owed, extents: set[str]) -> None:
    assert {extent for extent in (ALL, OPEN, OVERDUE) if _is_wanted(owed, extent)} == extents


def test_older_of_both_due_days_says_how_late_it_is() -> None:
    days = {"due_on": YESTERDAY, "interest_due_on": TODAY - timedelta(days=9)}
    assert row("1.00", "0.00", "1.00", **days).days_overdue == 9
    assert row("1.00", "0.00", "1.00", "1.00", **days).days_overdue == 1
    assert row("1.00", "1.00", "1.00", **days).days_overdue == 9
    assert row("1.00", "1.00", "1.00", "1.00", **days).days_overdue is None
    assert row("1.00", "0.00", "1.00").days_overdue is None


@pytest.mark.parametrize(("days", "is_told"), [(1, False), (0, True), (-1, True)])
def test_due_day_of_interest_is_told_from_the_day_it_was_claimed(days: int, is_told: bool) -> None:
    owed = row("1.00", interest_claimed_on=TODAY + timedelta(days=days))
    owed.reclaim.grant = Grant(program=Program(name="Probe"), lead_id=LAUTERBACH)
    assert bool(_values(owed)["interest_due_on"]) is is_told
    owed.reclaim.interest_claimed_on = None
    assert _values(owed)["interest_due_on"] is None
