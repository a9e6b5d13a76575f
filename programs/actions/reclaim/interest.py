"""The interest on a reclaim: claimed with its own due day, paid in parts, waived by two people."""

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
from core.forms.days import check_not_future
from core.forms.reasons import check_reason_fits
from core.money import ZERO, split_eur
from programs.actions.reclaim.booking import (
    amount_that_came,
    book_against,
    book_parts,
    owed_by_partner,
)
from programs.actions.reclaim.claims import (
    check_second_person,
    check_unsettled,
    lapses_on,
    lock_reclaim,
    require,
    settle_if_nothing_owed,
)
from programs.actions.signing import check_signatory
from programs.actions.way_back.returns import (
    check_author,
    check_reason,
    keep_return,
    settle_returns,
)
from programs.choices import Act, EntryKind
from programs.models import Grant, InterestPayment, Reclaim
from programs.permissions import partners_of
from programs.queries.dates import check_day
from programs.queries.reclaim import derivation, open_interest_eur, standing
from programs.rules.dates import Day
from programs.rules.interest import interest_eur
from programs.terms.claims import check_due_day


@transaction.atomic
def claim_interest(reclaim: Reclaim, *, due_on: date, by: User, at: datetime) -> None:
    """Claim the interest up to the day the principal was paid, due on `due_on`.

    Booked as a claim, not as money, in proportion to the claims. It lapses the directive's years
    after the end of the year it is due in. Interest of 0.00 settles the reclaim. Raises RuleError
    while principal is open, where a waiver awaits its second person or a base rate is missing.
    """
    case, locked = lock_reclaim(reclaim)
    require(by, PREPARE)
    check_unsettled(locked)
    if locked.paid_on is None:
        raise RuleError(
            _("The principal is not repaid in whole, so the interest still grows."),
            code="principal_open",
        )
    if locked.interest_eur is not None:
        raise RuleError(_("The interest is claimed already."), code="claimed_already")
    _check_no_waiver(locked)
    today = timezone.localdate(at)
    check_due_day(due_on, today=today)
    amount = interest_eur(derivation(locked, until=locked.paid_on))
    locked.interest_to, locked.interest_eur = locked.paid_on, amount
    locked.interest_due_on, locked.interest_claimed_on = due_on, today
    locked.interest_claimed_by = by
    locked.limitation_on = lapses_on(case, due_on)
    locked.save()
    claims = owed_by_partner(locked, EntryKind.CLAIM, EntryKind.INTEREST_CLAIM)
    parts = split_eur(amount, list(claims.values()))
    booked = dict(zip(claims, parts, strict=True))
    book_parts(locked, EntryKind.INTEREST_CLAIM, booked, on=today, at=at, by=by)
    settle_if_nothing_owed(case, locked, on=today)


@takes_values
@transaction.atomic
def record_interest_payment(
    reclaim: Reclaim,
    *,
    paid_on: date,
    by: User,
    at: datetime,
    amount_eur: Decimal | None = None,
    booking_reference: str = "",
) -> InterestPayment:
    """Record that the claimed interest came on a day, or `amount_eur` euros of it.

    The last cent settles the reclaim. Raises RuleError for more than is open.
    """
    case, locked = lock_reclaim(reclaim)
    require(by, PREPARE)
    check_unsettled(locked)
    left = open_interest_eur(locked)
    if left is None:
        raise RuleError(_("Claim the interest first."), code="interest_not_claimed")
    check_not_future(paid_on, at=at, field="paid_on")
    check_day(case, Day.INTEREST_PAID, paid_on, field="paid_on")
    message = _("%(left)s of the interest are still open. Enter up to this amount.")
    amount = amount_that_came(amount_eur, left, message)
    payment = InterestPayment.objects.create(
        reclaim=locked,
        amount_eur=amount,
        paid_on=paid_on,
        booking_reference=booking_reference.strip(),
        recorded_by=by,
    )
    book_against(
        locked,
        EntryKind.INTEREST_CLAIM,
        EntryKind.INTEREST,
        amount,
        on=paid_on,
        at=at,
        by=by,
        interest_payment=payment,
    )
    last = max(part.paid_on for part in standing(locked.interest_payments.all()))
    settle_if_nothing_owed(case, locked, on=last)
    return payment


