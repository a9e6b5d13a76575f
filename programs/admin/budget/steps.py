"""What a budget officer books on a line: forms and the actions they call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.admin.steps import Step, StepForm, day_field
from core.forms.fields import EuroField
from core.forms.reasons import LONGEST_REASON
from programs.actions import budget
from programs.choices import EntryKind
from programs.models import BudgetLine


class Booking(StepForm):
    """What the budget gives or takes."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in budget.SIGN],
    )
    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    on = day_field(gettext_lazy("Booked on"))
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False
    )


class CarryOver(StepForm):
    """What a past year left, and where it goes."""

    target = forms.ModelChoiceField(
        label=gettext_lazy("To the budget line"), queryset=BudgetLine.objects.none()
    )
    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    on = day_field(gettext_lazy("Booked on"))
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)

    def prepare(self, obj: BudgetLine) -> None:
        later = BudgetLine.objects.filter(program=obj.program_id, fiscal_year__gt=obj.fiscal_year)
        target: Any = self.fields["target"]
        target.queryset = later.select_related("program")


def _book(line: BudgetLine, values: Mapping[str, Any], by: User, at: datetime) -> None:
    budget.book_budget(
        line,
        EntryKind(values["kind"]),
        values["amount_eur"],
        on=values["on"],
        document=values["document"],
        reason=values["reason"],
        by=by,
    )


def _carry_over(line: BudgetLine, values: Mapping[str, Any], by: User, at: datetime) -> None:
    budget.carry_over(
        line,
        values["target"],
        values["amount_eur"],
        on=values["on"],
        document=values["document"],
        by=by,
    )


BUDGET_STEPS = (
    Step(
        "book",
        gettext_lazy("Book appropriation, supplement or block"),
        MANAGE_BUDGET,
        is_open=lambda line: True,
        run=_book,
        form=Booking,
    ),
    Step(
        "carry-over",
        gettext_lazy("Carry over to a later year"),
        MANAGE_BUDGET,
        is_open=lambda line: True,
        run=_carry_over,
        form=CarryOver,
    ),
)
