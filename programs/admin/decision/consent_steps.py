"""The step of the budget officer on a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.admin.steps import Step
from programs.actions.consent import consent_to_decision, pending_consent
from programs.models import Grant


def _consent(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    consent_to_decision(grant, by=by, at=at)


CONSENT_STEPS = (
    Step(
        name="consent",
        label=gettext_lazy("Give the budget officer's consent"),
        permission=MANAGE_BUDGET,
        is_open=lambda grant: pending_consent(grant) is not None,
        run=_consent,
    ),
)
