"""The forms of a case: the grant itself, its partners and its tranches."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.admin.forms import RowFormSet
from core.errors import RuleError
from core.formats import format_eur
from core.forms.choices import PLEASE_CHOOSE
from programs.admin.grant.case import IN_PARTICIPATIONS, IN_TRANCHES, Case
from programs.models import BudgetLine, Grant, Participation, Tranche
from programs.queries.dates import check_day
from programs.rules.dates import Day
from programs.terms.years import check_year_is_open


class GrantForm(forms.ModelForm[Grant]):
    """The grant itself."""

    case: ClassVar[Case] = Case(program=None, directive=None)

    class Meta:
        model = Grant
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        program = self.case.program
        if "checklist_done" in self.fields:
            papers = [*(program.checklist if program else []), *self.instance.checklist_done]
            self.fields["checklist_done"] = forms.MultipleChoiceField(
                label=_("Check list"),
                choices=[(paper, paper) for paper in dict.fromkeys(papers)],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            if not papers:
                self.fields["checklist_done"].help_text = _("This program has no check list.")

    def _post_clean(self) -> None:
        """Hold the days that were typed against those of the case, once the instance has them."""
        super()._post_clean()  # type: ignore[misc]  # django-stubs has none
        if self.instance._state.adding:
            return
        for day in Day:
            if day.table != "grant" or day.column not in self.changed_data:
                continue
            value = self.cleaned_data.get(day.column)
            try:
                check_day(self.instance, day, value, field=day.column)
            except RuleError as error:
                self.add_error(error.field, error.message)


class PartFormSet(RowFormSet):
    """Rows below a grant."""

    def kept(self) -> list[dict[str, Any]]:
        """The cleaned rows that will stand after saving."""
        rows: list[Any] = self.forms
        return [
            form.cleaned_data
            for form in rows
            if (form.has_changed() or form.instance.pk)
            and form.is_valid()
            and not form.cleaned_data.get("DELETE")
        ]


class ParticipationFormSet(PartFormSet):
    about = IN_PARTICIPATIONS


class TrancheFormSet(PartFormSet):
    about = IN_TRANCHES

    def clean(self) -> None:
        super().clean()
        program = self.instance.program_id
        for form in self.forms:
            line = getattr(form, "cleaned_data", {}).get("line")
            if not isinstance(line, BudgetLine) or "line" not in form.changed_data:
                continue  # a row to look at has the key alone
            if program and line.program_id != program:
                message = _("%(line)s belongs to another program. Choose a line of this program.")
                form.add_error("line", message % {"line": line})
                continue
            try:
                check_year_is_open(line, at=timezone.now())
            except RuleError as error:
                form.add_error("line", error.message)


class ParticipationForm(forms.ModelForm[Participation]):
    """A partner; a new one is offered the directive's rate."""

    share_offered: ClassVar[Any] = None

    class Meta:
        model = Participation
        fields = ("municipality", "share_eur", "resolution_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and self.share_offered is not None:
            self.initial.setdefault("share_eur", self.share_offered)


class LineField(forms.ModelChoiceField[BudgetLine]):
    """Budget lines with what they have left, read once for all rows of a form.

    `offered` are the lines shown, by default all that are accepted: another one that is accepted
    here is refused by the form, which can say why.
    """

    def __init__(self, *, offered: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = line_choices(kwargs["queryset"] if offered is None else offered)


CASH_FIRST = (F("due_year").asc(nulls_first=True), "-fiscal_year", "-pk")


def line_choices(lines: Any) -> list[tuple[Any, Any]]:
    """Choices grouped by program, the newest year first, authorisations last; one query."""
    groups: dict[str, list[tuple[int, str]]] = {}
    rows = lines.select_related("program", "balance").order_by("program__name", *CASH_FIRST)
    for line in rows:
        groups.setdefault(str(line.program), []).append((line.pk, line_label(line)))
    return [("", PLEASE_CHOOSE), *groups.items()]


def line_label(line: BudgetLine) -> str:
    """Year, product and what is free on the line."""
    free = line.balance.free_eur
    values = {
        "year": line.fiscal_year,
        "due": line.due_year,
        "product": f"{line.kapitel}/{line.foerderprodukt}",
        "free": format_eur(free),
    }
    if line.due_year:
        text = _("Commitment authorisation %(year)s for %(due)s · %(product)s · %(free)s free")
        return text % values
    return _("%(year)s · %(product)s · %(free)s free") % values


class TrancheForm(forms.ModelForm[Tranche]):
    class Meta:
        model = Tranche
        fields = ("line", "amount_eur")
