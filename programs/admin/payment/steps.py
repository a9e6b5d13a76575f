"""The steps after the notification: finality, drawdowns and payments of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Step, StepForm, TakenAt, calls, calls_chosen, day_field
from core.forms.fields import EuroField
from programs.actions.decision import finality
from programs.actions.payment import limits as payment_limits
from programs.actions.payment import orders as payment
from programs.admin.steps import say_what_is_left
from programs.models import BudgetLine, Drawdown, Grant, Payment
from programs.rules.transitions import TRANSITIONS, is_allowed


class Finality(StepForm):
    on = day_field(gettext_lazy("Recorded on"), initial=timezone.localdate)
    waived_on = day_field(
        gettext_lazy("appeal waived on"),
        required=False,
        help_text=gettext_lazy("Empty: the time for an appeal is over."),
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date
        waived_on: date | None


class DrawdownForm(StepForm):
    line = forms.ModelChoiceField(
        label=gettext_lazy("Budget line"), queryset=BudgetLine.objects.none()
    )
    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    on = day_field(gettext_lazy("requested on"), initial=timezone.localdate)
    needed_for = forms.CharField(label=gettext_lazy("needed for"), required=False, max_length=300)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        line: BudgetLine
        amount_eur: Decimal
        on: date
        needed_for: str

    def prepare(self, obj: Any) -> None:
        lines = BudgetLine.objects.filter(grant_balances__grant=obj).select_related("program")
        today = timezone.localdate()
        drawable = lines.cash().payable_on(today)
        offer(self, "line", drawable)
        say_what_is_left(
            self,
            {
                str(balance.line): balance.committed_eur - balance.drawn_eur
                for balance in obj.balances.filter(line__in=drawable).select_related(
                    "line__program"
                )
            },
        )
        undrawn = lines.exclude(pk__in=drawable).filter(
            grant_balances__committed_eur__gt=F("grant_balances__drawn_eur"),
            grant_balances__grant=obj,
        )
        self.fields["line"].help_text = " ".join(
            _("%(line)s: in %(year)s the budget officer takes it over first.")
            % {"line": line, "year": line.due_year or today.year}
            for line in undrawn
        )


class PaymentForm(StepForm):
    drawdown = forms.ModelChoiceField(
        label=gettext_lazy("Drawdown"), queryset=Drawdown.objects.none()
    )
    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    final = forms.BooleanField(label=gettext_lazy("last instalment"), required=False)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        drawdown: Drawdown
        amount_eur: Decimal
        final: bool

    def prepare(self, obj: Any) -> None:
        left = {row: payment_limits.unpaid_eur(row) for row in obj.drawdowns.all()}
        unpaid = {row: rest for row, rest in left.items() if rest > 0}
        offer(self, "drawdown", obj.drawdowns.filter(pk__in=[row.pk for row in unpaid]))
        say_what_is_left(self, {str(row): rest for row, rest in unpaid.items()})


class OrderForm(StepForm):
    payment = forms.ModelChoiceField(label=gettext_lazy("Payment"), queryset=Payment.objects.none())
    paid_on = day_field(gettext_lazy("value date"), initial=timezone.localdate)
    booking_reference = forms.CharField(
        label=gettext_lazy("booking number (HKR)"), required=False, max_length=60
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        payment: Payment
        paid_on: date
        booking_reference: str

    def prepare(self, obj: Any) -> None:
        waiting = [payment.pk for payment in _open_payments(obj)]
        offer(self, "payment", Payment.objects.filter(pk__in=waiting))


def offer(form: StepForm, name: str, rows: Any) -> None:
    """Offer `rows`, and choose the only one."""
    field = form.fields[name]
    field.queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
    found = list(rows[:2])
    if len(found) == 1:
        field.initial = found[0]


def _may_draw(grant: Grant) -> bool:
    return grant.state in payment.DRAWABLE


def _has_undrawn(grant: Grant) -> bool:
    return _may_draw(grant) and any(b.drawn_eur < b.committed_eur for b in grant.balances.all())


def _has_unpaid(grant: Grant) -> bool:
    return _may_draw(grant) and any(
        payment_limits.unpaid_eur(drawdown) > 0 for drawdown in grant.drawdowns.all()
    )


def _has_open_payment(grant: Grant) -> bool:
    return _may_draw(grant) and bool(_open_payments(grant))


def _open_payments(grant: Grant) -> list[Payment]:
    return [
        payment
        for drawdown in grant.drawdowns.all()
        for payment in drawdown.payments.all()
        if payment.ordered_at is None and payment.cancelled_at is None
    ]


PAYMENT_STEPS = (
    Step(
        name="finalise",
        label=TRANSITIONS["finalise"].label,
        permission=PREPARE,
        is_open=lambda grant: is_allowed("finalise", grant.state),
        run=calls(Finality.Values)(finality.finalise_grant),
        form=Finality,
        bulk=gettext_lazy("Record the finality of chosen cases"),
    ),
    Step(
        name="draw",
        label=TRANSITIONS["draw"].label,
        permission=PREPARE,
        is_open=_has_undrawn,
        run=calls(DrawdownForm.Values)(payment.request_drawdown),
        form=DrawdownForm,
    ),
    Step(
        name="prepare_payment",
        label=gettext_lazy("Find a payment correct"),
        permission=PREPARE,
        is_open=_has_unpaid,
        run=calls_chosen(PaymentForm.Values)(payment.prepare_payment),
        form=PaymentForm,
    ),
    Step(
        name="order_payment",
        label=gettext_lazy("Order a payment"),
        permission=APPROVE,
        is_open=_has_open_payment,
        run=calls_chosen(OrderForm.Values)(payment.order_payment),
        form=OrderForm,
    ),
)
