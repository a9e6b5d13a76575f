"""What everybody may know of cases, and no euro of what was not told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.choices import EntryKind
from programs.models import BudgetLine, Decision, Grant, LedgerEntry
from programs.queries.seen.published import published_cases, published_shares
from tests.factories.programs import GrantFactory
from tests.portal.cases import SHARES, decided
from tests.programs.deeds import Office
from tests.programs.desk import ikz_line

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("900000.00")


def published(day: date = TODAY) -> list[Grant]:
    return list(published_cases(day=day))


def test_case_is_published_from_the_notification_on(line: BudgetLine) -> None:
    case = decided(line)
    assert published() == [case]
    assert published(YESTERDAY) == []
    assert published_cases(day=TODAY).get().awarded_on == TODAY


def test_case_not_told_or_not_allowed_is_not_published(line: BudgetLine) -> None:
    case = decided(line, notified=False)
    assert published() == []
    Decision.objects.filter(grant=case).update(notified_on=None)
    told = decided(line)
    assert published() == [told]
    for hides in (
        {"embargo_until": TODAY},
        {"publishable": False},
        {"awaits_hand_over": True, "embargo_until": None},
    ):
        Grant.objects.filter(pk=told.pk).update(**hides)
        assert published() == []
        calm = {"embargo_until": YESTERDAY, "publishable": True, "awaits_hand_over": False}
        Grant.objects.filter(pk=told.pk).update(**calm)
        assert published() == [told]


def test_case_of_others_publications_or_without_a_decision_is_no_data_of_ours() -> None:
    GrantFactory.create(state="recorded", published_eur=Decimal("1000.00"))
    GrantFactory.create()
    assert published() == []


def test_shares_are_one_per_body_with_the_sums_of_the_ledger(line: BudgetLine) -> None:
    decided(line)
    shares = published_shares(day=TODAY)
    assert {share.ags: share.awarded_eur for share in shares} == SHARES
    assert [share.ags for share in shares] == sorted(SHARES)
    assert {share.disbursed_eur for share in shares} == {Decimal(0)}


def test_payments_are_told_by_day_and_are_what_was_disbursed() -> None:
    cases = Office().cases
    shares = [share for share in published_shares(day=TODAY) if share.disbursed_eur]
    assert shares
    for share in shares:
        rows = LedgerEntry.objects.filter(
            grant=share.grant, municipality=share.ags, kind=EntryKind.PAYMENT
        )
        by_day: dict[date, Decimal] = {}
        for day, amount in rows.values_list("booked_on", "amount_eur"):
            by_day[day] = by_day.get(day, Decimal(0)) + amount
        assert share.payments == {day: amount for day, amount in by_day.items() if amount}
        assert sum(share.payments.values()) == share.disbursed_eur
    assert {share.grant.pk for share in shares} <= {case.pk for case in cases}


def test_shares_cost_the_same_queries_for_one_and_three_cases(
    line: BudgetLine,
) -> None:
    counts = []
    for more in (1, 2):
        for _case in range(more):
            decided(line)
        with CaptureQueriesContext(connection) as queries:
            published_shares(day=TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]
