"""Decisions and reclaims that wait for a signature come back: withdrawn, or sent back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, MANAGE_BUDGET
from core.errors import RuleError
from programs.actions.application import proposed_rejection
from programs.actions.consent import pending_consent
from programs.actions.decision.later import pending_change
from programs.actions.moving import move
from programs.actions.signing import check_may_return, check_signatory, lock_grant, what_is_signed
from programs.actions.way_back.returns import check_author, keep_decision, keep_return
from programs.choices import Act, DecisionKind
from programs.models import Decision, Grant, Reclaim
from programs.permissions import partners_of
from programs.queries.proposal import facts_of_reclaim
from programs.rules.transitions import target_of

Find = Callable[[Grant], Decision | None]


@transaction.atomic
def withdraw_proposal(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Take back the proposed grant decision; the case is in review again, signatures lapse."""
    case = lock_grant(grant)
    target = target_of("take_back", case.state)
    decision = _proposed(case)
    check_author(by, decision.prepared_by_id, what_is_signed(decision), case=case)
    keep_decision(decision, by=by, at=at, reason=reason, is_withdrawn=True)
    _reopen(case, target)


@transaction.atomic
def send_back(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Return a proposed grant to the officer, with the reason."""
    case = lock_grant(grant)
    target = target_of("send_back", case.state)
    decision = _proposed(case)
    check_may_return(by, decision, APPROVE)
    keep_decision(decision, by=by, at=at, reason=reason, is_withdrawn=False)
    _reopen(case, target)


def _proposed(case: Grant) -> Decision:
    waiting = case.decisions.filter(kind=DecisionKind.INITIAL, approved_at__isnull=True)
    decision = waiting.select_for_update(of=("self",)).get()
    decision.grant = case
    return decision


def _reopen(case: Grant, target: str) -> None:
    case.decisions.filter(kind=DecisionKind.INITIAL, approved_at__isnull=True).update(
        countersigned_by=None,
        countersigned_at=None,
        budget_officer_consent_by=None,
        budget_officer_consent_on=None,
    )
    move(case, target, on=None)


@transaction.atomic
def refuse_consent(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Return what waits for the budget officer's consent to who prepared it."""
    case = lock_grant(grant)
    decision = pending_consent(case)
    if decision is None:
        text = _("This case does not wait for the budget officer's consent.")
        raise RuleError(text, code="nothing_open")
    decision.grant = case
    check_may_return(by, decision, MANAGE_BUDGET)
    keep_decision(decision, by=by, at=at, reason=reason, is_withdrawn=False)
    if decision.kind == DecisionKind.INITIAL:
        _reopen(case, target_of("send_back", case.state))
    else:
        decision.delete()


@transaction.atomic
def drop_change(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Take back a proposed amendment or ending."""
    _remove(lock_grant(grant), pending_change, by=by, at=at, reason=reason, is_withdrawn=True)


@transaction.atomic
def send_change_back(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Return a proposed amendment or ending to who prepared it, with the reason."""
    _remove(lock_grant(grant), pending_change, by=by, at=at, reason=reason, is_withdrawn=False)


@transaction.atomic
def withdraw_rejection(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Take back a proposed rejection; the case stays where it is."""
    _remove(lock_grant(grant), proposed_rejection, by=by, at=at, reason=reason, is_withdrawn=True)


@transaction.atomic
def send_rejection_back(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Return a proposed rejection to who prepared it, with the reason."""
    _remove(lock_grant(grant), proposed_rejection, by=by, at=at, reason=reason, is_withdrawn=False)


@transaction.atomic
def withdraw_reclaim(reclaim: Reclaim, *, by: User, at: datetime, reason: str) -> None:
    """Take back a reclaim that nobody signed."""
    _remove_reclaim(reclaim, by=by, at=at, reason=reason, is_withdrawn=True)


@transaction.atomic
def send_reclaim_back(reclaim: Reclaim, *, by: User, at: datetime, reason: str) -> None:
    """Return a reclaim to who prepared it, with the reason."""
    _remove_reclaim(reclaim, by=by, at=at, reason=reason, is_withdrawn=False)


def _remove(
    case: Grant, find: Find, *, by: User, at: datetime, reason: str, is_withdrawn: bool
) -> None:
    decision = find(case)
    if decision is None:
        raise RuleError(_("Nothing of this case awaits its approval."), code="not_prepared")
    decision.grant = case
    if is_withdrawn:
        check_author(by, decision.prepared_by_id, what_is_signed(decision), case=case)
    else:
        check_may_return(by, decision, APPROVE)
    keep_decision(decision, by=by, at=at, reason=reason, is_withdrawn=is_withdrawn)
    decision.delete()


def _remove_reclaim(
    reclaim: Reclaim, *, by: User, at: datetime, reason: str, is_withdrawn: bool
) -> None:
    case = lock_grant(reclaim.grant)
    locked = Reclaim.objects.select_for_update(of=("self",)).get(pk=reclaim.pk)
    locked.grant = case
    if locked.approved_at is not None:
        raise RuleError(_("This reclaim is approved already."), code="approved_already")
    if is_withdrawn:
        check_author(by, locked.prepared_by_id, locked, case=case)
    else:
        check_signatory(
            by,
            APPROVE,
            prepared_by=locked.prepared_by_id,
            bodies=partners_of(case),
            what=locked,
        )
    keep_return(
        Act.RECLAIM,
        Act.RECLAIM.label,
        grant=case,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=is_withdrawn,
        prepared_by=locked.prepared_by_id,
        amount_eur=locked.amount_eur,
        facts=facts_of_reclaim(locked),
    )
    locked.delete()
