"""Reclaims: opened by one person, approved by another, paid back with interest."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.database.values import takes_values
from core.errors import RuleError
from core.formats import format_eur
from core.forms.days import check_not_future
from core.money import ZERO
from programs.actions.letter import keep_reclaim_letter
from programs.actions.moving import move
from programs.actions.reclaim.booking import (
    amount_that_came,
    book_against,
    book_claim,
    left_by_line,
)
from programs.actions.signing import check_signatory, lock_grant
from programs.actions.way_back.returns import settle_returns
from programs.choices import AMENDING, DecisionKind, EntryKind, GrantState
from programs.models import Grant, Reclaim, Repayment
from programs.permissions import partners_of
from programs.queries.dates import check_day
from programs.queries.proof import reclaimable_eur
from programs.queries.reclaim import open_eur, open_interest_eur, standing
from programs.rules.dates import Day
from programs.rules.steps.base import RUNNING
from programs.rules.transitions import target_of
from programs.terms.amendment import check_all_sent
from programs.terms.claims import check_due_day, check_heard

GROUNDS = (*AMENDING, DecisionKind.REVOCATION, DecisionKind.ANNULMENT, DecisionKind.LAPSE)
KEEPING_STATE = (*RUNNING, GrantState.RECLAIM_OPEN)


@takes_values
@transaction.atomic
def open_reclaim(
    grant: Grant,
    *,
    amount_eur: Decimal,
    reason: str,
    hearing_on: date | None,
    interest_from: date,
    due_on: date,
    by: User,
    at: datetime,
    excess_reason: str = "",
) -> Reclaim:
    """Put a reclaim of `amount_eur` euros before a second person; nothing is booked yet.

    Raises RuleError if more is claimed than was paid and not claimed yet, or nobody was heard. More
    than the overpayment of a checked proof is claimed with an `excess_reason` only.
    """
    case = lock_grant(grant)
    _state_with_claim(case)
    require(by, PREPARE)
    check_all_sent(case)
    if not reason.strip():
        raise RuleError(_("Give the reason of the reclaim."), field="reason")
    today = timezone.localdate(at)
    check_heard(case, hearing_on, today=today)
    check_due_day(due_on, today=today)
    check_not_future(interest_from, at=at, field="interest_from")
    check_day(case, Day.INTEREST_FROM, interest_from, field="interest_from")
    left = claimable_eur(case)
    if not 0 < amount_eur <= left:
        message = _("%(left)s were paid and not reclaimed yet. Enter up to this amount.")
        raise RuleError(message % {"left": format_eur(left)}, field="amount_eur")
    excess = _excess_reason(case, amount_eur, excess_reason.strip())
    if case.reclaims.filter(approved_at__isnull=True).exists():
        raise RuleError(_("Another reclaim awaits its approval."), code="reclaim_pending")
    settle_returns(case, at=at)
    return Reclaim.objects.create(
        grant=case,
        decision=case.decisions.filter(kind__in=GROUNDS, approved_at__isnull=False).last(),
        reason=reason.strip(),
        hearing_on=hearing_on,
        amount_eur=amount_eur,
        excess_reason=excess,
        interest_from=interest_from,
        due_on=due_on,
        prepared_by=by,
        prepared_at=at,
    )


@transaction.atomic
def approve_reclaim(reclaim: Reclaim, *, by: User, at: datetime) -> None:
    """Sign the reclaim and book the claim, split as the money was paid.

    A project that runs on keeps its state.
    """
    case, locked = lock_reclaim(reclaim)
    if locked.approved_at is not None:
        raise RuleError(_("This reclaim is approved already."), code="approved_already")
    check_second_person(case, locked, by)
    day = timezone.localdate(at)
    locked.approved_by, locked.approved_at = by, at
    locked.limitation_on = lapses_on(case, day)
    locked.state_before = case.state
    locked.save(update_fields=["approved_by", "approved_at", "limitation_on", "state_before"])
    book_claim(case, locked, at=at)
    keep_reclaim_letter(locked, by=by, at=at)
    target = _state_with_claim(case)
    if target != case.state:
        move(case, target, on=day)


@takes_values
@transaction.atomic
def record_repayment(
    reclaim: Reclaim,
    *,
    paid_on: date,
    by: User,
    at: datetime,
    amount_eur: Decimal | None = None,
    booking_reference: str = "",
) -> Repayment:
    """Record that the claim was paid back on a day, or `amount_eur` euros of it.

    With the last euro the principal is paid and bears no more interest. The interest is claimed
    next (programs.actions.reclaim.interest); where it is waived already, the reclaim is settled.
    Raises RuleError for more than is open.
    """
    case, locked = lock_reclaim(reclaim)
    require(by, PREPARE)
    check_unsettled(locked)
    if locked.paid_on is not None:
        raise RuleError(_("The principal of this reclaim is repaid."), code="paid_already")
    check_not_future(paid_on, at=at, field="paid_on")
    check_day(case, Day.REPAID, paid_on, field="paid_on", rows=[locked])
    left = open_eur(locked)
    message = _("%(left)s are still open. Enter up to this amount.")
    amount = amount_that_came(amount_eur, left, message)
    repayment = Repayment.objects.create(
        reclaim=locked,
        amount_eur=amount,
        paid_on=paid_on,
        booking_reference=booking_reference.strip(),
        recorded_by=by,
    )
    book_against(
        locked,
        EntryKind.CLAIM,
        EntryKind.REPAYMENT,
        amount,
        on=paid_on,
        at=at,
        by=by,
        repayment=repayment,
    )
    if amount == left:
        _end_principal(case, locked)
    return repayment


def _excess_reason(case: Grant, amount_eur: Decimal, reason: str) -> str:
    """The reason for more than the overpayment, "" where no more is claimed; RuleError without."""
    over = reclaimable_eur(case)
    if over is None or amount_eur <= over:
        return ""
    if not reason:
        message = _(
            "By the proof of use %(over)s were overpaid and not reclaimed yet. Enter up to this "
            "amount, or the reason for more."
        )
        raise RuleError(
            message % {"over": format_eur(over)}, field="amount_eur", code="above_overpayment"
        )
    return reason


def _end_principal(case: Grant, reclaim: Reclaim) -> None:
    """The principal came back in whole, on the latest day of its parts."""
    reclaim.paid_on = max(part.paid_on for part in standing(reclaim.repayments.all()))
    if reclaim.waived_by_id is not None:
        reclaim.interest_to, reclaim.interest_eur = reclaim.paid_on, ZERO
    reclaim.save(update_fields=["paid_on", "interest_to", "interest_eur"])
    settle_if_nothing_owed(case, reclaim, on=reclaim.paid_on)


def settle_if_nothing_owed(case: Grant, reclaim: Reclaim, *, on: date) -> None:
    """Settle the reclaim once principal and interest came or are waived; the case with its last.

    It is settled `on` a day, but not before its principal came and its interest was waived.
    """
    if reclaim.paid_on is None or open_interest_eur(reclaim) != ZERO:
        return
    day = max(on, reclaim.paid_on, reclaim.waived_on or on)
    reclaim.settled_on = day
    reclaim.save(update_fields=["settled_on"])
    if case.state == GrantState.RECLAIM_OPEN and not case.reclaims.unsettled().exists():
        move(case, target_of("settle_reclaim", case.state), on=day)


def _state_with_claim(case: Grant) -> str:
    """The state of the case once a reclaim is approved; RuleError where none may be opened."""
    if case.state in KEEPING_STATE:
        return case.state
    return target_of("open_reclaim", case.state)


def claimable_eur(grant: Grant) -> Decimal:
    """What was paid and neither claimed nor repaid, in euros."""
    return sum((left for _line, left in left_by_line(grant)), Decimal(0))


def lapses_on(case: Grant, day: date) -> date | None:
    """When a claim of `day` lapses: the directive's years after the end of its year."""
    years = case.directive.limitation_years if case.directive else None
    return date(day.year + years, 12, 31) if years is not None else None


def lock_reclaim(reclaim: Reclaim) -> tuple[Grant, Reclaim]:
    """The case and its reclaim, both locked until the commit."""
    case = lock_grant(reclaim.grant)
    locked = Reclaim.objects.select_for_update(of=("self",)).get(pk=reclaim.pk)
    locked.grant = case
    return case, locked


def check_unsettled(reclaim: Reclaim) -> None:
    """Raise RuleError unless the reclaim is approved and something of it is open."""
    if reclaim.approved_at is None:
        raise RuleError(_("This reclaim is not approved yet."), code="not_approved")
    if reclaim.settled_on is not None:
        raise RuleError(_("This reclaim is settled already."), code="paid_already")


def check_second_person(case: Grant, reclaim: Reclaim, by: User) -> None:
    """Raise RuleError unless `by` may approve, did not prepare it and works for no partner."""
    check_signatory(
        by, APPROVE, prepared_by=reclaim.prepared_by_id, bodies=partners_of(case), what=reclaim
    )


def require(by: User, permission: str) -> None:
    """Raise RuleError unless the role of `by` has the permission."""
    if not by.has_perm(permission):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
