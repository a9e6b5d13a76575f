"""How claims are undone: a reclaim, what came back on it, its interest and what came of that."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from core.money import ZERO
from programs.actions.moving import move
from programs.actions.reclaim.claims import lapses_on, settle_if_nothing_owed
from programs.actions.way_back.undo_booking import reverse_entries
from programs.choices import EntryKind, GrantState
from programs.models import (
    Correction,
    Grant,
    InterestPayment,
    Reclaim,
    Repayment,
)
from programs.queries.reclaim import after_the_project, standing, state_before_reclaims


def claimed(case: Grant) -> Iterable[Reclaim]:
    if case.state == GrantState.CLOSED:
        return []
    claims = [claim for claim in case.reclaims.all() if claim.approved_at is not None]
    return [claim for claim in claims if not standing(claim.repayments.all())]


def _lock_claim(key: int | None) -> Reclaim:
    return Reclaim.objects.select_for_update(of=("self",)).get(pk=key or 0)


def cancel_reclaim(correction: Correction, case: Grant) -> None:
    claim = _lock_claim(correction.reclaim_id)
    reverse_entries(claim.entries.filter(kind=EntryKind.CLAIM), correction)
    claim.cancelled_at = correction.approved_at
    claim.save(update_fields=["cancelled_at"])
    approved = case.reclaims.in_force()
    if case.state != GrantState.RECLAIM_OPEN or approved.unsettled().exists():
        return
    if not after_the_project(case):
        move(case, state_before_reclaims(case), on=None)
    elif not case.reclaims.unsettled().exists():
        move(case, GrantState.RECLAIM_SETTLED, on=None)


def repaid(case: Grant) -> Iterable[Repayment]:
    """What came back, as long as no interest was claimed on its day."""
    if case.state == GrantState.CLOSED:
        return []
    claims = [claim for claim in case.reclaims.all() if claim.interest_claimed_on is None]
    return [part for claim in claims for part in standing(claim.repayments.all())]


def cancel_repayment(correction: Correction, case: Grant) -> None:
    part = Repayment.objects.get(pk=correction.repayment_id or 0)
    claim = _lock_claim(part.reclaim_id)
    Repayment.objects.create(
        reclaim=claim,
        amount_eur=-part.amount_eur,
        paid_on=part.paid_on,
        recorded_by=correction.prepared_by,
        reverses=part,
        reason=correction.reason,
    )
    reverse_entries(part.entries.all(), correction)
    if claim.paid_on is None:
        return
    claim.paid_on = claim.interest_to = claim.interest_eur = None
    _reopen(case, claim)


def _reopen(case: Grant, claim: Reclaim) -> None:
    """Something of the claim is owed again; saves it."""
    claim.settled_on = None
    claim.save()
    if case.state == GrantState.RECLAIM_SETTLED:
        move(case, GrantState.RECLAIM_OPEN, on=None)


def interest_claimed(case: Grant) -> Iterable[Reclaim]:
    if case.state == GrantState.CLOSED:
        return []
    claims = [claim for claim in case.reclaims.all() if claim.interest_claimed_on is not None]
    return [claim for claim in claims if not standing(claim.interest_payments.all())]


def undo_interest_claim(correction: Correction, case: Grant) -> None:
    """The interest is unclaimed again; what was waived of it stays waived, in whole."""
    claim = _lock_claim(correction.reclaim_id)
    reverse_entries(claim.entries.filter(kind=EntryKind.INTEREST_CLAIM), correction)
    claim.interest_due_on = claim.interest_claimed_on = claim.interest_claimed_by = None
    claim.limitation_on = lapses_on(case, timezone.localdate(claim.approved_at))
    claim.waived_eur = ZERO
    claim.interest_eur, claim.interest_to = None, None
    if claim.waived_by_id is None:
        _reopen(case, claim)
        return
    claim.interest_eur, claim.interest_to = ZERO, claim.paid_on
    claim.save()
    if claim.settled_on is None:
        settle_if_nothing_owed(case, claim, on=timezone.localdate(correction.approved_at))


def interest_paid(case: Grant) -> Iterable[InterestPayment]:
    if case.state == GrantState.CLOSED:
        return []
    return [
        part for claim in case.reclaims.all() for part in standing(claim.interest_payments.all())
    ]


def cancel_interest_payment(correction: Correction, case: Grant) -> None:
    part = InterestPayment.objects.get(pk=correction.interest_payment_id or 0)
    claim = _lock_claim(part.reclaim_id)
    InterestPayment.objects.create(
        reclaim=claim,
        amount_eur=-part.amount_eur,
        paid_on=part.paid_on,
        recorded_by=correction.prepared_by,
        reverses=part,
        reason=correction.reason,
    )
    reverse_entries(part.entries.all(), correction)
    _reopen(case, claim)
