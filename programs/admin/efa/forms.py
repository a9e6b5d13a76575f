"""What an officer types for an EfA cost, checked before anything is saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.admin.steps import StepForm
from core.errors import RuleError
from core.forms.fields import EuroField
from programs.actions.efa.costs import check_cost
from programs.admin.bill import BillForm
from programs.choices import AllocationKeyKind
from programs.models import EfaCost
from programs.terms.allocation import hessian_part


class CostForm(BillForm):
    """A cost as it stands on the bill; by the Königstein key also as the sum of all states."""

    amount_eur = EuroField(label=_("Hessen's amount (EUR)"), required=False)
    whole_eur = EuroField(
        label=_("Cost of all states (EUR)"),
        required=False,
        help_text=_("In place of the amount: Hessen's part follows from the Königstein key."),
    )

    class Meta:
        model = EfaCost
        fields = ("process", "year", "category", "key_kind", "bearer", "amount_eur", "document")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            self._find_amount(values)
        except RuleError as error:
            self.refuse(error)
        return values

    def _find_amount(self, values: dict[str, Any]) -> None:
        whole, amount = values.get("whole_eur"), values.get("amount_eur")
        if whole is None:
            return
        if amount is not None or values.get("key_kind") != AllocationKeyKind.KOENIGSTEIN:
            self.add_error(
                "whole_eur",
                _("Give Hessen's amount, or the cost of all states with the Königstein key."),
            )
        elif values.get("year"):
            values["amount_eur"] = hessian_part(whole, values["year"])

    def check(self, bill: EfaCost, *, by: User, at: datetime) -> None:
        check_cost(bill, by=by)


class KeyYear(StepForm):
    """The year whose inhabitants become its key."""

    year = forms.IntegerField(label=_("Year"), min_value=2020, max_value=2100)

    def prepare(self, obj: Any) -> None:
        self.fields["year"].initial = timezone.localdate().year
