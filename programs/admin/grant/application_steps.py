"""The steps of an application: receipt, papers, recommendation, withdrawal and rejection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.roles import PREPARE
from core.admin.steps import Reason, ReasonedAt, Step, StepForm, Taken, TakenAt, calls, day_field
from core.calendar import proposed_deadline
from core.forms.fields import EuroField
from programs.actions import application
from programs.admin.decision.signature_steps import Signature
from programs.admin.grant.retention_steps import Retained
from programs.admin.steps import of_transition, way_field
from programs.choices import NotificationKind
from programs.models import MissingPaper
from programs.rules.transitions import TRANSITIONS, is_allowed

USUAL_DAYS_FOR_PAPERS = 28


class ApplicationReceipt(StepForm):
    received_on = day_field(gettext_lazy("application received on"), initial=timezone.localdate)
    applied_eur = EuroField(
        label=gettext_lazy("applied for (EUR)"),
        required=False,
        help_text=gettext_lazy("Empty: the application names no amount."),
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        received_on: date
        applied_eur: Decimal | None

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

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        titles: list[str]
        on: date
        due_on: date

    def clean_titles(self) -> list[str]:
        return str(self.cleaned_data["titles"]).splitlines()

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

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        received: QuerySet[MissingPaper]
        on: date

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

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        checked: Sequence[str] = ()
        complete_on: date

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

    @dataclass(frozen=True, kw_only=True)
    class Values(Retained.Values):
        on: date


class Sending(Retained):
    on = day_field(gettext_lazy("sent on"), initial=timezone.localdate)
    kind = way_field()
    field_order = ("on", "kind", "retention_until")

    @dataclass(frozen=True, kw_only=True)
    class Values(Retained.Values):
        on: date
        kind: NotificationKind


APPLICATION_STEPS = (
    of_transition(
        "submit",
        calls(ApplicationReceipt.Values)(application.submit_application),
        ApplicationReceipt,
    ),
    of_transition("review", calls(Taken)(application.start_review)),
    of_transition("ask", calls(Papers.Values)(application.request_papers), Papers),
    of_transition("resume", calls(Arrival.Values)(application.resume_review), Arrival),
    of_transition(
        "recommend", calls(Recommendation.Values)(application.recommend_grant), Recommendation
    ),
    Step(
        name="propose_rejection",
        label=gettext_lazy("Propose the rejection"),
        permission=PREPARE,
        is_open=lambda grant: is_allowed("reject", grant.state),
        run=calls(ReasonedAt)(application.propose_rejection),
        form=Reason,
    ),
    Step(
        name="reject",
        label=TRANSITIONS["reject"].label,
        permission=TRANSITIONS["reject"].permission,
        is_open=lambda grant: (
            is_allowed("reject", grant.state) and application.proposed_rejection(grant) is not None
        ),
        run=calls(Signature.Values)(application.reject_application),
        form=Signature,
    ),
    Step(
        name="notify_rejection",
        label=gettext_lazy("Record the sending of the rejection"),
        permission=PREPARE,
        is_open=lambda grant: application.unsent_rejection(grant) is not None,
        run=calls(Sending.Values)(application.notify_rejection),
        form=Sending,
    ),
    of_transition(
        "withdraw",
        calls(ApplicationWithdrawal.Values)(application.withdraw_application),
        ApplicationWithdrawal,
    ),
)
