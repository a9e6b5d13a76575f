"""The ways back as the administration offers them: withdraw, send back, undo with two people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, MANAGE_BUDGET, PREPARE
from core.admin.steps import Confirm, Reason, ReasonedAt, Step, TakenAt, calls
from programs.actions.application import proposed_rejection
from programs.actions.consent import pending_consent
from programs.actions.decision.later import pending_change
from programs.actions.efa import way_back as efa_back
from programs.actions.proof import check as proof
from programs.actions.way_back import corrections, returns, withdrawing
from programs.admin.steps import with_reason
from programs.choices import Act
from programs.models import EfaCost, Grant
from programs.rules.transitions import TRANSITIONS, is_allowed


class Undoing(Reason):
    """Asks which act of the case is undone, and why."""

    what = forms.ChoiceField(label=_("What is undone"))
    field_order = ("what", "reason")

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        what: str

    def prepare(self, obj: Any) -> None:
        field: Any = self.fields["what"]
        field.choices = [(one.key, one.name) for one in corrections.correctable(obj)]


def _may_undo(grant: Grant) -> bool:
    is_free = corrections.open_correction(grant) is None
    return is_free and next(corrections.correctable(grant), None) is not None


def _waits_to_undo(grant: Grant) -> bool:
    return corrections.open_correction(grant) is not None


def _is_proposed(grant: Grant) -> bool:
    return is_allowed("send_back", grant.state)


def _has_change(grant: Grant) -> bool:
    return pending_change(grant) is not None


def _has_rejection(grant: Grant) -> bool:
    return proposed_rejection(grant) is not None


BACK_STEPS = (
    with_reason(
        "send_back",
        TRANSITIONS["send_back"].label,
        APPROVE,
        _is_proposed,
        withdrawing.send_back,
    ),
    with_reason(
        "take_back",
        TRANSITIONS["take_back"].label,
        PREPARE,
        _is_proposed,
        withdrawing.withdraw_proposal,
    ),
    with_reason(
        "refuse_consent",
        _("Refuse the budget officer's consent"),
        MANAGE_BUDGET,
        lambda grant: pending_consent(grant) is not None,
        withdrawing.refuse_consent,
    ),
    with_reason(
        "send_change_back",
        _("Send the proposed change back"),
        APPROVE,
        _has_change,
        withdrawing.send_change_back,
    ),
    with_reason(
        "drop_change",
        _("Withdraw the proposed change"),
        PREPARE,
        _has_change,
        withdrawing.drop_change,
    ),
    with_reason(
        "send_rejection_back",
        _("Send the proposed rejection back"),
        APPROVE,
        _has_rejection,
        withdrawing.send_rejection_back,
    ),
    with_reason(
        "withdraw_rejection",
        _("Withdraw the proposed rejection"),
        PREPARE,
        _has_rejection,
        withdrawing.withdraw_rejection,
    ),
    with_reason(
        "return_proof",
        TRANSITIONS["return_proof"].label,
        PREPARE,
        lambda grant: is_allowed("return_proof", grant.state),
        proof.return_proof,
    ),
    Step(
        "undo",
        _("Ask to undo a step"),
        PREPARE,
        is_open=_may_undo,
        run=calls(Undoing.Values)(corrections.ask_correction),
        form=Undoing,
    ),
    Step(
        "sign_undo",
        _("Undo what was asked for"),
        APPROVE,
        is_open=_waits_to_undo,
        run=calls(TakenAt)(corrections.sign_correction),
        form=Confirm,
    ),
    with_reason(
        "send_undo_back",
        _("Send the correction back"),
        APPROVE,
        _waits_to_undo,
        corrections.send_correction_back,
    ),
    with_reason(
        "withdraw_undo",
        _("Withdraw the correction"),
        PREPARE,
        _waits_to_undo,
        corrections.withdraw_correction,
    ),
)

RETURN_STEPS = (
    Step(
        "settle",
        _("Take note of the sending back"),
        PREPARE,
        is_open=lambda row: row.settled_at is None and row.act != Act.BUDGET_CANCELLING,
        run=calls(TakenAt)(returns.settle_return),
        bulk=_("Take note of chosen ones"),
    ),
    Step(
        "settle-budget",
        _("Take note of the sending back"),
        MANAGE_BUDGET,
        is_open=lambda row: row.settled_at is None and row.act == Act.BUDGET_CANCELLING,
        run=calls(TakenAt)(returns.settle_return),
    ),
)


def _is_unapproved(cost: EfaCost) -> bool:
    return cost.approved_at is None


def _is_reversal_asked(cost: EfaCost) -> bool:
    return cost.reversed_at is None and cost.reversal_prepared_by_id is not None


EFA_BACK_STEPS = (
    with_reason(
        "send-back", _("Send the cost back"), APPROVE, _is_unapproved, efa_back.send_cost_back
    ),
    with_reason(
        "withdraw", _("Withdraw the cost"), PREPARE, _is_unapproved, efa_back.withdraw_cost
    ),
    with_reason(
        "send-reversal-back",
        _("Send the reversal back"),
        APPROVE,
        _is_reversal_asked,
        efa_back.send_reversal_back,
    ),
    with_reason(
        "withdraw-reversal",
        _("Withdraw the reversal"),
        PREPARE,
        _is_reversal_asked,
        efa_back.withdraw_reversal,
    ),
)
