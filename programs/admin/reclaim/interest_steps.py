"""The steps of a reclaim's interest: claimed, paid in parts, waived by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Confirm, Reason, ReasonedAt, Step, StepForm, TakenAt, calls, day_field
from core.errors import RuleError
from core.formats import format_day, format_eur
from core.forms.fields import EuroField
from programs.actions.reclaim import interest
from programs.admin.steps import with_reason
from programs.models import Reclaim
from programs.queries.reclaim import derivation, open_interest_eur
from programs.rules.interest import interest_eur

USUAL_DAYS = 28


class ClaimInterest(StepForm):
    due_on = day_field(
        _("interest due on"), initial=lambda: timezone.localdate() + timedelta(days=USUAL_DAYS)
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        due_on: date

    def prepare(self, obj: Reclaim | None) -> None:
        if obj is None or obj.paid_on is None:
            return
        try:
            amount = interest_eur(derivation(obj, until=obj.paid_on))
        except RuleError as error:
            self.fields["due_on"].help_text = error.message
            return
        text = _("%(amount)s are claimed, from %(first)s to %(last)s.")
        self.fields["due_on"].help_text = text % {
            "amount": format_eur(amount),
            "first": format_day(obj.interest_from),
            "last": format_day(obj.paid_on),
        }


class PayInterest(StepForm):
    amount_eur = EuroField(label=_("amount (EUR)"))
    paid_on = day_field(_("paid on"), initial=timezone.localdate)
    booking_reference = forms.CharField(
        label=_("booking number (HKR)"), required=False, max_length=60
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        amount_eur: Decimal
        paid_on: date
        booking_reference: str

    def prepare(self, obj: Reclaim | None) -> None:
        if obj is not None:
            self.fields["amount_eur"].initial = open_interest_eur(obj)


def _is_owed(reclaim: Reclaim) -> bool:
    return reclaim.approved_at is not None and reclaim.settled_on is None


def _awaits_waiver(reclaim: Reclaim) -> bool:
    return reclaim.waiver_proposed_by_id is not None and reclaim.waived_by_id is None


INTEREST_STEPS = (
    Step(
        name="claim_interest",
        label=_("Claim the interest"),
        permission=PREPARE,
        is_open=lambda reclaim: (
            _is_owed(reclaim)
            and reclaim.paid_on is not None
            and reclaim.interest_eur is None
            and reclaim.waiver_proposed_by_id is None
        ),
        run=calls(ClaimInterest.Values)(interest.claim_interest),
        form=ClaimInterest,
    ),
    Step(
        name="pay_interest",
        label=_("Record a payment of interest"),
        permission=PREPARE,
        is_open=lambda reclaim: _is_owed(reclaim) and bool(open_interest_eur(reclaim)),
        run=calls(PayInterest.Values)(interest.record_interest_payment),
        form=PayInterest,
    ),
    Step(
        name="propose_waiver",
        label=_("Propose to waive the interest"),
        permission=PREPARE,
        is_open=lambda reclaim: _is_owed(reclaim) and reclaim.waiver_proposed_by_id is None,
        run=calls(ReasonedAt)(interest.propose_waiver),
        form=Reason,
    ),
    Step(
        name="waive",
        label=_("Waive the interest"),
        permission=APPROVE,
        is_open=_awaits_waiver,
        run=calls(TakenAt)(interest.waive_interest),
        form=Confirm,
    ),
    with_reason(
        "withdraw_waiver",
        _("Withdraw the proposed waiver"),
        PREPARE,
        _awaits_waiver,
        interest.withdraw_waiver,
    ),
    with_reason(
        "send_back_waiver",
        _("Do not waive the interest"),
        APPROVE,
        _awaits_waiver,
        interest.send_waiver_back,
    ),
)
