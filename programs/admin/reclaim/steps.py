"""The steps of a reclaim: opened on the case; approved, thrown away and repaid on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Confirm, Reason, ReasonedAt, Step, StepForm, TakenAt, calls, day_field
from core.calendar import proposed_deadline
from core.formats import format_eur
from core.forms.fields import EuroField
from core.forms.reasons import LONGEST_REASON
from programs.actions.reclaim import claims as reclaims
from programs.actions.way_back import withdrawing
from programs.admin.reclaim.interest_steps import INTEREST_STEPS
from programs.admin.steps import with_reason
from programs.models import Grant, Reclaim
from programs.queries.proof import reclaimable_eur
from programs.queries.reclaim import open_eur
from programs.rules.steps.base import RUNNING
from programs.rules.transitions import TRANSITIONS, is_allowed

USUAL_DAYS = 28


class Opening(Reason):
    amount_eur = EuroField(label=gettext_lazy("amount (EUR)"))
    hearing_on = day_field(gettext_lazy("hearing on"))
    interest_from = day_field(gettext_lazy("interest from"))
    due_on = day_field(
        gettext_lazy("due on"),
        initial=lambda: proposed_deadline(timezone.localdate(), days=USUAL_DAYS),
    )
    excess_reason = forms.CharField(
        label=gettext_lazy("reason for more than the overpayment"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_REASON,
        required=False,
    )
    field_order = ("amount_eur", "excess_reason", "hearing_on", "interest_from", "due_on", "reason")

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        amount_eur: Decimal
        hearing_on: date
        interest_from: date
        due_on: date
        excess_reason: str = ""

    def prepare(self, obj: Any) -> None:
        if obj is not None:
            over = reclaimable_eur(obj)
            amount = over or reclaims.claimable_eur(obj)
            self.fields["amount_eur"].initial = amount or None
            if over is None:
                del self.fields["excess_reason"]
            else:
                text = gettext("Overpaid by the proof of use and not reclaimed yet: %(amount)s.")
                self.fields["amount_eur"].help_text = text % {"amount": format_eur(over)}


class RepaymentForm(StepForm):
    amount_eur = EuroField(label=gettext_lazy("amount (EUR)"))
    paid_on = day_field(gettext_lazy("paid on"), initial=timezone.localdate)
    booking_reference = forms.CharField(
        label=gettext_lazy("booking number (HKR)"), required=False, max_length=60
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        amount_eur: Decimal
        paid_on: date
        booking_reference: str

    def prepare(self, obj: Any) -> None:
        if obj is not None:
            self.fields["amount_eur"].initial = open_eur(obj)


def _is_open(reclaim: Reclaim) -> bool:
    return reclaim.approved_at is not None and reclaim.paid_on is None


def _may_open(grant: Grant) -> bool:
    return (
        (is_allowed("open_reclaim", grant.state) or grant.state in RUNNING)
        and reclaims.claimable_eur(grant) > 0
        and all(reclaim.approved_at is not None for reclaim in grant.reclaims.all())
    )


OPENING_STEPS = (
    Step(
        name="open_reclaim",
        label=TRANSITIONS["open_reclaim"].label,
        permission=PREPARE,
        is_open=_may_open,
        run=calls(Opening.Values)(reclaims.open_reclaim),
        form=Opening,
    ),
)

RECLAIM_STEPS = (
    Step(
        name="approve",
        label=gettext_lazy("Approve the reclaim"),
        permission=APPROVE,
        is_open=lambda reclaim: reclaim.approved_at is None,
        run=calls(TakenAt)(reclaims.approve_reclaim),
        form=Confirm,
        bulk=gettext_lazy("Approve chosen reclaims"),
    ),
    with_reason(
        "send_back",
        gettext_lazy("Send the reclaim back"),
        APPROVE,
        lambda reclaim: reclaim.approved_at is None,
        withdrawing.send_reclaim_back,
    ),
    with_reason(
        "withdraw",
        gettext_lazy("Withdraw the reclaim"),
        PREPARE,
        lambda reclaim: reclaim.approved_at is None,
        withdrawing.withdraw_reclaim,
    ),
    Step(
        name="repay",
        label=gettext_lazy("Record the repayment"),
        permission=PREPARE,
        is_open=_is_open,
        run=calls(RepaymentForm.Values)(reclaims.record_repayment),
        form=RepaymentForm,
    ),
    *INTEREST_STEPS,
)
