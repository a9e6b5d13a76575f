"""Where the money goes: by body and district, from the bookings of the day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY, Edition
from municipalities.choices import RECIPIENT_KINDS
from municipalities.models import Municipality
from programs.models import Grant, LedgerEntry
from reports.making import check_filter, edition
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import BudgetLineFactory

pytestmark = pytest.mark.django_db

YESTERDAY, EARLY = TODAY - timedelta(days=1), date(2025, 12, 31)

DAYS = (AsOf(EARLY), AsOf(YESTERDAY), AsOf(TODAY), AsOf.today())

KINDS = {"committed_eur": "commitment", "paid_eur": "payment", "repaid_eur": "repayment"}

VOGELSBERG, GIESSEN_AREA = "06535", "06531"


@pytest.fixture
def auditor() -> User:
    return UserFactory.create(roles=[Role.AUDITOR])


@pytest.fixture
def cases() -> Staff:
    """One case of two districts, paid in part and partly claimed back; one of four towns."""
    staff = Staff.hire()
    shares = dict.fromkeys((LAUTERBACH, ALSFELD, GIESSEN), Decimal("25000.00"))
    line = BudgetLineFactory.create()
    grant = staff.final(shares=shares, tranches={line: Decimal("75000.00")}, exception_reason="x")
    staff.paid(grant, "30000.00")
    staff.notified(BudgetLineFactory.create())
    return staff


def made(name: str, user: User, at: AsOf, **given: str) -> tuple[Edition, list[dict[str, Any]]]:
    report = REGISTRY[name]
    found = edition(report, user, check_filter(report, given), at=at, now=NOW)
    keys = [column.key for column in found.columns]
    return found, [dict(zip(keys, values, strict=True)) for values in found]


def raw(day: date, length: int) -> dict[str, dict[str, Decimal]]:
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for entry in LedgerEntry.objects.filter(municipality__isnull=False):
        for name, kind in KINDS.items():
            if entry.kind == kind and entry.booked_on <= day:
                sums[(entry.municipality_id or "")[:length]][name] += entry.amount_eur
    return sums


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("name", "key", "length", "given"),
    [
        ("regionen", "key", 5, {}),
        ("regionen", "key", 3, {"gliederung": "government_district"}),
        ("mittel-kommunen", "ags", 8, {}),
    ],
)
def test_amounts_are_the_sums_of_the_bookings(
    auditor: User, name: str, key: str, length: int, given: dict[str, str]
) -> None:
    for at in DAYS:
        report, rows = made(name, auditor, at, **given)
        sums = raw(at.day, length)
        assert {row[key] for row in rows} >= set(sums)
        for row in rows:
            assert {k: row[k] for k in KINDS} == {k: sums[row[key]][k] for k in KINDS}, row[key]
        total = {column.key: report.total(column) for column in report.columns}
        assert total["paid_eur"] == sum(part["paid_eur"] for part in sums.values())


@pytest.mark.usefixtures("cases")
def test_district_counts_bodies_cases_and_participations(auditor: User) -> None:
    report, rows = made("regionen", auditor, AsOf.today())
    by_key = {row["key"]: row for row in rows}
    counted = ("funded", "grants", "participations", "across")
    assert [by_key[VOGELSBERG][key] for key in counted] == [4, 2, 6, 1]
    assert [by_key[GIESSEN_AREA][key] for key in counted] == [1, 1, 1, 1]
    bodies = Municipality.objects.existing_on(TODAY).filter(kind__in=RECIPIENT_KINDS)
    assert by_key[VOGELSBERG]["bodies"] == bodies.filter(ags__startswith=VOGELSBERG).count()
    total = {column.key: report.total(column) for column in report.columns}
    assert [total[key] for key in counted] == [5, None, 7, None]
    assert total["bodies"] == bodies.count()


def test_town_that_became_independent_moves_on_its_day(auditor: User) -> None:
    before = {row["key"]: row for row in made("regionen", auditor, AsOf(EARLY))[1]}
    after = {row["key"]: row for row in made("regionen", auditor, AsOf(date(2026, 1, 1)))[1]}
    assert ("06415" in before, "06415" in after) == (False, True)
    assert before["06435"]["bodies"] - after["06435"]["bodies"] == 1


def test_district_shows_the_coordinator_what_was_told(auditor: User) -> None:
    """An independent city is one body, so a sum of it would tell a decision before its day."""
    staff = Staff.hire()
    staff.approved(BudgetLineFactory.create())
    coordinator = UserFactory.create(roles=[Role.COORDINATOR])
    told = staff.notified(BudgetLineFactory.create())
    assert _bound(coordinator) == Decimal("100000.00")
    assert _bound(auditor) == Decimal("200000.00")
    Grant.objects.filter(pk=told.pk).update(embargo_until=TODAY)
    assert _bound(coordinator) == 0
    Grant.objects.filter(pk=told.pk).update(embargo_until=YESTERDAY)
    assert _bound(coordinator) == Decimal("100000.00")


def _bound(user: User) -> Decimal:
    _report, rows = made("regionen", user, AsOf.today())
    found: Decimal = next(row for row in rows if row["key"] == VOGELSBERG)["committed_eur"]
    return found
