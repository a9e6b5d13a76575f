"""What is open of a reclaim, and the interest on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet

from core.errors import RuleError
from programs.actions.reclaim.interest import (
    claim_interest,
    propose_waiver,
    record_interest_payment,
    waive_interest,
)
from programs.choices import GrantState
from programs.models import BaseRate, Reclaim
from programs.queries.reclaim import (
    after_the_project,
    awaiting_waiver,
    derivation,
    open_eur,
    open_interest_eur,
    state_before_reclaims,
    with_interest_owed,
    with_open,
    with_open_principal,
    with_unclaimed_interest,
)
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


@pytest.fixture
def base_rate() -> None:
    """That of the half-year of the tests."""
    BaseRate.objects.get_or_create(
        valid_from=date(2026, 7, 1), defaults={"percent": eur("1.27"), "source": "Test"}
    )


def keys(rows: QuerySet[Reclaim]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def where(reclaim: Reclaim) -> set[str]:
    """In which of the four standings a reclaim is."""
    every = Reclaim.objects.filter(pk=reclaim.pk)
    standings = {
        "principal": with_open_principal(every),
        "unclaimed": with_unclaimed_interest(every),
        "owed": with_interest_owed(every),
        "waiver": awaiting_waiver(every),
    }
    return {name for name, rows in standings.items() if keys(rows)}


def told(reclaim: Reclaim) -> tuple[Decimal, Decimal | None, Decimal]:
    """What is open of principal and interest and what came of it, by both ways to count."""
    reclaim.refresh_from_db()
    row = with_open(Reclaim.objects.filter(pk=reclaim.pk)).get()
    assert (row.open_eur, row.open_interest_eur) == (open_eur(reclaim), open_interest_eur(reclaim))
    return row.open_eur, row.open_interest_eur, row.interest_received_eur


@pytest.mark.usefixtures("base_rate")
def test_reclaim_goes_from_principal_to_interest_to_settled(staff: Staff) -> None:
    reclaim = claimed(staff)
    assert (where(reclaim), told(reclaim)) == ({"principal"}, (eur("36500.00"), None, eur("0")))
    repay(staff, reclaim, "36499.99", TODAY)
    assert (where(reclaim), told(reclaim)[0]) == ({"principal"}, eur("0.01"))
    repay(staff, reclaim, None, TODAY)
    assert (where(reclaim), told(reclaim)) == ({"unclaimed"}, (eur("0"), None, eur("0")))
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    asked = told(reclaim)[1]
    assert asked
    assert where(reclaim) == {"owed"}
    pay: Any = {"paid_on": TODAY, "by": staff.officer, "at": NOW}
    record_interest_payment(reclaim, amount_eur=eur("0.01"), **pay)
    assert (where(reclaim), told(reclaim)[1:]) == ({"owed"}, (asked - eur("0.01"), eur("0.01")))
    record_interest_payment(reclaim, **pay)
    assert (where(reclaim), told(reclaim)[1:]) == (set(), (eur("0"), asked))


@pytest.mark.usefixtures("base_rate")
def test_proposed_waiver_waits_until_it_is_decided(staff: Staff) -> None:
    reclaim = claimed(staff)
    repay(staff, reclaim, None, TODAY)
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    propose_waiver(reclaim, reason="Kleinbetrag", by=staff.officer, at=NOW)
    assert where(reclaim) == {"owed", "waiver"}
    waive_interest(reclaim, by=staff.approver, at=NOW)
    assert where(reclaim) == set()
    assert told(reclaim)[1:] == (eur("0"), eur("0"))


def test_directive_without_interest_has_no_derivation(staff: Staff) -> None:
    reclaim = claimed(staff)
    assert derivation(reclaim, until=date(2026, 1, 3))
    directive = reclaim.grant.directive
    assert directive is not None
    for without in (0, None):
        directive.interest_points = without
        if without is None:
            with pytest.raises(RuleError) as refused:
                derivation(reclaim, until=date(2026, 1, 3))
            assert refused.value.code == "no_interest"
        else:  # the base rate alone
            assert derivation(reclaim, until=date(2026, 1, 3))
    reclaim.grant.directive = None
    with pytest.raises(RuleError) as refused:
        derivation(reclaim, until=date(2026, 1, 3))
    assert refused.value.code == "no_interest"


def test_claim_of_the_running_project_moved_no_state(staff: Staff) -> None:
    reclaim = claimed(staff)
    case = fresh(reclaim.grant)
    assert after_the_project(case) == [reclaim]
    assert state_before_reclaims(case) == reclaim.state_before
    for state in ("final", "in_payment", "completed", "proof_due", "proof_submitted"):
        Reclaim.objects.filter(pk=reclaim.pk).update(state_before=state)
        assert after_the_project(case) == [], state
    Reclaim.objects.filter(pk=reclaim.pk).update(state_before="proof_checked")
    assert after_the_project(case) == [reclaim]
