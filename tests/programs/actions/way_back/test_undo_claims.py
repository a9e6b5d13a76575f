"""Reclaims and repayments are undone, backwards and by reversal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from programs.actions.reclaim.claims import record_repayment
from programs.actions.way_back import corrections
from programs.choices import EntryKind, GrantState
from programs.models import (
    Decision,
    Grant,
    GrantBalance,
    LedgerEntry,
    Reclaim,
)
from programs.queries.reclaim import open_eur
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.signatures import paid_and_ended

pytestmark = pytest.mark.django_db

WHY = "Falsch erfasst"


def undo(staff: Staff, case: Grant, kind: str, target: Decision | None = None) -> Grant:
    """The case after two people undid an act of that kind: the first, or that on `target`."""
    key = next(
        one.key
        for one in corrections.correctable(fresh(case))
        if one.kind == kind and target in (None, one.target)
    )
    corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW)
    corrections.sign_correction(case, by=staff.approver, at=NOW)
    assert (lost(), overspent()) == ([], [])
    return fresh(case)


def kinds(case: Grant) -> list[str]:
    return [one.kind for one in corrections.correctable(fresh(case))]


def test_a_reclaim_is_cancelled_and_its_claim_booked_back(staff: Staff) -> None:
    claim = staff.reclaimed(paid_and_ended(staff), "500.00")
    case = undo(staff, claim.grant, "reclaim")
    assert (case.state, case.reclaims.count()) == (GrantState.REVOKED, 0)
    assert Reclaim.on_file.get(pk=claim.pk).cancelled_at is not None
    assert GrantBalance.objects.get(grant=case).claimed_eur == Decimal(0)
    staff.reclaimed(case, "500.00")


def test_a_repayment_is_booked_back_and_the_claim_is_open_again(staff: Staff) -> None:
    claim = staff.reclaimed(paid_and_ended(staff), "500.00")
    record_repayment(claim, amount_eur=Decimal("200.00"), paid_on=TODAY, by=staff.officer, at=NOW)
    assert "reclaim" not in kinds(claim.grant)
    case = undo(staff, claim.grant, "repayment")
    assert (case.state, open_eur(claim)) == (GrantState.RECLAIM_OPEN, Decimal("500.00"))
    assert GrantBalance.objects.get(grant=case).repaid_eur == Decimal(0)
    back = LedgerEntry.objects.filter(kind=EntryKind.REPAYMENT, reverses__isnull=False)
    assert sum(entry.amount_eur for entry in back) == Decimal("-200.00")
    assert "repayment" not in kinds(case)
    assert "reclaim" in kinds(case)
