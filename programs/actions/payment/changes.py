"""What happens to drawdowns and payments later: given back, cancelled, used."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from core.forms.reasons import check_reason_fits
from core.money import sum_eur
from programs.actions.booking import book, lock_lines
from programs.actions.moving import move
from programs.actions.payment.limits import rests_by_partner
from programs.actions.signing import check_signatory, lock_grant
from programs.actions.way_back.returns import (
    check_author,
    check_not_asked,
    check_reason,
    keep_return,
)
from programs.choices import Act, EntryKind, GrantState
from programs.models import Drawdown, Grant, LedgerEntry, Payment
from programs.permissions import partners_of
from programs.queries.dates import check_day, check_first_payment_stays
from programs.rules.dates import Day


@transaction.atomic
def release_drawdown(drawdown: Drawdown, *, reason: str, on: date, by: User, at: datetime) -> None:
    """Give back what a drawdown has left unpaid; it can be drawn again.

    Raises RuleError if nothing is left, or a payment waits to be ordered.
    """
    case = _case(drawdown, by)
    locked = Drawdown.objects.select_for_update(of=("self",)).get(pk=drawdown.pk)
    if locked.payments.filter(ordered_at__isnull=True, cancelled_at__isnull=True).exists():
        message = _("A payment of this drawdown is not ordered yet. Order or cancel it first.")
        raise RuleError(message, code="payment_open")
    _check_reason(reason)
    check_not_future(on, at=at)
    _check_drawn_by(locked, on)
    lock_lines([locked.line_id])
    rests = rests_by_partner(locked, EntryKind.DRAWDOWN, EntryKind.PAYMENT)
    rest = sum_eur(amount for _municipality, amount in rests)
    if rest <= 0:
        raise RuleError(_("Nothing of this drawdown is left unpaid."), code="nothing_left")
    locked.released_eur += rest
    locked.save(update_fields=["released_eur"])
    book(
        [
            LedgerEntry(
                kind=EntryKind.DRAWDOWN,
                amount_eur=-amount,
                line_id=locked.line_id,
                grant=case,
                municipality_id=municipality,
                drawdown=locked,
                document=f"{case.file_reference}: {EntryKind.DRAWDOWN.label}",
                reason=reason.strip(),
                booked_on=on,
                recorded_by=by,
            )
            for municipality, amount in rests
            if amount
        ],
        at=at,
    )
    is_drawn = case.balances.filter(drawn_eur__gt=0).exists()
    if case.state == GrantState.IN_PAYMENT and not is_drawn:
        move(case, GrantState.FINAL, on=on)


@transaction.atomic
def ask_to_cancel(payment: Payment, *, reason: str, by: User, at: datetime) -> None:
    """Ask for the cancelling of a payment; one that was not ordered is cancelled at once."""
    case = _case(payment.drawdown, by)
    locked = _lock(payment)
    _check_reason(reason)
    check_not_asked(locked.cancel_prepared_by_id, locked)
    if locked.ordered_at is None:
        check_author(by, locked.prepared_by_id, locked, case=case)
    locked.cancel_reason, locked.cancel_prepared_by = reason.strip(), by
    if locked.ordered_at is None:
        locked.cancelled_by, locked.cancelled_at = by, at
    locked.save()


@transaction.atomic
def send_payment_back(payment: Payment, *, reason: str, by: User, at: datetime) -> None:
    """Return a payment that is not ordered to who found it correct; its row stays, cancelled."""
    case = lock_grant(payment.drawdown.grant)
    locked = _lock(payment)
    if locked.ordered_at is not None:
        raise RuleError(_("This payment is ordered already."), code="ordered_already")
    check_signatory(
        by, APPROVE, prepared_by=locked.prepared_by_id, bodies=partners_of(case), what=locked
    )
    _keep_return(case, locked, Act.PAYMENT, locked.prepared_by_id, reason=reason, by=by, at=at)
    locked.cancel_reason, locked.cancel_prepared_by = reason.strip(), by
    locked.cancelled_by, locked.cancelled_at = by, at
    locked.save()


@transaction.atomic
def keep_payment(payment: Payment, *, by: User) -> None:
    """Withdraw the request to cancel a payment."""
    case = lock_grant(payment.drawdown.grant)
    locked = _lock(payment)
    check_author(by, locked.cancel_prepared_by_id, locked, case=case)
    _check_asked(locked)
    _check_open(case)
    locked.cancel_reason, locked.cancel_prepared_by = "", None
    locked.save()


@transaction.atomic
def refuse_cancelling(payment: Payment, *, reason: str, by: User, at: datetime) -> None:
    """Return the request to cancel a payment to who asked; the payment stands."""
    case = lock_grant(payment.drawdown.grant)
    locked = _lock(payment)
    check_signatory(
        by,
        APPROVE,
        prepared_by=locked.cancel_prepared_by_id,
        bodies=partners_of(case),
        what=locked,
    )
    _check_asked(locked)
    asked_by = locked.cancel_prepared_by_id
    _keep_return(case, locked, Act.CANCELLING, asked_by, reason=reason, by=by, at=at)
    locked.cancel_reason, locked.cancel_prepared_by = "", None
    locked.save()


def _keep_return(
    case: Grant,
    payment: Payment,
    act: Act,
    prepared_by: int | None,
    *,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    check_reason(reason)
    check_reason_fits(reason)
    keep_return(
        act,
        f"{act.label}: {payment}",
        grant=case,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=False,
        prepared_by=prepared_by,
        amount_eur=payment.amount_eur,
    )


@transaction.atomic
def cancel_payment(payment: Payment, *, by: User, at: datetime) -> None:
    """Cancel an ordered payment that somebody else asked to cancel: its bookings are reversed.

    Raises RuleError with code "four_eyes" for whoever asked, and for the members of a partner.
    """
    case = lock_grant(payment.drawdown.grant)
    _check_open(case)
    locked = _lock(payment)
    check_signatory(
        by,
        APPROVE,
        prepared_by=locked.cancel_prepared_by_id,
        bodies=partners_of(case),
        what=locked,
    )
    _check_asked(locked)
    check_first_payment_stays(case, without=locked)
    lock_lines([locked.drawdown.line_id])
    locked.cancelled_by, locked.cancelled_at = by, at
    locked.save()
    book(
        [
            LedgerEntry(
                kind=entry.kind,
                amount_eur=-entry.amount_eur,
                line_id=entry.line_id,
                grant_id=entry.grant_id,
                municipality_id=entry.municipality_id,
                drawdown_id=entry.drawdown_id,
                payment=locked,
                document=entry.document,
                reason=locked.cancel_reason,
                booked_on=timezone.localdate(at),
                recorded_by=locked.cancel_prepared_by,
                approved_by=by,
                reverses=entry,
            )
            for entry in locked.entries.filter(reverses__isnull=True)
        ],
        at=at,
    )


@transaction.atomic
def record_use(payment: Payment, *, used_on: date, by: User, at: datetime) -> None:
    """Record that the recipients reported the use of the money by `used_on`."""
    lock_grant(payment.drawdown.grant)
    locked = _lock(payment)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if locked.paid_on is None:
        raise RuleError(_("This payment is not ordered yet."), code="not_ordered")
    check_not_future(used_on, at=at, field="used_on")
    check_day(locked.drawdown.grant, Day.USED, used_on, field="used_on", rows=[locked])
    locked.used_on = used_on
    locked.save(update_fields=["used_on"])


def _case(drawdown: Drawdown, by: User) -> Grant:
    """The locked case, if it is open and the role of `by` allows it."""
    case = lock_grant(drawdown.grant)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    _check_open(case)
    return case


def _check_open(case: Grant) -> None:
    if case.state == GrantState.CLOSED:
        raise RuleError(_("The case is closed."), field="state", code="closed")


def _check_drawn_by(drawdown: Drawdown, on: date) -> None:
    """Raise RuleError with code "order" for a day before the money was drawn, or last paid."""
    last = drawdown.entries.aggregate(day=Max("booked_on"))["day"]
    if last is not None and on < last:
        message = _("%(day)s: the last booking of this drawdown is of %(last)s. Correct the day.")
        values = {"day": format_day(on), "last": format_day(last)}
        raise RuleError(message % values, field="on", code="order")


def _lock(payment: Payment) -> Payment:
    """The payment, locked; raises RuleError if it is cancelled."""
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if locked.cancelled_at is not None:
        raise RuleError(_("This payment is cancelled."), code="cancelled")
    return locked


def _check_asked(payment: Payment) -> None:
    if payment.cancel_prepared_by_id is None:
        raise RuleError(_("Nobody asked to cancel this payment."), code="not_asked")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError(_("Give the reason."), field="reason", code="reason")
    check_reason_fits(reason)
