"""What is decided about an application to a call: forms and the actions they call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import (
    Confirm,
    Reason,
    ReasonedAt,
    Step,
    StepForm,
    Taken,
    TakenAt,
    calls,
    day_field,
)
from core.errors import RuleError
from core.forms.days import DEADLINE_YEARS
from programs.actions import call as actions
from programs.models import CallApplication, CallDecision
from programs.queries.call import RankedApplication, ranking_of


class Selection(Reason):
    on = day_field(gettext_lazy("Selected on"), years_ahead=DEADLINE_YEARS)
    field_order = ("on", "reason")

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        on: date

    def prepare(self, obj: CallApplication | None) -> None:
        day = obj.call.announced_on if obj is not None else None
        self.fields["on"].initial = day or timezone.localdate()


class Successor(forms.ModelChoiceField[CallApplication]):
    """Who can still be selected, in the order of the call."""

    rows: Mapping[int, RankedApplication] = {}

    def label_from_instance(self, obj: CallApplication) -> str:
        row = self.rows.get(obj.pk)
        if row is None or row.place.rank is None:
            return _("%(name)s, without a rank") % {"name": obj}
        return _("rank %(rank)s: %(name)s") % {"rank": row.place.rank, "name": obj}


class PlaceGivenUp(Reason):
    on = day_field(gettext_lazy("Given up on"), years_ahead=DEADLINE_YEARS)
    successor = Successor(
        label=gettext_lazy("Successor"),
        queryset=CallApplication.objects.none(),
        required=False,
        help_text=gettext_lazy("Empty: the place stays free for now."),
    )
    out_of_turn_reason = forms.CharField(
        label=gettext_lazy("Why not the next in rank"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Only if another application than the next in rank follows."),
    )
    field_order = ("on", "reason", "successor", "out_of_turn_reason")

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        on: date
        successor: CallApplication | None
        out_of_turn_reason: str

    def prepare(self, obj: CallApplication) -> None:
        self.fields["on"].initial = timezone.localdate()
        order = ranking_of(obj.call)
        rows = {row.application.pk: row for row in order.rows if row.is_eligible}
        field: Any = self.fields["successor"]
        field.rows = rows
        eligible = CallApplication.objects.filter(pk__in=rows).select_related("lead")
        field.queryset = eligible
        first = order.next_in_rank()
        field.initial = first[0].application.pk if len(first) == 1 else None


class NewCase(StepForm):
    file_reference = forms.CharField(label=gettext_lazy("File reference"), max_length=60)
    title = forms.CharField(label=gettext_lazy("Project"), max_length=300)

    @dataclass(frozen=True, kw_only=True)
    class Values(Taken):
        file_reference: str
        title: str


def pending_of(application: CallApplication) -> CallDecision | None:
    """The decision that waits for its second person."""
    return application.decisions.filter(approved_at__isnull=True).first()


def _waiting(application: CallApplication) -> CallDecision:
    decision = pending_of(application)
    if decision is None:
        raise RuleError(_("Nothing was proposed for this application."), code="not_prepared")
    return decision


def _is_selected(application: CallApplication) -> bool:
    return application.selected_on is not None and application.withdrawn_on is None


CALL_STEPS = (
    Step(
        "select",
        gettext_lazy("Propose the selection"),
        PREPARE,
        is_open=lambda a: a.selected_on is None and pending_of(a) is None,
        run=calls(Selection.Values)(actions.propose_selection),
        form=Selection,
        bulk=gettext_lazy("Propose the selection of chosen applications"),
    ),
    Step(
        "approve",
        gettext_lazy("Approve what was proposed"),
        APPROVE,
        is_open=lambda a: pending_of(a) is not None,
        run=calls(TakenAt)(actions.approve_call_decision).on(_waiting),
        form=Confirm,
        bulk=gettext_lazy("Approve what was proposed for chosen applications"),
    ),
    Step(
        "return",
        gettext_lazy("Return the proposal"),
        APPROVE,
        is_open=lambda a: pending_of(a) is not None,
        run=calls(ReasonedAt)(actions.return_call_decision).on(_waiting),
        form=Reason,
    ),
    Step(
        "withdraw",
        gettext_lazy("Withdraw the proposal"),
        PREPARE,
        is_open=lambda a: pending_of(a) is not None,
        run=calls(ReasonedAt)(actions.withdraw_call_decision).on(_waiting),
        form=Reason,
    ),
    Step(
        "give-up",
        gettext_lazy("Give the selection up"),
        PREPARE,
        is_open=lambda a: _is_selected(a) and pending_of(a) is None,
        run=calls(PlaceGivenUp.Values)(actions.propose_withdrawal),
        form=PlaceGivenUp,
    ),
    Step(
        "open-case",
        gettext_lazy("Open the case"),
        PREPARE,
        is_open=lambda a: _is_selected(a) and a.grant_id is None and pending_of(a) is None,
        run=calls(NewCase.Values)(actions.open_case),
        form=NewCase,
    ),
)
