"""The steps of the proof of use: awaited, reminded, received, checked, and what was overpaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import PREPARE
from core.admin.steps import (
    Confirm,
    Step,
    StepForm,
    Taken,
    TakenAt,
    calls,
    calls_chosen,
    day_field,
)
from core.errors import RuleError
from core.formats import format_eur
from core.forms.fields import EuroField
from programs.actions.proof import check as proof
from programs.actions.proof import interim, reminders
from programs.choices import CheckResult, GrantState, ProofKind
from programs.models import Grant, InterimReport
from programs.queries.proof import booked, proof_of
from programs.rules.transitions import TRANSITIONS, is_allowed


class Awaiting(StepForm):
    kind = forms.TypedChoiceField(
        label=_("Kind"), coerce=ProofKind, choices=ProofKind.choices, initial=ProofKind.SIMPLE
    )
    due_on = day_field(
        _("Due on"), required=False, help_text=_("Empty: computed by the directive.")
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(Taken):
        kind: ProofKind
        due_on: date | None


class ProofReceipt(StepForm):
    on = day_field(_("Received on"), initial=timezone.localdate)
    actual_eur = EuroField(label=_("Actual eligible expenditure (EUR)"))
    other_funds_eur = EuroField(
        label=_("Actual own and third-party funds (EUR)"), help_text=_("0,00 where there are none.")
    )
    narrative_report = forms.BooleanField(label=_("Narrative report present"), required=False)
    financial_statement = forms.BooleanField(label=_("Financial statement present"), required=False)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date
        actual_eur: Decimal
        other_funds_eur: Decimal
        narrative_report: bool
        financial_statement: bool


class Check(StepForm):
    actual_eur = EuroField(label=_("Recognised expenditure (EUR)"))
    other_funds_eur = EuroField(
        label=_("Actual own and third-party funds (EUR)"), help_text=_("0,00 where there are none.")
    )
    surplus_reason = forms.CharField(
        label=_("Reason for accepting more income"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=10000,
        required=False,
        help_text=_("Only where grant and other funds come to more than the expenditure."),
    )
    result = forms.TypedChoiceField(
        label=_("Result"), coerce=CheckResult, choices=CheckResult.choices
    )
    note = forms.CharField(
        label=_("Audit note"), widget=forms.Textarea(attrs={"rows": 5}), max_length=10000
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        actual_eur: Decimal
        other_funds_eur: Decimal
        surplus_reason: str
        result: CheckResult
        note: str

    def prepare(self, obj: Grant | None) -> None:
        found = proof_of(obj) if obj is not None else None
        if obj is None or found is None:
            return
        self.fields["actual_eur"].initial = found.actual_eur
        self.fields["other_funds_eur"].initial = found.other_funds_eur
        try:
            amount = proof.recalculated_grant_eur(obj, found)
        except RuleError as error:
            self.fields["actual_eur"].help_text = error.message
            return
        sums = booked(obj)
        is_less = amount < sums.approved_eur
        self.fields["result"].initial = CheckResult.REDUCED if is_less else CheckResult.ACCEPTED
        text = _(
            "What the proof tells, less what is not recognised. As told, the grant is %(amount)s; "
            "approved %(approved)s, paid %(paid)s."
        )
        self.fields["actual_eur"].help_text = text % {
            "amount": format_eur(amount),
            "approved": format_eur(sums.approved_eur),
            "paid": format_eur(sums.paid_eur),
        }
        surplus = proof.proof_surplus_eur(obj, found, amount)
        if surplus:
            text = _(
                "As told, the grant and the other funds come to %(surplus)s more than the "
                "expenditure."
            )
            self.fields["surplus_reason"].help_text = text % {"surplus": format_eur(surplus)}


class ReminderForm(StepForm):
    on = day_field(_("Sent on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date


class InterimForm(StepForm):
    report = forms.ModelChoiceField(
        label=_("Interim report"), queryset=InterimReport.objects.none()
    )
    on = day_field(_("Received on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        report: InterimReport
        on: date

    def prepare(self, obj: Grant) -> None:
        field: Any = self.fields["report"]
        field.queryset = obj.interim_reports.filter(submitted_on__isnull=True)
        field.initial = field.queryset.first()


def _is_unmarked(grant: Grant) -> bool:
    if grant.state not in proof.MARKABLE:
        return False
    found = proof_of(grant)
    return found is not None and not found.sampled


def _is_overdue(grant: Grant) -> bool:
    if grant.state != GrantState.PROOF_DUE:
        return False
    found = proof_of(grant)
    return found is not None and found.due_on <= timezone.localdate()


PROOF_STEPS = (
    Step(
        "receive_interim",
        _("Record an interim report"),
        PREPARE,
        is_open=lambda grant: any(r.submitted_on is None for r in grant.interim_reports.all()),
        run=calls_chosen(InterimForm.Values)(interim.receive_interim_report),
        form=InterimForm,
    ),
    Step(
        "await_proof",
        TRANSITIONS["await_proof"].label,
        PREPARE,
        is_open=lambda grant: is_allowed("await_proof", grant.state),
        run=calls(Awaiting.Values)(proof.await_proof),
        form=Awaiting,
        bulk=_("Await the proofs of use of chosen cases"),
    ),
    Step(
        "receive_proof",
        TRANSITIONS["receive_proof"].label,
        PREPARE,
        is_open=lambda grant: is_allowed("receive_proof", grant.state),
        run=calls(ProofReceipt.Values)(proof.receive_proof),
        form=ProofReceipt,
    ),
    Step(
        "remind",
        _("Record a reminder"),
        PREPARE,
        is_open=_is_overdue,
        run=calls(ReminderForm.Values)(reminders.record_reminder),
        form=ReminderForm,
        bulk=_("Record reminders to chosen cases"),
    ),
    Step(
        "mark_for_depth",
        _("Check the proof in depth"),
        PREPARE,
        is_open=_is_unmarked,
        run=calls(Taken)(proof.mark_for_depth),
        form=Confirm,
    ),
    Step(
        "review_proof",
        TRANSITIONS["review_proof"].label,
        PREPARE,
        is_open=lambda grant: is_allowed("review_proof", grant.state),
        run=calls(Check.Values)(proof.review_proof),
        form=Check,
    ),
)
