"""The budget officer's consent: what weighs on the budget is seen by who keeps it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from programs.actions.signing import check_signatory, lock_grant, what_is_signed
from programs.models import Decision, Grant
from programs.permissions import partners_of
from programs.queries.consent import awaiting_consent


def pending_consent(grant: Grant) -> Decision | None:
    """The proposed decision or amendment of the case that waits for the budget officer."""
    return awaiting_consent().filter(grant=grant).first()


@transaction.atomic
def consent_to_decision(grant: Grant, *, by: User, at: datetime) -> Decision:
    """Record that the budget officer `by` consents to the decision that waits; no money is bound.

    Raises RuleError if none waits, `by` is no budget officer, or prepared it (code "four_eyes").
    Source: § 9 LHO (docs/rules/budget.md).
    """
    case = lock_grant(grant)
    decision = pending_consent(case)
    if decision is None:
        text = _("This case does not wait for the budget officer's consent.")
        raise RuleError(text, code="nothing_open")
    decision.grant = case
    check_signatory(
        by,
        MANAGE_BUDGET,
        prepared_by=decision.prepared_by_id,
        signed_before=[decision.countersigned_by_id],
        bodies=partners_of(case),
        what=what_is_signed(decision),
    )
    decision.budget_officer_consent_by = by
    decision.budget_officer_consent_on = timezone.localdate(at)
    decision.save(update_fields=["budget_officer_consent_by", "budget_officer_consent_on"])
    return decision
