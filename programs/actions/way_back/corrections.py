"""Undo a recorded act of a case: asked for with a reason, done by a second person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.errors import RuleError
from core.forms.reasons import check_reason_fits
from programs.actions.signing import check_signatory, lock_grant
from programs.actions.way_back.returns import check_author, check_reason, keep_return
from programs.actions.way_back.undo import UNDO, Target
from programs.choices import Act
from programs.models import (
    Correction,
    Decision,
    Grant,
    InterestPayment,
    Reclaim,
    Repayment,
)
from programs.permissions import partners_of, refusal


@dataclass(frozen=True)
class Correctable:
    """An act of a case that may be undone now: its key in a form, and its name."""

    kind: str
    target: Target

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.target.pk}"

    @property
    def name(self) -> str:
        label = str(UNDO[self.kind].act.label)
        return label if isinstance(self.target, Grant) else f"{label}: {_named(self.target)}"


def _named(target: Target) -> str:
    if isinstance(target, Decision):
        return target.get_kind_display()
    return str(target)


def correctable(grant: Grant) -> Iterator[Correctable]:
    """What of the case may be undone as it stands."""
    for kind, undo in UNDO.items():
        for target in undo.targets(grant):
            yield Correctable(kind, target)


def open_correction(grant: Grant) -> Correction | None:
    """The correction that waits for its signature."""
    return next((one for one in grant.corrections.all() if one.approved_at is None), None)


@transaction.atomic
def ask_correction(grant: Grant, what: str, *, reason: str, by: User, at: datetime) -> Correction:
    """Ask for undoing an act of the case, `what` by its key of Correctable; nothing changes yet."""
    case = lock_grant(grant)
    if not by.has_perm(PREPARE):
        raise refusal("not_allowed", case, PREPARE)
    check_reason(reason)
    check_reason_fits(reason)
    if open_correction(case) is not None:
        raise RuleError(
            _("Another correction of this case awaits its signature."), code="correction_pending"
        )
    chosen = _found(case, what)
    target = chosen.target
    return Correction.objects.create(
        grant=case,
        act=UNDO[chosen.kind].act,
        kind=chosen.kind,
        decision=target if isinstance(target, Decision) else None,
        reclaim=target if isinstance(target, Reclaim) else None,
        repayment=target if isinstance(target, Repayment) else None,
        interest_payment=target if isinstance(target, InterestPayment) else None,
        subject=chosen.name[:400],
        reason=reason.strip(),
        prepared_by=by,
        prepared_at=at,
    )


def _found(case: Grant, key: str) -> Correctable:
    found = next((one for one in correctable(case) if one.key == key), None)
    if found is None:
        raise RuleError(
            _("This cannot be undone any more: something followed. Undo what followed first."),
            field="what",
            code="nothing_open",
        )
    return found


@transaction.atomic
def sign_correction(grant: Grant, *, by: User, at: datetime) -> Correction:
    """Undo what somebody else asked to undo: days are cleared, money is booked back.

    Raises RuleError where something followed in the meantime, or the lines do not carry it.
    """
    case = lock_grant(grant)
    correction = _waiting(case)
    check_signatory(
        by,
        APPROVE,
        prepared_by=correction.prepared_by_id,
        bodies=partners_of(case),
        what=correction,
    )
    _found(case, f"{correction.kind}:{_target_key(correction)}")
    correction.approved_by, correction.approved_at = by, at
    correction.save(update_fields=["approved_by", "approved_at"])
    UNDO[correction.kind].run(correction, case)
    return correction


@transaction.atomic
def withdraw_correction(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Take back what was asked for; the act stands."""
    case = lock_grant(grant)
    correction = _waiting(case)
    check_author(by, correction.prepared_by_id, correction, case=case)
    _drop(case, correction, by=by, at=at, reason=reason, is_withdrawn=True)


@transaction.atomic
def send_correction_back(grant: Grant, *, by: User, at: datetime, reason: str) -> None:
    """Return the request to who asked, with the reason; the act stands."""
    case = lock_grant(grant)
    correction = _waiting(case)
    check_signatory(
        by,
        APPROVE,
        prepared_by=correction.prepared_by_id,
        bodies=partners_of(case),
        what=correction,
    )
    _drop(case, correction, by=by, at=at, reason=reason, is_withdrawn=False)


def _drop(
    case: Grant,
    correction: Correction,
    *,
    by: User,
    at: datetime,
    reason: str,
    is_withdrawn: bool,
) -> None:
    keep_return(
        Act.CORRECTION,
        correction,
        grant=case,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=is_withdrawn,
        prepared_by=correction.prepared_by_id,
    )
    correction.delete()


def _waiting(case: Grant) -> Correction:
    correction = case.corrections.select_for_update(of=("self",)).filter(approved_at=None).first()
    if correction is None:
        raise RuleError(_("No correction of this case awaits its signature."), code="not_prepared")
    return correction


def _target_key(correction: Correction) -> int:
    """The key of the row the correction is about; the case itself where it names none."""
    found: int = (
        correction.decision_id
        or correction.reclaim_id
        or correction.repayment_id
        or correction.interest_payment_id
        or correction.grant_id
    )
    return found
