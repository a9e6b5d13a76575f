"""The budget officer's consent: what weighs on the budget is seen by who keeps it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from programs.actions.decision import lock_grant
from programs.models import Decision, Grant
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
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    decision = pending_consent(case)
    if decision is None:
        text = _("This case does not wait for the budget officer's consent.")
        raise RuleError(text, code="nothing_open")
    if by.pk == decision.prepared_by_id:
        raise RuleError(
            _("You prepared this decision yourself. Another budget officer has to consent."),
            code="four_eyes",
        )
    decision.budget_officer_consent_by = by
    decision.budget_officer_consent_on = timezone.localdate(at)
    decision.save(update_fields=["budget_officer_consent_by", "budget_officer_consent_on"])
    return decision
