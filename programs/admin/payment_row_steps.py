"""Paying a drawdown and ordering a payment, on the pages of these rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.admin_steps import Step, StepForm, day_field
from core.fields import EuroField
from programs.actions.payment import DRAWABLE, order_payment, prepare_payment
from programs.models import Drawdown, Payment


class PaymentCheck(StepForm):
    amount_eur = EuroField(label=_("Amount (EUR)"))
    final = forms.BooleanField(label=_("Last instalment"), required=False)

    def prepare(self, obj: Drawdown) -> None:
        given = sum(payment.amount_eur for payment in obj.payments.all())
        self.fields["amount_eur"].initial = obj.amount_eur - given


class PaymentOrder(StepForm):
    paid_on = day_field(_("Value date"))
    booking_reference = forms.CharField(
        label=_("Booking number (HKR)"), max_length=60, required=False
    )

    def prepare(self, obj: Payment | None) -> None:
        self.fields["paid_on"].initial = timezone.localdate()


def _prepare(drawdown: Drawdown, values: Mapping[str, Any], by: User, at: datetime) -> None:
    prepare_payment(drawdown, values["amount_eur"], by=by, at=at, final=values["final"])


def _order(payment: Payment, values: Mapping[str, Any], by: User, at: datetime) -> None:
    order_payment(
        payment,
        paid_on=values["paid_on"],
        by=by,
        at=at,
        booking_reference=values["booking_reference"],
    )


def _may_be_paid(drawdown: Drawdown) -> bool:
    given = sum(payment.amount_eur for payment in drawdown.payments.all())
    return drawdown.grant.state in DRAWABLE and given < drawdown.amount_eur


DRAWDOWN_STEPS = (
    Step(
        "pay",
        _("Find a payment correct"),
        PREPARE,
        is_open=_may_be_paid,
        run=_prepare,
        form=PaymentCheck,
    ),
)

PAYMENT_STEPS = (
    Step(
        "order",
        _("Order the payment"),
        APPROVE,
        is_open=lambda payment: payment.ordered_at is None,
        run=_order,
        form=PaymentOrder,
        bulk=_("Order chosen payments"),
    ),
)
