"""The steps of a budget booking: confirmed, sent back, corrected, withdrawn, cancelled by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE_BUDGET, MANAGE_BUDGET
from core.admin.steps import Reason, Reasoned, Step, StepForm, Taken, TakenAt, calls, day_field
from core.forms.fields import EuroField
from core.forms.reasons import LONGEST_REASON
from programs.actions.budget import changes as budget_changes
from programs.actions.budget import lines as budget
from programs.admin.steps import with_reason
from programs.models import BudgetBooking


class ChangedBooking(StepForm):
    """The booking as it was recorded, to be corrected."""

    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    on = day_field(gettext_lazy("Booked on"))
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        amount_eur: Decimal
        on: date
        document: str
        reason: str

    def prepare(self, obj: BudgetBooking) -> None:
        self.fields["amount_eur"].initial = obj.amount_eur
        self.fields["on"].initial = obj.booked_on
        self.fields["document"].initial = obj.document
        self.fields["reason"].initial = obj.reason


def is_waiting(row: BudgetBooking) -> bool:
    """Whether the booking is neither confirmed nor withdrawn."""
    return row.confirmed_at is None and row.withdrawn_at is None


def _is_asked(row: BudgetBooking) -> bool:
    return row.cancelled_at is None and row.cancel_prepared_by_id is not None


STEPS = (
    Step(
        "confirm",
        gettext_lazy("Confirm and book"),
        APPROVE_BUDGET,
        is_open=lambda row: is_waiting(row) and not row.return_reason,
        run=calls(TakenAt)(budget.confirm_budget),
        bulk=gettext_lazy("Confirm and book chosen budget bookings"),
    ),
    Step(
        "return",
        gettext_lazy("Send back"),
        APPROVE_BUDGET,
        is_open=lambda row: is_waiting(row) and not row.return_reason,
        run=calls(Reasoned)(budget_changes.return_budget),
        form=Reason,
    ),
    Step(
        "change",
        gettext_lazy("Correct and submit again"),
        MANAGE_BUDGET,
        is_open=lambda row: is_waiting(row) and not row.cases.exists(),
        run=calls(ChangedBooking.Values)(budget_changes.change_budget),
        form=ChangedBooking,
    ),
    Step(
        "withdraw",
        gettext_lazy("Withdraw"),
        MANAGE_BUDGET,
        is_open=is_waiting,
        run=calls(TakenAt)(budget_changes.withdraw_budget),
    ),
    Step(
        "ask-to-cancel",
        gettext_lazy("Ask to cancel the booking"),
        MANAGE_BUDGET,
        is_open=lambda row: (
            row.confirmed_at is not None
            and row.cancelled_at is None
            and row.cancel_prepared_by_id is None
        ),
        run=calls(Reasoned)(budget_changes.ask_to_cancel_budget),
        form=Reason,
    ),
    Step(
        "cancel",
        gettext_lazy("Cancel the booking"),
        APPROVE_BUDGET,
        is_open=_is_asked,
        run=calls(TakenAt)(budget_changes.cancel_budget),
    ),
    Step(
        "keep",
        gettext_lazy("Keep the booking"),
        MANAGE_BUDGET,
        is_open=_is_asked,
        run=calls(Taken)(budget_changes.keep_budget),
    ),
    with_reason(
        "refuse-cancelling",
        gettext_lazy("Send the cancelling back"),
        APPROVE_BUDGET,
        _is_asked,
        budget_changes.refuse_budget_cancelling,
    ),
)
