"""The steps of an application: receipt, papers, recommendation, withdrawal and rejection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import PREPARE
from core.admin.steps import Confirm, Reason, Run, Step, StepForm, day_field
from core.calendar import proposed_deadline
from core.forms.fields import EuroField
from programs.actions import application
from programs.admin.decision.signature_steps import Signature, dated
from programs.admin.grant.retention_steps import Retained
from programs.choices import DecisionKind
from programs.models import Grant, MissingPaper
from programs.rules.transitions import TRANSITIONS, is_allowed

USUAL_DAYS_FOR_PAPERS = 28


class ApplicationReceipt(StepForm):
    received_on = day_field(gettext_lazy("application received on"), initial=timezone.localdate)
    applied_eur = EuroField(
        label=gettext_lazy("applied for (EUR)"),
        required=False,
        help_text=gettext_lazy("Empty: the application names no amount."),
    )

    def prepare(self, obj: Any) -> None:
        if obj is not None:
            self.fields["received_on"].initial = obj.received_on or timezone.localdate()
            self.fields["applied_eur"].initial = obj.applied_eur


class Papers(StepForm):
    titles = forms.CharField(
        label=gettext_lazy("Missing papers"),
        help_text=gettext_lazy("One in each line."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    on = day_field(gettext_lazy("requested on"), initial=timezone.localdate)
    due_on = day_field(
        gettext_lazy("due on"),
        initial=lambda: proposed_deadline(timezone.localdate(), days=USUAL_DAYS_FOR_PAPERS),
    )

    def prepare(self, obj: Any) -> None:
        if obj is None:
            return
        done = set(obj.checklist_done)
        points = [point for point in obj.program.checklist if point not in done]
        self.fields["titles"].initial = "\n".join(points)


class Arrival(StepForm):
    received = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Papers that came in"),
        queryset=MissingPaper.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    on = day_field(gettext_lazy("received on"), initial=timezone.localdate)

    def prepare(self, obj: Any) -> None:
        field: Any = self.fields["received"]
        field.queryset = obj.missing_papers.filter(received_on__isnull=True)


class Recommendation(StepForm):
    checked = forms.MultipleChoiceField(
        label=gettext_lazy("check list"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    complete_on = day_field(gettext_lazy("papers complete on"), initial=timezone.localdate)

    def prepare(self, obj: Any) -> None:
        field: Any = self.fields["checked"]
        field.choices = [(point, point) for point in obj.program.checklist]
        field.initial = obj.checklist_done
        if not obj.program.checklist:
            del self.fields["checked"]
        came = [paper.received_on for paper in obj.missing_papers.all() if paper.received_on]
        known = [day for day in (obj.complete_on, obj.received_on, *came) if day]
        if known:
            self.fields["complete_on"].initial = obj.complete_on or max(known)


class ApplicationWithdrawal(Retained):
    on = day_field(gettext_lazy("application withdrawn on"), initial=timezone.localdate)
    field_order = ("on", "retention_until")


class Sending(Retained):
    on = day_field(gettext_lazy("sent on"), initial=timezone.localdate)
    field_order = ("on", "retention_until")


def _submit(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.submit_application(
        grant,
        received_on=values["received_on"],
        applied_eur=values["applied_eur"],
        by=by,
        at=at,
    )


def _review(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.start_review(grant, by=by)


def _ask(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.request_papers(
        grant,
        titles=values["titles"].splitlines(),
        on=values["on"],
        due_on=values["due_on"],
        by=by,
        at=at,
    )


def _resume(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.resume_review(grant, received=values["received"], on=values["on"], by=by, at=at)


def _recommend(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.recommend_grant(
        grant,
        checked=values.get("checked", []),
        complete_on=values["complete_on"],
        by=by,
        at=at,
    )


def _withdraw(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.withdraw_application(
        grant, on=values["on"], by=by, at=at, retention_until=values["retention_until"]
    )


def _propose_rejection(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.propose_rejection(grant, reason=values["reason"], by=by, at=at)


def _reject(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.reject_application(grant, by=by, at=at, **dated(values))


def _notify_rejection(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    application.notify_rejection(
        grant, on=values["on"], by=by, at=at, retention_until=values["retention_until"]
    )


def _is_rejection_unsent(grant: Grant) -> bool:
    return grant.decisions.filter(
        kind=DecisionKind.REJECTION, approved_at__isnull=False, notified_on__isnull=True
    ).exists()


def _verb(name: str, run: Run, form: type[StepForm] = Confirm) -> Step:
    transition = TRANSITIONS[name]
    return Step(
        name=name,
        label=transition.label,
        permission=transition.permission,
        is_open=lambda grant: is_allowed(name, grant.state),
        run=run,
        form=form,
    )


APPLICATION_STEPS = (
    _verb("submit", _submit, ApplicationReceipt),
    _verb("review", _review),
    _verb("ask", _ask, Papers),
    _verb("resume", _resume, Arrival),
    _verb("recommend", _recommend, Recommendation),
    Step(
        name="propose_rejection",
        label=gettext_lazy("Propose the rejection"),
        permission=PREPARE,
        is_open=lambda grant: is_allowed("reject", grant.state),
        run=_propose_rejection,
        form=Reason,
    ),
    Step(
        name="reject",
        label=TRANSITIONS["reject"].label,
        permission=TRANSITIONS["reject"].permission,
        is_open=lambda grant: (
            is_allowed("reject", grant.state) and application.proposed_rejection(grant) is not None
        ),
        run=_reject,
        form=Signature,
    ),
    Step(
        name="notify_rejection",
        label=gettext_lazy("Record the sending of the rejection"),
        permission=PREPARE,
        is_open=_is_rejection_unsent,
        run=_notify_rejection,
        form=Sending,
    ),
    _verb("withdraw", _withdraw, ApplicationWithdrawal),
)
