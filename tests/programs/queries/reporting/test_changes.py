"""What changed between two days: booked after the one and up to the other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.models import Grant, LedgerEntry, StateDay
from programs.queries.reporting.changes import changes
from reports.making import check_filter, edition
from services.models import RolloutEvent
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.reports.files import three_towns_live

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def auditor() -> User:
    return UserFactory.create(roles=[Role.AUDITOR])


def rows(user: User, at: date, **given: str) -> list[dict[str, Any]]:
    """The rows and, last, the totals."""
    report = REGISTRY["aenderungen"]
    made = edition(report, user, check_filter(report, given), at=AsOf(at), now=NOW)
    keys = [column.key for column in made.columns]
    found = [dict(zip(keys, values, strict=True)) for values in made]
    return [*found, {column.key: made.total(column) for column in made.columns}]


def raw(kind: str, since: date, until: date) -> Decimal:
    entries = LedgerEntry.objects.filter(kind=kind, grant__isnull=False)
    between = [entry.amount_eur for entry in entries if since < entry.booked_on <= until]
    return sum(between, Decimal(0))


def test_money_is_what_was_booked_in_between(auditor: User) -> None:
    staff = Staff.hire()
    grant = staff.final(BudgetLineFactory.create())
    staff.paid(grant, "40000.00")
    revoked = staff.ended(fresh(grant))
    staff.reclaimed(revoked, "40000.00")
    new_year = date(2025, 12, 31)
    spans = [(new_year, TODAY), (YESTERDAY, TODAY), (new_year, YESTERDAY)]
    for since, until in spans:
        total = rows(auditor, until, seit=since.isoformat())[-1]
        bound = total["approved_eur"] + total["changed_eur"]
        assert bound == raw("commitment", since, until), since
        assert total["paid_eur"] == raw("payment", since, until)
        assert total["repaid_eur"] == raw("repayment", since, until)
    first, total = rows(auditor, TODAY, seit=YESTERDAY.isoformat())
    assert (first["name"], first["approvals"]) == (grant.program.name, 1)
    assert (total["approved_eur"], total["paid_eur"]) == (Decimal(100000), Decimal(40000))
    assert total["changed_eur"] < 0
    tomorrow = AsOf(TODAY + timedelta(days=1))
    assert changes(since=AsOf(TODAY), until=tomorrow) == []  # booked on the earlier day


def test_day_itself_is_in_and_the_earlier_day_is_not(auditor: User) -> None:
    three_towns_live()  # on 1 March 2024, three services in three towns
    for since, until, live in (
        (date(2024, 2, 29), date(2024, 3, 1), 9),
        (date(2024, 3, 1), date(2024, 3, 2), 0),
        (date(2024, 2, 28), date(2024, 2, 29), 0),
    ):
        total = rows(auditor, until, seit=since.isoformat())[-1]
        assert (total["went_live"], total["went_off"]) == (live, 0), since


def test_what_went_off_is_counted(auditor: User) -> None:
    three_towns_live()
    RolloutEvent.objects.update(valid_to=date(2024, 6, 1))
    total = rows(auditor, date(2024, 6, 1), seit="2024-05-31")[-1]
    assert (total["went_live"], total["went_off"]) == (0, 9)
    total = rows(auditor, date(2024, 6, 1), seit="2024-02-01")[-1]
    assert (total["went_live"], total["went_off"]) == (0, 0)


def test_withdrawn_applications_are_counted_once(auditor: User) -> None:
    grant: Grant = GrantFactory.create(state="in_review", received_on=date(2026, 3, 2))
    StateDay.objects.create(grant=grant, state="withdrawn", since=date(2026, 4, 1))
    counted = [
        rows(auditor, until, seit=since)[-1]["withdrawn"]
        for since, until in (
            ("2026-03-31", date(2026, 4, 1)),
            ("2026-04-01", date(2026, 4, 2)),
            ("2026-03-15", date(2026, 3, 31)),
        )
    ]
    assert counted == [1, 0, 0]


@pytest.mark.parametrize(
    ("role", "withdrawn"),
    [(Role.OFFICER, 1), (Role.AUDITOR, 1), (Role.COORDINATOR, None), (Role.ASSOCIATION, None)],
)
def test_withdrawn_applications_are_known_to_who_sees_every_case(
    role: Role, withdrawn: int | None
) -> None:
    """Neither as a number nor by a row that is there for them alone."""
    grant: Grant = GrantFactory.create(state="in_review", received_on=date(2026, 3, 2))
    StateDay.objects.create(grant=grant, state="withdrawn", since=TODAY)
    user, name = UserFactory.create(roles=[role]), grant.program.name

    def told() -> list[tuple[int, int | None]]:
        found = rows(user, TODAY, seit=YESTERDAY.isoformat())
        return [(r["approvals"], r.get("withdrawn")) for r in found if r["name"] in (name, None)]

    assert told()[:-1] == ([] if withdrawn is None else [(0, withdrawn)])
    Staff.hire().approved(BudgetLineFactory.create())
    assert told() == [(1, withdrawn), (1, withdrawn)]
