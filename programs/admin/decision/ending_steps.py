"""The steps that end a case: appeal, revocation, annulment, lapse, completion, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import PREPARE
from core.admin.steps import Reason, Run, Step, StepForm, day_field
from programs.actions import closing
from programs.actions.decision import ending, finality
from programs.admin.grant.retention_steps import Retained
from programs.admin.payment.steps import offer
from programs.choices import DecisionKind
from programs.models import Decision, Grant
from programs.rules.transitions import TRANSITIONS, is_allowed


class Appeal(StepForm):
    on = day_field(gettext_lazy("appeal received on"), initial=timezone.localdate)


class ChangeAppeal(Appeal):
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Decision"), queryset=Decision.objects.none()
    )
    field_order = ("decision", "on")

    def prepare(self, obj: Any) -> None:
        offer(self, "decision", _open_to_appeal(obj))


class Ending(Reason):
    known_on = day_field(gettext_lazy("facts known since"))
    hearing_on = day_field(gettext_lazy("hearing on"))
    field_order = ("known_on", "hearing_on", "reason")


class Completion(StepForm):
    fulfilled_on = day_field(gettext_lazy("purpose fulfilled on"), initial=timezone.localdate)


class Closing(Retained):
    on = day_field(gettext_lazy("closed on"), initial=timezone.localdate)
    field_order = ("on", "retention_until")


def _object(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    ending.record_appeal(grant, on=values["on"], by=by, at=at)


def _object_change(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    ending.record_change_appeal(values["decision"], on=values["on"], by=by, at=at)


def _open_to_appeal(grant: Grant) -> QuerySet[Decision]:
    return finality.unfinal_changes(grant).filter(objected_on__isnull=True)


def _end(kind: DecisionKind) -> Run:
    def run(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
        ending.propose_ending(
            grant,
            kind,
            reason=values["reason"],
            known_on=values.get("known_on"),
            hearing_on=values.get("hearing_on"),
            by=by,
            at=at,
        )

    return run


def _complete(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    closing.complete_grant(grant, fulfilled_on=values["fulfilled_on"], by=by, at=at)


def _close(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    closing.close_grant(
        grant, on=values["on"], by=by, at=at, retention_until=values["retention_until"]
    )


def _step(name: str, run: Run, form: type[StepForm], label: Any = "") -> Step:
    transition = TRANSITIONS[name]
    return Step(
        name=name,
        label=label or transition.label,
        permission=PREPARE,
        is_open=lambda grant: is_allowed(name, grant.state),
        run=run,
        form=form,
    )


ENDING_STEPS = (
    _step("object", _object, Appeal),
    Step(
        name="object_change",
        label=gettext_lazy("Record an appeal against a change"),
        permission=PREPARE,
        is_open=lambda grant: _open_to_appeal(grant).exists(),
        run=_object_change,
        form=ChangeAppeal,
    ),
    _step("complete", _complete, Completion),
    _step("close", _close, Closing),
    _step("revoke", _end(DecisionKind.REVOCATION), Ending, gettext_lazy("Propose the revocation")),
    _step("annul", _end(DecisionKind.ANNULMENT), Ending, gettext_lazy("Propose the annulment")),
    _step("lapse", _end(DecisionKind.LAPSE), Reason, gettext_lazy("Propose to state the lapse")),
)
