"""The steps that end a case: appeal, revocation, annulment, lapse, completion, closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.roles import PREPARE
from core.admin.steps import (
    Reason,
    ReasonedAt,
    Step,
    StepForm,
    TakenAt,
    calls,
    calls_chosen,
    day_field,
)
from programs.actions import closing
from programs.actions.decision import ending, finality
from programs.admin.grant.retention_steps import Retained
from programs.admin.payment.steps import offer
from programs.admin.steps import of_transition
from programs.choices import DecisionKind
from programs.models import Decision, Grant


class Appeal(StepForm):
    on = day_field(gettext_lazy("appeal received on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date


class ChangeAppeal(Appeal):
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Decision"), queryset=Decision.objects.none()
    )
    field_order = ("decision", "on")

    @dataclass(frozen=True, kw_only=True)
    class Values(Appeal.Values):
        decision: Decision

    def prepare(self, obj: Any) -> None:
        waiting = [decision.pk for decision in _open_to_appeal(obj)]
        offer(self, "decision", obj.decisions.filter(pk__in=waiting))


class Ending(Reason):
    known_on = day_field(gettext_lazy("facts known since"))
    hearing_on = day_field(gettext_lazy("hearing on"))
    field_order = ("known_on", "hearing_on", "reason")

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        known_on: date
        hearing_on: date


class Completion(StepForm):
    fulfilled_on = day_field(gettext_lazy("purpose fulfilled on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        fulfilled_on: date


class Closing(Retained):
    on = day_field(gettext_lazy("closed on"), initial=timezone.localdate)
    field_order = ("on", "retention_until")

    @dataclass(frozen=True, kw_only=True)
    class Values(Retained.Values):
        on: date


def _open_to_appeal(grant: Grant) -> list[Decision]:
    return [change for change in finality.unfinal_changes(grant) if change.objected_on is None]


ENDING_STEPS = (
    of_transition("object", calls(Appeal.Values)(ending.record_appeal), Appeal),
    Step(
        name="object_change",
        label=gettext_lazy("Record an appeal against a change"),
        permission=PREPARE,
        is_open=lambda grant: bool(_open_to_appeal(grant)),
        run=calls_chosen(ChangeAppeal.Values)(ending.record_change_appeal),
        form=ChangeAppeal,
    ),
    of_transition("complete", calls(Completion.Values)(closing.complete_grant), Completion),
    of_transition("close", calls(Closing.Values)(closing.close_grant), Closing),
    of_transition(
        "revoke",
        calls(Ending.Values)(partial(ending.propose_ending, kind=DecisionKind.REVOCATION)),
        Ending,
        label=gettext_lazy("Propose the revocation"),
        permission=PREPARE,
    ),
    of_transition(
        "annul",
        calls(Ending.Values)(partial(ending.propose_ending, kind=DecisionKind.ANNULMENT)),
        Ending,
        label=gettext_lazy("Propose the annulment"),
        permission=PREPARE,
    ),
    of_transition(
        "lapse",
        calls(ReasonedAt)(partial(ending.propose_ending, kind=DecisionKind.LAPSE)),
        Reason,
        label=gettext_lazy("Propose to state the lapse"),
        permission=PREPARE,
    ),
)
