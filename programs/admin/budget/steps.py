"""What a budget officer records on a line; a second person confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.admin.steps import Step, StepForm, TakenAt, calls, day_field
from core.errors import RuleError
from core.formats import format_eur
from core.forms.fields import EuroField
from core.forms.reasons import LONGEST_REASON
from core.money import sum_eur
from programs.actions.budget import lines as budget
from programs.actions.budget.year_change import only_line, propose_year_change
from programs.admin.steps import say_what_is_left
from programs.choices import EntryKind
from programs.models import BudgetLine, Grant
from programs.queries.budget.commitments import cash_lines, unrecorded_on
from programs.terms.years import is_closed


class Booking(StepForm):
    """What the budget gives or takes."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"),
        coerce=EntryKind,
        choices=[(kind.value, kind.label) for kind in budget.ON_ONE_LINE],
    )
    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    on = day_field(gettext_lazy("Booked on"))
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        kind: EntryKind
        amount_eur: Decimal
        on: date
        document: str
        reason: str

    def prepare(self, obj: BudgetLine) -> None:
        text = _("Free %(free)s, blocked %(blocked)s.")
        self.fields["amount_eur"].help_text = text % {
            "free": format_eur(obj.balance.free_eur),
            "blocked": format_eur(obj.balance.blocked_eur),
        }


class CarryOver(StepForm):
    """What a past year left, and where it goes."""

    target = forms.ModelChoiceField(
        label=gettext_lazy("To the budget line"), queryset=BudgetLine.objects.none()
    )
    amount_eur = EuroField(label=gettext_lazy("Amount (EUR)"))
    on = day_field(gettext_lazy("Booked on"))
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        target: BudgetLine
        amount_eur: Decimal
        on: date
        document: str

    def prepare(self, obj: BudgetLine) -> None:
        today = BudgetLine.objects.of_year(timezone.localdate().year)
        later = today.filter(
            program=obj.program_id,
            fiscal_year__gt=obj.fiscal_year,
            due_year__isnull=obj.due_year is None,
        )
        target: Any = self.fields["target"]
        target.queryset = later.select_related("program")
        say_what_is_left(self, {str(obj): obj.balance.free_eur})


class CaseField(forms.ModelMultipleChoiceField[Grant]):
    """Cases with what each has bound and undrawn on a line."""

    rests: Mapping[int, str]

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.file_reference} · {obj.title} · {obj.lead} · {self.rests[obj.pk]}"


class YearChange(StepForm):
    """The cases with what goes along for each, all of them ticked; and the line that takes it.

    For many lines all cases of each go to the line of the same product, or the only one.
    """

    target = forms.ModelChoiceField(
        label=gettext_lazy("To the budget line"), queryset=BudgetLine.objects.none()
    )
    grants = CaseField(
        label=gettext_lazy("Cases and what goes along"),
        queryset=Grant.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    on = day_field(gettext_lazy("Booked on"), initial=timezone.localdate)
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        target: BudgetLine | None = None
        grants: list[Grant] | None = None
        on: date
        document: str

    def clean_grants(self) -> list[Grant]:
        return list(self.cleaned_data["grants"])

    def prepare(self, obj: BudgetLine | None) -> None:
        if obj is None:
            del self.fields["target"], self.fields["grants"]
            return
        year = timezone.localdate().year
        target: Any = self.fields["target"]
        lines = BudgetLine.objects.cash().of_year(year).filter(program=obj.program_id)
        target.queryset = lines.select_related("program")
        offered = cash_lines(obj, year)
        target.initial = offered[0].pk if len(offered) == 1 else None
        grants: Any = self.fields["grants"]
        grants.rests = {row.grant_id: rest_of(row) for row in unrecorded_on(obj)}
        grants.queryset = Grant.objects.filter(pk__in=grants.rests).select_related("lead")
        grants.initial = list(grants.rests)
        grants.help_text = _(
            "What is drawn and unpaid is drawn anew on the new line. A payment that waits to be "
            "ordered stays: order it with a value date of its year, or cancel it."
        )


def rest_of(row: Any) -> str:
    """What a case takes along, and how much of it is drawn."""
    rest = format_eur(row.rest_eur)
    if not row.drawn_rest_eur:
        return rest
    return _("%(rest)s, of it %(drawn)s drawn") % {
        "rest": rest,
        "drawn": format_eur(row.drawn_rest_eur),
    }


def _has_bound_money(line: BudgetLine) -> bool:
    """Whether the year of a line is over or it is due, with a rest that nobody recorded yet."""
    today = timezone.localdate()
    is_over = is_closed(line, on=today) if line.due_year is None else line.due_year <= today.year
    return is_over and unrecorded_on(line).exists()


def _what_goes_along(line: BudgetLine) -> str:
    """Each case of a line with what goes along, and where to: for many lines the only preview."""
    rows: list[Any] = list(unrecorded_on(line))
    try:
        target = str(only_line(line, timezone.localdate().year))
    except RuleError as error:
        target = error.message
    message = _("%(total)s of %(count)s cases to %(target)s. %(cases)s")
    return message % {
        "total": format_eur(sum_eur(row.rest_eur for row in rows)),
        "count": len(rows),
        "target": target,
        "cases": "; ".join(f"{row.grant.file_reference}: {rest_of(row)}" for row in rows),
    }


BUDGET_STEPS = (
    Step(
        "book",
        gettext_lazy("Book appropriation, supplement or block"),
        MANAGE_BUDGET,
        is_open=lambda line: not is_closed(line, on=timezone.localdate()),
        run=calls(Booking.Values)(budget.propose_budget),
        form=Booking,
    ),
    Step(
        "carry-over",
        gettext_lazy("Carry over to a later year"),
        MANAGE_BUDGET,
        is_open=lambda line: is_closed(line, on=timezone.localdate()),
        run=calls(CarryOver.Values)(budget.propose_carry_over),
        form=CarryOver,
    ),
    Step(
        "year-change",
        gettext_lazy("Take bound, unpaid money into the new year"),
        MANAGE_BUDGET,
        is_open=_has_bound_money,
        run=calls(YearChange.Values)(propose_year_change),
        form=YearChange,
        bulk=gettext_lazy("Take bound, unpaid money of chosen lines into the new year"),
        note=_what_goes_along,
    ),
)
