"""Central payments: found correct by one person, booked by another, cancelled by two."""

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
from programs.actions.booking import book, check_free, check_free_since, check_is_cash, lock_lines
from programs.actions.signing import check_signatory
from programs.actions.way_back.returns import (
    check_author,
    check_not_asked,
    check_reason,
    keep_return,
)
from programs.choices import Act, EntryKind, FundingStatus, GrantKind
from programs.models import BudgetLine, CentralPayment, LedgerEntry
from programs.queries.efa import EFA_PROGRAM
from programs.terms.years import check_books_are_open, check_books_take_back


def check_central_payment(payment: CentralPayment, *, by: User, at: datetime) -> None:
    """Raise RuleError for the first rule that a payment to be proposed breaks; writes nothing.

    Locks the line. Raises BudgetExceeded with what is free.
    """
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow preparing payments."), code="not_allowed")
    if payment.amount_eur is None or payment.amount_eur <= 0:
        raise RuleError(_("Enter an amount of more than 0,00 €."), field="amount_eur")
    for name in ("payee", "purpose", "document"):
        if not getattr(payment, name).strip():
            raise RuleError(_("Say who is paid, what for, and by which document."), field=name)
    _check_line(payment.line)
    check_books_are_open([payment.line], at=at)
    check_free(lock_lines([payment.line_id]), {payment.line_id: payment.amount_eur})


@takes_values
@transaction.atomic
def propose_central_payment(payment: CentralPayment, *, by: User, at: datetime) -> CentralPayment:
    """Save a new payment, found correct by `by`; nothing is booked before a second person signs."""
    check_central_payment(payment, by=by, at=at)
    payment.prepared_by, payment.prepared_at = by, at
    payment.save()
    return payment


@takes_values
@transaction.atomic
def approve_central_payment(
    payment: CentralPayment, *, on: date, by: User, at: datetime, booking_reference: str = ""
) -> None:
    """Book a payment that somebody else found correct, with its value date; it names no body.

    Locks the payment, then its line. Raises BudgetExceeded with what is free, RuleError with code
    "four_eyes" if `by` prepared it, "no_promise" in a year without one.
    """
    locked = _lock(payment)
    if locked.approved_at is not None:
        raise RuleError(_("This payment is approved already."), code="approved_already")
    check_signatory(by, APPROVE, prepared_by=locked.prepared_by_id, what=locked)
    _check_line(locked.line)
    if on.year != locked.line.fiscal_year:
        message = _(
            "The budget line is one of %(year)s. A payment is booked in the year it is made."
        )
        raise RuleError(message % {"year": locked.line.fiscal_year}, field="on", code="other_year")
    check_not_future(on, at=at)
    check_free(lock_lines([locked.line_id]), {locked.line_id: locked.amount_eur})
    check_free_since(locked.line, locked.amount_eur, on=on)
    locked.approved_by, locked.approved_at, locked.paid_on = by, at, on
    locked.booking_reference = booking_reference
    locked.save()
    _book(locked, locked.amount_eur, on=on, at=at, prepared=locked.prepared_by, approved=by)


@transaction.atomic
def ask_to_cancel_central(payment: CentralPayment, *, reason: str, by: User, at: datetime) -> None:
    """Ask for the cancelling of a payment; one that is not approved is cancelled at once."""
    locked = _lock(payment)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow preparing payments."), code="not_allowed")
    if not reason.strip():
        raise RuleError(_("Give the reason."), field="reason", code="no_reason")
    check_reason_fits(reason)
    check_not_asked(locked.cancel_prepared_by_id, locked)
    if locked.approved_at is None:
        check_author(by, locked.prepared_by_id, locked, case=None)
    else:
        check_books_take_back(locked.line, recorded_at=locked.approved_at, at=at)
    locked.cancel_reason, locked.cancel_prepared_by = reason.strip(), by
    if locked.approved_at is None:
        locked.cancelled_by, locked.cancelled_at = by, at
    locked.save()


@transaction.atomic
def keep_central_payment(payment: CentralPayment, *, by: User) -> None:
    """Withdraw the request to cancel a payment."""
    locked = _lock(payment)
    check_author(by, locked.cancel_prepared_by_id, locked, case=None)
    _check_asked(locked)
    locked.cancel_reason, locked.cancel_prepared_by = "", None
    locked.save()


