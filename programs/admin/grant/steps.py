"""The steps of a case as the administration offers them: what each asks, and which action it calls.

Who may and from which state is said in programs.transitions, what it writes in programs.actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import PREPARE
from core.admin.steps import Confirm, Run, Step, StepForm, day_field
from core.errors import RuleError
from programs.actions.decision import approval as decisions
from programs.actions.decision import hand_over
from programs.admin.decision.signature_steps import Signature, dated, warning_of
from programs.choices import DecisionKind, NotificationKind
from programs.models import Grant
from programs.rules.transitions import TRANSITIONS, is_allowed


class NotificationForm(StepForm):
    on = day_field(gettext_lazy("Sent or handed over on"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Way of notification"),
        choices=NotificationKind.choices,
        initial=NotificationKind.POST,
    )
    embargo_until = day_field(
        gettext_lazy("Embargo until"),
        required=False,
        help_text=gettext_lazy("Until this day the municipalities do not see the case."),
    )
    awaits_hand_over = forms.BooleanField(
        label=gettext_lazy("Embargo until the hand-over"),
        required=False,
        help_text=gettext_lazy(
            "The municipalities do not see the case before its hand-over is recorded."
        ),
    )


class HandOver(StepForm):
    on = day_field(gettext_lazy("handed over on"), initial=timezone.localdate)


def _note(grant: Grant) -> str:
    return warning_of(grant.decisions.filter(kind=DecisionKind.INITIAL).first())


def _propose(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    decisions.propose_grant(grant, by=by, at=at)


def _approve(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    decision = grant.decisions.filter(kind=DecisionKind.INITIAL).first()
    if decision is None:
        raise RuleError(_("This case has no decision to approve."), code="not_prepared")
    decisions.approve_decision(decision, by=by, at=at, **dated(values))


def _notify(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    decisions.notify_grant(
        grant,
        on=values["on"],
        by=by,
        at=at,
        kind=NotificationKind(values["kind"]),
        embargo_until=values["embargo_until"],
        awaits_hand_over=values["awaits_hand_over"],
    )


def _hand_over(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    hand_over.hand_over_decision(grant, on=values["on"], by=by, at=at)


def _step(
    name: str, run: Run, form: type[StepForm] = Confirm, bulk: str | Promise = "", **more: Any
) -> Step:
    transition = TRANSITIONS[name]
    return Step(
        name=name,
        label=transition.label,
        permission=transition.permission,
        is_open=lambda grant: is_allowed(name, grant.state),
        run=run,
        form=form,
        bulk=bulk,
        **more,
    )


GRANT_STEPS = (
    _step("propose", _propose, bulk=gettext_lazy("Submit chosen cases for approval")),
    _step("approve", _approve, Signature, gettext_lazy("Approve chosen cases")),
    _step(
        "notify",
        _notify,
        NotificationForm,
        gettext_lazy("Record the notification of chosen cases"),
        note=_note,
    ),
    Step(
        name="hand_over",
        label=gettext_lazy("Record the hand-over of the decision"),
        permission=PREPARE,
        is_open=hand_over.may_be_handed_over,
        run=_hand_over,
        form=HandOver,
        bulk=gettext_lazy("Record the hand-over of chosen cases"),
    ),
)
