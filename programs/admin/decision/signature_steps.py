"""What every signature under a decision asks: its date, and why it is an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.steps import StepForm, TakenAt, day_field
from core.formats import format_day
from core.forms.reasons import LONGEST_REASON
from programs.models import Decision
from programs.terms.finality import uninstructed_final_day


class Signature(StepForm):
    decided_on = day_field(
        gettext_lazy("Date of the decision"),
        years_ahead=0,
        required=False,
        help_text=gettext_lazy("Empty means today."),
    )
    backdating_reason = forms.CharField(
        label=gettext_lazy("Reason for the earlier date"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Only where the decision bears a date before today."),
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        decided_on: date | None
        backdating_reason: str


def warning_of(decision: Decision | None) -> str:
    """What a notification without instruction on appeal means; empty where it bears one."""
    final = uninstructed_final_day(decision, sent_on=timezone.localdate()) if decision else None
    if final is None:
        return ""
    message = _(
        "This decision bears no instruction on appeal. Sent by post today, it becomes final on "
        "%(day)s only, and no money is drawn before, unless the appeal is waived."
    )
    return message % {"day": format_day(final)}
