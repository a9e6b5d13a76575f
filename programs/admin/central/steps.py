"""What happens to a central payment after somebody found it correct."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Reason, ReasonedAt, Step, StepForm, Taken, TakenAt, calls, day_field
from programs.actions import central
from programs.admin.steps import with_reason
from programs.models import CentralPayment


class Approval(StepForm):
    on = day_field(_("Value date"), help_text=_("A day of the fiscal year of the budget line."))
    booking_reference = forms.CharField(
        label=_("Booking number (HKR)"), required=False, max_length=60
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date
        booking_reference: str = ""

    def prepare(self, obj: CentralPayment | None) -> None:
        if obj is None:  # a booking number belongs to one payment
            del self.fields["booking_reference"]


def _is_asked(payment: CentralPayment) -> bool:
    return payment.cancelled_at is None and payment.cancel_prepared_by_id is not None


CENTRAL_STEPS = (
    Step(
        "approve",
        _("Approve and book the payment"),
        APPROVE,
        is_open=lambda payment: payment.approved_at is None and payment.cancelled_at is None,
        run=calls(Approval.Values)(central.approve_central_payment),
        form=Approval,
        bulk=_("Approve and book chosen payments"),
    ),
    Step(
        "ask-to-cancel",
        _("Ask to cancel the payment"),
        PREPARE,
        is_open=lambda payment: (
            payment.cancelled_at is None and payment.cancel_prepared_by_id is None
        ),
        run=calls(ReasonedAt)(central.ask_to_cancel_central),
        form=Reason,
    ),
    Step(
        "cancel",
        _("Cancel the payment"),
        APPROVE,
        is_open=_is_asked,
        run=calls(TakenAt)(central.cancel_central_payment),
    ),
    Step(
        "keep",
        _("Keep the payment"),
        PREPARE,
        is_open=_is_asked,
        run=calls(Taken)(central.keep_central_payment),
    ),
    with_reason(
        "send-back",
        _("Send the payment back"),
        APPROVE,
        lambda payment: payment.approved_at is None and payment.cancelled_at is None,
        central.send_central_payment_back,
    ),
    with_reason(
        "refuse-cancelling",
        _("Send the cancelling back"),
        APPROVE,
        _is_asked,
        central.refuse_central_cancelling,
    ),
)
