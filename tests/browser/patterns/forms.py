"""Forms, filters and tables of the pattern pages: one of each kind the portal may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from crispy_forms.bootstrap import AppendedText, FormActions, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Reset, Row, Submit
from django import forms
from django_filters.fields import DateRangeField

from core.forms.fields import DayField, EuroField
from core.models import DataSet
from core.tables.columns import CountColumn, EuroColumn, ShareColumn

PLACES = ["Gießen", "Bad Homburg v. d. Höhe", "Allendorf (Lumda)", "Neu-Isenburg", "Hanau"]
KINDS = [("s", "Stadt"), ("g", "Gemeinde"), ("l", "Landkreis")]
ROWS: list[dict[str, Any]] = [
    {
        "name": f"{PLACES[number % 5]} {number}",
        "people": 1234 + number * 977,
        "approved": None if number % 7 == 3 else Decimal(25000 * (number % 9)),
        "rate": Decimal(number % 50) / 49,
    }
    for number in range(421)
]


class PlaceTable(tables.Table):
    name = tables.Column(verbose_name="Name", linkify=lambda record: "/", footer="Summe")
    people = CountColumn(verbose_name="Einwohner", summed=True, orderable=True)
    approved = EuroColumn(verbose_name="Bewilligt", summed=True, orderable=True)
    rate = ShareColumn(verbose_name="Anteil online", orderable=True)

    class Meta:
        caption = "Kommunen in Hessen"


class BudgetTable(PlaceTable):
    """As wide and as long as the largest report."""

    class Meta:
        caption = "Mittel"


WIDE_COLUMNS = [
    (f"e{n}", EuroColumn(verbose_name=f"Verwaltungsportaleintrag, Spalte {n}", summed=True))
    for n in range(14)
]
LONG_ROWS = [
    {"name": f"Reihe {row}", "people": row, "approved": Decimal(1_000_000 + row)}
    | {"rate": Decimal("0.707")}
    | {name: Decimal(1_234_567 + row) for name, _column in WIDE_COLUMNS}
    for row in range(1, 61)
]


class PlaceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", label="Name oder Schlüssel (AGS)")
    one = django_filters.ChoiceFilter(field_name="name", label="Regierungsbezirk", choices=KINDS)
    kind = django_filters.MultipleChoiceFilter(field_name="name", label="Art", choices=KINDS)
    amount = django_filters.RangeFilter(field_name="pk", label="Betrag")

    class Meta:
        model = DataSet
        fields: list[str] = []


class CaseForm(forms.Form):
    reference = forms.CharField(label="Aktenzeichen", help_text="Wie in der Akte")
    program = forms.ChoiceField(label="Förderprogramm", choices=[("", "Bitte wählen"), *KINDS])
    amount = EuroField(label="Bewilligter Betrag", help_text="Zum Beispiel 25.000,00")
    start = DayField(label="Beginn")
    day = forms.DateField(
        label="Stichtag", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    bodies = forms.MultipleChoiceField(
        label="Beteiligte Kommunen", choices=list(enumerate(PLACES)), required=False
    )
    financing = forms.ChoiceField(
        label="Finanzierungsart", choices=KINDS, widget=forms.RadioSelect, help_text="Richtlinie"
    )
    early = forms.ChoiceField(label="Vorzeitiger Beginn", choices=KINDS, widget=forms.RadioSelect)
    fields_ = forms.MultipleChoiceField(
        label="Themenfelder", choices=KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    span = DateRangeField(label="Zeitraum", required=False)
    purpose = forms.CharField(label="Zweck", widget=forms.Textarea, required=False)
    paper = forms.FileField(label="Antrag", required=False, help_text="PDF, höchstens 10 MB")
    mail = forms.EmailField(label="E-Mail der Dienststelle")
    correct = forms.BooleanField(label="Sachlich und rechnerisch richtig")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Fieldset(
                "Fall",
                "reference",
                Row("program", AppendedText("amount", "€")),
                Row("start", "day"),
                "bodies",
            ),
            Fieldset("Bedingungen", "financing", InlineRadios("early"), "fields_", "span"),
            Fieldset("Unterlagen", "purpose", "paper", "mail", "correct"),
            FormActions(Submit("save", "Speichern"), Reset("reset", "Verwerfen")),
        )
        return helper


class PartForm(forms.Form):
    body = forms.ChoiceField(label="Kommune", choices=list(enumerate(PLACES)))
    share = EuroField(label="Anteil")
    note = forms.CharField(label="Bemerkung", required=False)


PartFormSet = forms.formset_factory(PartForm, extra=2, can_delete=True)


def part_helper() -> FormHelper:
    helper = FormHelper()
    helper.template = "kern/table_inline_formset.html"
    helper.add_input(Submit("save", "Speichern"))
    return helper


class SignInForm(forms.Form):
    login = forms.CharField(label="Anmeldung")
    password = forms.CharField(
        label="Passwort", widget=forms.PasswordInput, help_text='<a href="/">Vergessen?</a>'
    )
