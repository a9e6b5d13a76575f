"""Ours beside the state's accounting: payments it confirms, differences a person explains."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from programs.actions.signing import lock_grant
from programs.models import BudgetLine, CentralPayment, HkrPayment, Payment, ReconciliationNote
from programs.queries.hkr import difference_eur


def confirm_payments(bookings: Iterable[HkrPayment]) -> int:
    """Give payments without a booking number that of the booking they match alone.

    Same budget line, amount and value date, and the same file reference where the booking names
    one, which no central payment has. Returns how many payments these bookings confirm, also by
    the number they had already.
    """
    confirmed = 0
    for booking in bookings:
        if _is_known(booking):
            confirmed += 1
            continue
        payment = _match(booking)
        if payment is None:
            continue
        if isinstance(payment, Payment):
            lock_grant(payment.drawdown.grant)
        unnumbered = type(payment)._default_manager.filter(pk=payment.pk, booking_reference="")
        confirmed += unnumbered.update(booking_reference=booking.booking_reference)
    return confirmed


def _is_known(booking: HkrPayment) -> bool:
    """Whether a payment has the number of the booking already."""
    return any(
        model._default_manager.filter(
            booking_reference=booking.booking_reference, cancelled_at__isnull=True
        ).exists()
        for model in (Payment, CentralPayment)
    )


def _match(booking: HkrPayment) -> Payment | CentralPayment | None:
    found: list[Payment | CentralPayment] = [
        *_payments(booking)[:2],
        *_central_payments(booking)[:2],
    ]
    return found[0] if len(found) == 1 else None


def _payments(booking: HkrPayment) -> QuerySet[Payment]:
    candidates = Payment.objects.filter(
        drawdown__line=booking.line_id,
        amount_eur=booking.amount_eur,
        paid_on=booking.value_date,
        ordered_at__isnull=False,
        cancelled_at__isnull=True,
        booking_reference="",
    ).select_related("drawdown__grant")
    if booking.file_reference:
        candidates = candidates.filter(drawdown__grant__file_reference=booking.file_reference)
    return candidates


def _central_payments(booking: HkrPayment) -> QuerySet[CentralPayment]:
    if booking.file_reference:
        return CentralPayment.objects.none()
    return CentralPayment.objects.filter(
        line=booking.line_id,
        amount_eur=booking.amount_eur,
        paid_on=booking.value_date,
        approved_at__isnull=False,
        cancelled_at__isnull=True,
        booking_reference="",
    )


@transaction.atomic
def explain_difference(
    line: BudgetLine, month: date, *, explanation: str, by: User, at: datetime
) -> ReconciliationNote:
    """Note why ours and the state's accounting differ on `line` in the month of `month`.

    The note holds for the difference as it is now; another difference is open again.
    Raises RuleError where there is none.
    """
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if not explanation.strip():
        raise RuleError(_("Explain the difference."), field="explanation", code="explanation")
    month = month.replace(day=1)
    BudgetLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    difference = difference_eur(line, month)
    if not difference:
        raise RuleError(_("There is no difference on this line in this month."), code="equal")
    note, _created = ReconciliationNote.objects.update_or_create(
        line=line,
        month=month,
        defaults={
            "difference_eur": difference,
            "explanation": explanation.strip(),
            "explained_by": by,
            "explained_at": at,
        },
    )
    return note
