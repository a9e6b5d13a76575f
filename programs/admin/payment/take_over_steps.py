"""The step of the due year: what an authorisation binds goes to a budget line with cash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.admin.steps import Step, StepForm, TakenAt, calls, day_field
from core.formats import format_eur
from programs.actions.budget.take_over import take_over_commitment
from programs.admin.grant.forms import line_label
from programs.models import BudgetLine, Grant
from programs.queries.budget.commitments import cash_lines, due_commitments


class TakeOver(StepForm):
    """The day, and for one case the line; for many each gets the one that fits."""

    line = forms.ModelChoiceField(
        label=gettext_lazy("To the budget line"), queryset=BudgetLine.objects.none()
    )
    on = day_field(gettext_lazy("Booked on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        line: BudgetLine | None = None
        on: date

    def prepare(self, obj: Grant | None) -> None:
        if obj is None:
            del self.fields["line"]
            return
        year = timezone.localdate().year
        field: Any = self.fields["line"]
        field.label_from_instance = line_label
        field.queryset = (
            BudgetLine.objects.cash()
            .of_year(year)
            .filter(program=obj.program_id)
            .select_related("program", "balance")
        )
        due = list(due_commitments(year).filter(grant=obj))
        offered = cash_lines(due[0].line, year) if due else []
        if len(offered) == 1:
            field.initial = offered[0].pk
        field.help_text = "; ".join(
            _("%(line)s: %(amount)s bound")
            % {"line": row.line, "amount": format_eur(row.committed_eur - row.drawn_eur)}
            for row in due
        )


TAKE_OVER_STEPS = (
    Step(
        name="take_over_commitment",
        label=gettext_lazy("Take a due commitment over to the fiscal year"),
        permission=MANAGE_BUDGET,
        is_open=lambda grant: (
            due_commitments(timezone.localdate().year).filter(grant=grant).exists()
        ),
        run=calls(TakeOver.Values)(take_over_commitment),
        form=TakeOver,
        bulk=gettext_lazy("Take due commitments of chosen cases over to the fiscal year"),
    ),
)
