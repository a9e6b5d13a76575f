"""What is open of a reclaim, and the interest on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from programs.actions.reclaim.interest import claim_interest
from programs.choices import GrantState
from programs.models import Reclaim
from programs.queries.reclaim import derivation, open_eur, with_open
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.reclaims import claimed, eur, repay

pytestmark = pytest.mark.django_db


def test_interest_counts_on_what_was_still_open(staff: Staff) -> None:
    reclaim = claimed(staff)
    repay(staff, reclaim, "18250.00", date(2025, 12, 10))
    assert open_eur(reclaim) == eur("18250.00")
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_OPEN
    assert not Reclaim.objects.filter(paid_on__isnull=False).exists()
    repay(staff, reclaim, None, date(2025, 12, 20))
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    # 6.27 %: 10 days on 36,500.00 and 10 days on 18,250.00
    assert reclaim.interest_eur == eur("62.70") + eur("31.35")
    assert (reclaim.paid_on, reclaim.interest_to) == (date(2025, 12, 20), date(2025, 12, 20))
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_OPEN


def test_derivation_has_a_row_for_each_open_amount(staff: Staff) -> None:
    reclaim = claimed(staff)
    repay(staff, reclaim, "500.00", date(2025, 11, 1))
    repay(staff, reclaim, "6000.00", date(2025, 12, 31))
    repay(staff, reclaim, "10000.00", date(2026, 1, 2))
    rows = derivation(reclaim, until=date(2026, 1, 3))
    assert [(row.open_eur, row.days) for row in rows] == [
        (eur("36000.00"), 31),
        (eur("30000.00"), 2),
        (eur("20000.00"), 1),
    ]


def test_open_amounts_of_many_reclaims_come_in_one_query(
    staff: Staff, django_assert_num_queries: Any
) -> None:
    reclaims = [claimed(staff, "100.00") for _ in range(3)]
    repay(staff, reclaims[0], "40.00", TODAY)
    repay(staff, reclaims[0], "30.00", TODAY)
    with django_assert_num_queries(1):
        found = [r.open_eur for r in with_open(Reclaim.objects.order_by("pk"))]
    assert found == [eur("30.00"), eur("100.00"), eur("100.00")]
