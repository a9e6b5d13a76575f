"""What happens to an EfA cost after somebody found it correct."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Reason, ReasonedAt, Step, StepForm, Taken, TakenAt, calls, day_field
from programs.actions.efa import costs as efa
from programs.admin.decision.back_steps import EFA_BACK_STEPS
from programs.choices import CostBearer
from programs.models import EfaCost


class CostApproval(StepForm):
    on = day_field(_("Value date"), help_text=_("A day of the year the cost belongs to."))

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date


def _is_in_force(cost: EfaCost) -> bool:
    return cost.approved_at is not None and cost.reversed_at is None


EFA_STEPS = (
    Step(
        "approve",
        _("Approve and book the cost"),
        APPROVE,
        is_open=lambda cost: cost.approved_at is None,
        run=calls(CostApproval.Values)(efa.approve_cost),
        form=CostApproval,
        bulk=_("Approve and book chosen costs"),
    ),
    Step(
        "share-out",
        _("Compute the notional shares anew"),
        PREPARE,
        is_open=lambda cost: _is_in_force(cost) and cost.bearer == CostBearer.STATE,
        run=calls(Taken)(efa.share_out_again),
        bulk=_("Compute the notional shares of chosen costs anew"),
    ),
    Step(
        "reverse",
        _("Ask for the reversal"),
        PREPARE,
        is_open=lambda cost: _is_in_force(cost) and cost.reversal_prepared_by_id is None,
        run=calls(ReasonedAt)(efa.prepare_reversal),
        form=Reason,
    ),
    Step(
        "approve-reversal",
        _("Approve the reversal"),
        APPROVE,
        is_open=lambda cost: _is_in_force(cost) and cost.reversal_prepared_by_id is not None,
        run=calls(TakenAt)(efa.approve_reversal),
    ),
    *EFA_BACK_STEPS,
)
