"""What the lead types and sends along when it hands something in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_eur
from core.forms.choices import PLEASE_CHOOSE
from core.forms.fields import EuroField, refuse_control_characters
from core.uploads.papers import PaperField
from programs.models import BudgetLine, GrantBalance
from programs.queries.municipal.hand_in import undrawn_eur

KINDS = gettext_lazy("PDF, XLSX, ODS, JPG or PNG, at most 5 MB.")


class HandInForm(forms.Form):
    """What every hand-in has: that it is sent knowingly."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            try:
                refuse_control_characters(value or None)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data


class LineChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """The budget lines of a case as the recipient knows them: by what is left in which year."""

    rests: dict[int, str]

    def label_from_instance(self, obj: Any) -> str:
        return self.rests[obj.pk]


class DrawdownHandIn(HandInForm):
    line = LineChoice(
        label=gettext_lazy("From which funds"),
        queryset=BudgetLine.objects.none(),
        empty_label=PLEASE_CHOOSE,
    )
    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    needed_for = forms.CharField(
        label=gettext_lazy("Needed for"),
        max_length=300,
        help_text=gettext_lazy("Which bills are due by when, for example “Software, due 15.12.”."),
    )
    voucher = PaperField(
        label=gettext_lazy("Bills or list of costs"), required=False, help_text=KINDS
    )

    def __init__(self, *args: Any, balances: Sequence[GrantBalance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        text = _("Fiscal year %(year)s, %(product)s: %(left)s left")
        field.rests = {
            row.line_id: text
            % {
                "year": row.line.fiscal_year,
                "product": row.line.foerderprodukt,
                "left": format_eur(undrawn_eur(row)),
            }
            for row in balances
        }
        field.queryset = BudgetLine.objects.filter(pk__in=list(field.rests))
        if len(balances) == 1:
            field.initial = balances[0].line_id
            field.empty_label = None


class ProofHandIn(HandInForm):
    actual_eur = EuroField(label=gettext_lazy("Actual eligible expenditure (EUR)"))
    other_funds_eur = EuroField(
        label=gettext_lazy("Actual own and third-party funds (EUR)"),
        help_text=gettext_lazy("0,00 where there are none."),
    )
    report = PaperField(label=gettext_lazy("Narrative report"), help_text=KINDS)
    statement = PaperField(label=gettext_lazy("Financial statement"), help_text=KINDS)
    vouchers = PaperField(label=gettext_lazy("List of vouchers"), required=False, help_text=KINDS)


class NoteAndPaper(HandInForm):
    paper = PaperField(label=gettext_lazy("File"), help_text=KINDS)
    note = forms.CharField(
        label=gettext_lazy("Note to the office"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