@transaction.atomic
def propose_waiver(reclaim: Reclaim, *, reason: str, by: User, at: datetime) -> None:
    """Put the waiver of the interest, or of what is open of it, before a second person."""
    case, locked = lock_reclaim(reclaim)
    require(by, PREPARE)
    check_unsettled(locked)
    _check_no_waiver(locked)
    check_reason(reason)
    check_reason_fits(reason)
    settle_returns(case, at=at)
    locked.waived_interest_reason, locked.waiver_proposed_by = reason.strip(), by
    locked.save(update_fields=["waived_interest_reason", "waiver_proposed_by"])


@transaction.atomic
def waive_interest(reclaim: Reclaim, *, by: User, at: datetime) -> None:
    """Waive the interest as proposed; what was claimed of it and did not come is booked off.

    `by` neither prepared the reclaim nor proposed the waiver.
    """
    case, locked = lock_reclaim(reclaim)
    check_unsettled(locked)
    _check_proposed(locked)
    check_second_person(case, locked, by)
    _check_may_decide(case, locked, by)
    today = timezone.localdate(at)
    locked.waived_by, locked.waived_on = by, today
    _book_waiver(locked, on=today, at=at)
    locked.waived_eur = open_interest_eur(locked) or ZERO
    if locked.paid_on is not None and locked.interest_eur is None:
        locked.interest_to, locked.interest_eur = locked.paid_on, ZERO
    locked.save()
    settle_if_nothing_owed(case, locked, on=today)


@transaction.atomic
def withdraw_waiver(reclaim: Reclaim, *, by: User, at: datetime, reason: str) -> None:
    """Take a proposed waiver back; the interest stays owed."""
    case, locked = lock_reclaim(reclaim)
    _check_proposed(locked)
    check_author(by, locked.waiver_proposed_by_id, locked, case=case)
    _drop_waiver(case, locked, by=by, at=at, reason=reason, is_withdrawn=True)


@transaction.atomic
def send_waiver_back(reclaim: Reclaim, *, by: User, at: datetime, reason: str) -> None:
    """Return a proposed waiver to who proposed it, with the reason; the interest stays owed."""
    case, locked = lock_reclaim(reclaim)
    _check_proposed(locked)
    _check_may_decide(case, locked, by)
    _drop_waiver(case, locked, by=by, at=at, reason=reason, is_withdrawn=False)


def _drop_waiver(
    case: Grant, reclaim: Reclaim, *, by: User, at: datetime, reason: str, is_withdrawn: bool
) -> None:
    keep_return(
        Act.WAIVER,
        f"{Act.WAIVER.label}: {reclaim}",
        grant=case,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=is_withdrawn,
        prepared_by=reclaim.waiver_proposed_by_id,
        amount_eur=open_interest_eur(reclaim),
    )
    reclaim.waived_interest_reason, reclaim.waiver_proposed_by = "", None
    reclaim.save(update_fields=["waived_interest_reason", "waiver_proposed_by"])


def _check_may_decide(case: Grant, reclaim: Reclaim, by: User) -> None:
    """Raise RuleError unless `by` may approve and did not propose the waiver."""
    check_signatory(
        by,
        APPROVE,
        prepared_by=reclaim.waiver_proposed_by_id,
        bodies=partners_of(case),
        what=reclaim,
    )


def _book_waiver(reclaim: Reclaim, *, on: date, at: datetime) -> None:
    """Take what is open of the claimed interest off its lines and partners."""
    rests = owed_by_partner(reclaim, EntryKind.INTEREST_CLAIM, EntryKind.INTEREST)
    book_parts(
        reclaim,
        EntryKind.INTEREST_CLAIM,
        {key: -rest for key, rest in rests.items()},
        on=on,
        at=at,
        by=reclaim.waiver_proposed_by,
        approved_by=reclaim.waived_by,
        reason=reclaim.waived_interest_reason,
    )


def _check_no_waiver(reclaim: Reclaim) -> None:
    if reclaim.waived_by_id is not None:
        raise RuleError(_("The interest is waived already."), code="waived_already")
    if reclaim.waiver_proposed_by_id is not None:
        raise RuleError(
            _("A waiver of the interest awaits its approval. Decide on it first."),
            code="waiver_pending",
        )


def _check_proposed(reclaim: Reclaim) -> None:
    if reclaim.waiver_proposed_by_id is None:
        raise RuleError(_("Nobody proposed to waive the interest."), code="not_proposed")
    if reclaim.waived_by_id is not None:
        raise RuleError(_("The interest is waived already."), code="waived_already")
