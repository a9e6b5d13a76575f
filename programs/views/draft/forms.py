"""The forms of an application: what the directive asks, the partners, a part, a paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms.choices import NOTHING_STATED, PLEASE_CHOOSE
from core.forms.fields import DayField, EuroField, PercentField
from core.uploads.papers import PaperField
from municipalities.body_choice import BodyField
from municipalities.models import Municipality
from programs.models import Grant
from programs.views.hand_in.forms import KINDS, HandInForm

# The parts of the form by their columns; what a directive asks beyond them stands in the last.
PROJECT = ("title", "purpose", "subject_area", "project_start_on")
PLAN = (
    *("financing_type", "total_eur", "eligible_eur", "own_eur", "third_party_eur"),
    "funding_rate",
)
REASONS = ("exception_reason", "saving_reason", "override_reason", "double_funding_reason")
EXTRA_ROWS = 3


def field_of(name: str) -> forms.Field:
    """The field of a column of the case, never required: a draft may be unfinished."""
    column: Any = Grant._meta.get_field(name)
    label = str(column.verbose_name)
    shared: dict[str, Any] = {"label": label[:1].upper() + label[1:], "required": False}
    if isinstance(column, models.DateField):
        return DayField(**shared)
    if name.endswith("_eur"):
        return EuroField(**shared)
    if name.endswith("_rate"):
        return PercentField(**shared)
    if column.choices:
        return forms.ChoiceField(choices=[("", NOTHING_STATED), *column.choices], **shared)
    if isinstance(column, models.TextField):
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=10000, **shared)
    return forms.CharField(max_length=column.max_length, **shared)


class DraftForm(HandInForm):
    """The title and what the directive asks."""

    title = forms.CharField(label=_("Project"), max_length=300)

    def __init__(self, *args: Any, asked: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {name: field_of(name) for name in asked}

    @property
    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """Heading and fields of each part that is asked for; the reasons are apart."""
        of_the_directive = [n for n in self.fields if n not in (*PROJECT, *PLAN, *REASONS)]
        named = (
            (gettext("Project"), PROJECT),
            (gettext("Financing plan"), PLAN),
            (gettext("What the directive asks for besides"), of_the_directive),
        )
        parts = [(heading, self._those(names)) for heading, names in named]
        return [part for part in parts if part[1]]

    @property
    def reasons(self) -> list[BoundField]:
        return self._those(REASONS)

    @property
    def has_reasons(self) -> bool:
        """Whether one is given or refused, so that it has to be in sight."""
        return any(field.value() or field.errors for field in self.reasons)

    def _those(self, names: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def entries(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "title"}


class PartnerRow(forms.Form):
    body = BodyField(label=_("Municipal body"), required=False, help_text="")
    share_eur = EuroField(label=_("applied for (EUR)"), required=False)


class PartnerRows(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """The partners with their shares; an emptied row is taken out."""

    def clean(self) -> None:
        bodies = [body.ags for body, _share in self.shares]
        if len(set(bodies)) < len(bodies):
            raise forms.ValidationError(_("This municipality takes part already."))

    @property
    def shares(self) -> Sequence[tuple[Municipality, Any]]:
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        return [(row["body"], row.get("share_eur")) for row in rows if row.get("body")]


PARTNERS = forms.formset_factory(PartnerRow, formset=PartnerRows, extra=EXTRA_ROWS, max_num=60)


class BeginForm(HandInForm):
    title = forms.CharField(label=_("Project"), max_length=300)
    lead = forms.ModelChoiceField(
        label=_("Lead municipality"),
        queryset=Municipality.objects.none(),
        empty_label=PLEASE_CHOOSE,
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lead"]
        field.queryset = bodies
        field.initial = bodies.first()


class PartForm(HandInForm):
    resolution_on = DayField(label=_("Council's resolution on"), years_ahead=0)
    paper = PaperField(label=_("Copy of the resolution"), required=False, help_text=KINDS)


class PaperForm(HandInForm):
    label = forms.ChoiceField(label=_("Paper"))
    paper = PaperField(label=_("File"), help_text=KINDS)

    def __init__(self, *args: Any, labels: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["label"]
        field.choices = [(label, label) for label in labels]
