"""The steps of a case as the administration offers them: what each asks, and which action it calls.

Who may and from which state is said in programs.rules.steps, what it writes in programs.actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import PREPARE
from core.admin.steps import Step, StepForm, TakenAt, calls, day_field
from core.errors import RuleError
from programs.actions.decision import approval as decisions
from programs.actions.decision import hand_over
from programs.admin.decision.signature_steps import Signature, warning_of
from programs.admin.steps import of_transition, way_field
from programs.choices import DecisionKind, NotificationKind
from programs.models import Decision, Grant


class NotificationForm(StepForm):
    on = day_field(gettext_lazy("Sent or handed over on"))
    kind = way_field()
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

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date
        kind: NotificationKind
        embargo_until: date | None
        awaits_hand_over: bool


class HandOver(StepForm):
    on = day_field(gettext_lazy("handed over on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date


def _note(grant: Grant) -> str:
    return warning_of(grant.decisions.filter(kind=DecisionKind.INITIAL).first())


def _proposed(grant: Grant) -> Decision:
    decision = grant.decisions.filter(kind=DecisionKind.INITIAL).first()
    if decision is None:
        raise RuleError(_("This case has no decision to approve."), code="not_prepared")
    return decision


GRANT_STEPS = (
    of_transition(
        "propose",
        calls(TakenAt)(decisions.propose_grant),
        bulk=gettext_lazy("Submit chosen cases for approval"),
    ),
    of_transition(
        "approve",
        calls(Signature.Values)(decisions.approve_decision).on(_proposed),
        Signature,
        bulk=gettext_lazy("Approve chosen cases"),
    ),
    of_transition(
        "notify",
        calls(NotificationForm.Values)(decisions.notify_grant),
        NotificationForm,
        bulk=gettext_lazy("Record the notification of chosen cases"),
        note=_note,
    ),
    Step(
        name="hand_over",
        label=gettext_lazy("Record the hand-over of the decision"),
        permission=PREPARE,
        is_open=hand_over.may_be_handed_over,
        run=calls(HandOver.Values)(hand_over.hand_over_decision),
        form=HandOver,
        bulk=gettext_lazy("Record the hand-over of chosen cases"),
    ),
)