@transaction.atomic
def send_central_payment_back(
    payment: CentralPayment, *, reason: str, by: User, at: datetime
) -> None:
    """Return a payment that is not booked to who prepared it; its row stays, cancelled."""
    locked = _lock(payment)
    if locked.approved_at is not None:
        raise RuleError(_("This payment is approved already."), code="approved_already")
    check_signatory(by, APPROVE, prepared_by=locked.prepared_by_id, what=locked)
    _keep_return(Act.CENTRAL_PAYMENT, locked, locked.prepared_by_id, reason=reason, by=by, at=at)
    locked.cancel_reason, locked.cancel_prepared_by = reason.strip(), by
    locked.cancelled_by, locked.cancelled_at = by, at
    locked.save()


@transaction.atomic
def refuse_central_cancelling(
    payment: CentralPayment, *, reason: str, by: User, at: datetime
) -> None:
    """Return the request to cancel a payment to who asked; the payment stands."""
    locked = _lock(payment)
    check_signatory(by, APPROVE, prepared_by=locked.cancel_prepared_by_id, what=locked)
    _check_asked(locked)
    asked_by = locked.cancel_prepared_by_id
    _keep_return(Act.CENTRAL_CANCELLING, locked, asked_by, reason=reason, by=by, at=at)
    locked.cancel_reason, locked.cancel_prepared_by = "", None
    locked.save()


def _keep_return(
    act: Act,
    payment: CentralPayment,
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
        payment,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=False,
        prepared_by=prepared_by,
        amount_eur=payment.amount_eur,
    )


@transaction.atomic
def cancel_central_payment(payment: CentralPayment, *, by: User, at: datetime) -> None:
    """Cancel a booked payment that somebody else asked to cancel; the row stays with its reason.

    The reversal is booked on the day of the cancelling. Raises RuleError with code "closed" once
    the books it was recorded in are closed.
    """
    locked = _lock(payment)
    check_signatory(by, APPROVE, prepared_by=locked.cancel_prepared_by_id, what=locked)
    _check_asked(locked)
    check_books_take_back(locked.line, recorded_at=locked.approved_at or at, at=at)
    lock_lines([locked.line_id])
    locked.cancelled_by, locked.cancelled_at = by, at
    locked.save()
    _book(
        locked,
        -locked.amount_eur,
        on=timezone.localdate(at),
        at=at,
        prepared=locked.cancel_prepared_by,
        approved=by,
        reverses=locked.entries.get(reverses__isnull=True),
        reason=locked.cancel_reason,
    )


def _check_line(line: BudgetLine) -> None:
    """Raise RuleError unless the line has cash of a program that is paid centrally."""
    program = line.program
    if program.code == EFA_PROGRAM:
        raise RuleError(
            _("Record operating costs of EfA services as such, with service and category."),
            field="line",
            code="efa",
        )
    if program.grant_kind != GrantKind.IN_KIND:
        message = _("%(program)s has grants only; nothing of it is paid centrally.")
        raise RuleError(message % {"program": program}, field="line", code="grants_only")
    check_is_cash(line)
    if line.funding_status != FundingStatus.COMMITTED:
        message = _("No funding promise is recorded for %(year)s: nothing can be committed.")
        raise RuleError(message % {"year": line.fiscal_year}, field="line", code="no_promise")


def _lock(payment: CentralPayment) -> CentralPayment:
    """The payment, locked; raises RuleError if it is cancelled."""
    rows = CentralPayment.objects.select_for_update(of=("self",))
    locked = rows.select_related("line__program").get(pk=payment.pk)
    if locked.cancelled_at is not None:
        raise RuleError(_("This payment is cancelled."), code="cancelled")
    return locked


def _check_asked(payment: CentralPayment) -> None:
    if payment.cancel_prepared_by_id is None:
        raise RuleError(_("Nobody asked to cancel this payment."), code="not_asked")


def _book(
    payment: CentralPayment,
    amount_eur: Decimal,
    *,
    on: date,
    at: datetime,
    prepared: User | None,
    approved: User,
    reverses: LedgerEntry | None = None,
    reason: str = "",
) -> None:
    book(
        [
            LedgerEntry(
                kind=EntryKind.OPERATING_COST,
                amount_eur=amount_eur,
                line=payment.line,
                central_payment=payment,
                document=payment.document,
                reason=reason,
                booked_on=on,
                recorded_by=prepared,
                approved_by=approved,
                reverses=reverses,
            )
        ],
        at=at,
    )
