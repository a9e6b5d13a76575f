"""The step of the budget officer on a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.admin.steps import Step, TakenAt, calls
from programs.actions.consent import consent_to_decision, pending_consent

CONSENT_STEPS = (
    Step(
        name="consent",
        label=gettext_lazy("Give the budget officer's consent"),
        permission=MANAGE_BUDGET,
        is_open=lambda grant: pending_consent(grant) is not None,
        run=calls(TakenAt)(consent_to_decision),
    ),
)
