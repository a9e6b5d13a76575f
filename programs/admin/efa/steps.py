"""What happens to an EfA cost after somebody found it correct."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Reason, Step, StepForm, day_field
from programs.actions.efa import costs as efa
from programs.admin.decision.back_steps import EFA_BACK_STEPS
from programs.choices import CostBearer
from programs.models import EfaCost


class CostApproval(StepForm):
    on = day_field(_("Value date"), help_text=_("A day of the year the cost belongs to."))


def _approve(cost: EfaCost, values: Mapping[str, Any], by: User, at: datetime) -> None:
    efa.approve_cost(cost, on=values["on"], by=by, at=at)


def _share_out(cost: EfaCost, values: Mapping[str, Any], by: User, at: datetime) -> None:
    efa.share_out_again(cost, by=by)


def _prepare_reversal(cost: EfaCost, values: Mapping[str, Any], by: User, at: datetime) -> None:
    efa.prepare_reversal(cost, reason=values["reason"], by=by)


def _approve_reversal(cost: EfaCost, values: Mapping[str, Any], by: User, at: datetime) -> None:
    efa.approve_reversal(cost, by=by, at=at)


def _is_in_force(cost: EfaCost) -> bool:
    return cost.approved_at is not None and cost.reversed_at is None


EFA_STEPS = (
    Step(
        "approve",
        _("Approve and book the cost"),
        APPROVE,
        is_open=lambda cost: cost.approved_at is None,
        run=_approve,
        form=CostApproval,
        bulk=_("Approve and book chosen costs"),
    ),
    Step(
        "share-out",
        _("Compute the notional shares anew"),
        PREPARE,
        is_open=lambda cost: _is_in_force(cost) and cost.bearer == CostBearer.STATE,
        run=_share_out,
        bulk=_("Compute the notional shares of chosen costs anew"),
    ),
    Step(
        "reverse",
        _("Ask for the reversal"),
        PREPARE,
        is_open=lambda cost: _is_in_force(cost) and cost.reversal_prepared_by_id is None,
        run=_prepare_reversal,
        form=Reason,
    ),
    Step(
        "approve-reversal",
        _("Approve the reversal"),
        APPROVE,
        is_open=lambda cost: _is_in_force(cost) and cost.reversal_prepared_by_id is not None,
        run=_approve_reversal,
    ),
    *EFA_BACK_STEPS,
)
