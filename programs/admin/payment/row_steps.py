"""Paying a drawdown and ordering a payment, on the pages of these rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Reason, ReasonedAt, Step, StepForm, Taken, TakenAt, calls, day_field
from core.forms.fields import EuroField
from programs.actions.payment import changes as payment_changes
from programs.actions.payment.limits import unpaid_eur
from programs.actions.payment.orders import DRAWABLE, order_payment, prepare_payment
from programs.admin.steps import with_reason
from programs.choices import GrantState
from programs.models import Drawdown, Payment


class PaymentCheck(StepForm):
    amount_eur = EuroField(label=_("Amount (EUR)"))
    final = forms.BooleanField(label=_("Last instalment"), required=False)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        amount_eur: Decimal
        final: bool

    def prepare(self, obj: Drawdown) -> None:
        self.fields["amount_eur"].initial = unpaid_eur(obj)


class Release(Reason):
    on = day_field(_("Given back on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        on: date


class Use(StepForm):
    used_on = day_field(_("Use reported on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        used_on: date


class PaymentOrder(StepForm):
    paid_on = day_field(_("Value date"))
    booking_reference = forms.CharField(
        label=_("Booking number (HKR)"), max_length=60, required=False
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        paid_on: date
        booking_reference: str = ""

    def prepare(self, obj: Payment | None) -> None:
        self.fields["paid_on"].initial = timezone.localdate()
        if obj is None:  # each of many payments gets a number of its own with the import of the HKR
            del self.fields["booking_reference"]


def _may_be_paid(drawdown: Drawdown) -> bool:
    return drawdown.grant.state in DRAWABLE and unpaid_eur(drawdown) > 0


def _may_be_released(drawdown: Drawdown) -> bool:
    return drawdown.grant.state != GrantState.CLOSED and unpaid_eur(drawdown) > 0


def _is_in_force(payment: Payment) -> bool:
    return payment.cancelled_at is None and payment.drawdown.grant.state != GrantState.CLOSED


def _is_asked(payment: Payment) -> bool:
    return _is_in_force(payment) and payment.cancel_prepared_by_id is not None


DRAWDOWN_STEPS = (
    Step(
        "pay",
        _("Find a payment correct"),
        PREPARE,
        is_open=_may_be_paid,
        run=calls(PaymentCheck.Values)(prepare_payment),
        form=PaymentCheck,
    ),
    Step(
        "release",
        _("Give back the unpaid rest"),
        PREPARE,
        is_open=_may_be_released,
        run=calls(Release.Values)(payment_changes.release_drawdown),
        form=Release,
    ),
)

PAYMENT_STEPS = (
    Step(
        "order",
        _("Order the payment"),
        APPROVE,
        is_open=lambda payment: payment.ordered_at is None and payment.cancelled_at is None,
        run=calls(PaymentOrder.Values)(order_payment),
        form=PaymentOrder,
        bulk=_("Order chosen payments"),
    ),
    Step(
        "use",
        _("Record the use of the money"),
        PREPARE,
        is_open=lambda payment: _is_in_force(payment) and payment.ordered_at is not None,
        run=calls(Use.Values)(payment_changes.record_use),
        form=Use,
        bulk=_("Record the use of chosen payments"),
    ),
    Step(
        "ask-to-cancel",
        _("Ask to cancel the payment"),
        PREPARE,
        is_open=lambda payment: _is_in_force(payment) and payment.cancel_prepared_by_id is None,
        run=calls(ReasonedAt)(payment_changes.ask_to_cancel),
        form=Reason,
    ),
    Step(
        "cancel",
        _("Cancel the payment"),
        APPROVE,
        is_open=_is_asked,
        run=calls(TakenAt)(payment_changes.cancel_payment),
        bulk=_("Cancel chosen payments"),
    ),
    Step(
        "keep",
        _("Keep the payment"),
        PREPARE,
        is_open=_is_asked,
        run=calls(Taken)(payment_changes.keep_payment),
    ),
    with_reason(
        "send-back",
        _("Send the payment back"),
        APPROVE,
        lambda payment: payment.ordered_at is None and payment.cancelled_at is None,
        payment_changes.send_payment_back,
    ),
    with_reason(
        "refuse-cancelling",
        _("Send the cancelling back"),
        APPROVE,
        _is_asked,
        payment_changes.refuse_cancelling,
    ),
)
