"""EfA costs that come back before their booking or reversal is signed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE
from core.errors import RuleError
from programs.actions.signing import check_signatory
from programs.actions.way_back.returns import check_author, keep_return
from programs.choices import Act
from programs.models import EfaCost


@transaction.atomic
def withdraw_cost(cost: EfaCost, *, by: User, at: datetime, reason: str) -> None:
    """Take back a cost that nobody approved."""
    locked = _unapproved(cost)
    check_author(by, locked.prepared_by_id, locked, case=None)
    _note(locked, Act.EFA_COST, locked.prepared_by_id, by=by, at=at, reason=reason, own=True)
    locked.delete()


@transaction.atomic
def send_cost_back(cost: EfaCost, *, by: User, at: datetime, reason: str) -> None:
    """Return a cost that nobody approved to who prepared it."""
    locked = _unapproved(cost)
    check_signatory(by, APPROVE, prepared_by=locked.prepared_by_id, what=locked)
    _note(locked, Act.EFA_COST, locked.prepared_by_id, by=by, at=at, reason=reason, own=False)
    locked.delete()


@transaction.atomic
def withdraw_reversal(cost: EfaCost, *, by: User, at: datetime, reason: str) -> None:
    """Take back the request to reverse a cost; it stands."""
    locked = _asked(cost)
    asked_by = locked.reversal_prepared_by_id
    check_author(by, asked_by, locked, case=None)
    _note(locked, Act.EFA_REVERSAL, asked_by, by=by, at=at, reason=reason, own=True)
    _clear(locked)


@transaction.atomic
def send_reversal_back(cost: EfaCost, *, by: User, at: datetime, reason: str) -> None:
    """Return the request to reverse a cost to who asked; the cost stands."""
    locked = _asked(cost)
    asked_by = locked.reversal_prepared_by_id
    check_signatory(by, APPROVE, prepared_by=asked_by, what=locked)
    _note(locked, Act.EFA_REVERSAL, asked_by, by=by, at=at, reason=reason, own=False)
    _clear(locked)


def _lock(cost: EfaCost) -> EfaCost:
    locked = EfaCost.objects.select_for_update(of=("self",)).select_related("process")
    return locked.get(pk=cost.pk)


def _unapproved(cost: EfaCost) -> EfaCost:
    locked = _lock(cost)
    if locked.approved_at is not None:
        raise RuleError(_("This cost is approved already."), code="approved_already")
    return locked


def _asked(cost: EfaCost) -> EfaCost:
    locked = _lock(cost)
    if locked.reversed_at is not None or locked.reversal_prepared_by_id is None:
        raise RuleError(_("Nobody asked for this reversal, or it is done."), code="not_prepared")
    return locked


def _clear(cost: EfaCost) -> None:
    cost.reversal_reason, cost.reversal_prepared_by = "", None
    cost.save(update_fields=["reversal_reason", "reversal_prepared_by"])


def _note(
    cost: EfaCost,
    act: Act,
    prepared_by: int | None,
    *,
    by: User,
    at: datetime,
    reason: str,
    own: bool,
) -> None:
    keep_return(
        act,
        cost,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=own,
        prepared_by=prepared_by,
        amount_eur=cost.amount_eur,
    )
