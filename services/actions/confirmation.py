"""“Nothing changed”: a report too, although it writes no event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import REPORT_ROLLOUT
from core.errors import RuleError
from municipalities.models import Municipality, municipalities_of
from services.models import RolloutConfirmation, RolloutEvent


@transaction.atomic
def confirm_unchanged(municipality: Municipality, *, by: User, at: datetime) -> RolloutConfirmation:
    """Note that everything the body has reported still holds on the day of `at`.

    Twice on one day is once. Raises RuleError if `by` does not report for this body, or if it
    has never reported: what is unknown cannot be unchanged.
    """
    if not by.has_perm(REPORT_ROLLOUT) or municipality.ags not in municipalities_of(by):
        message = _("You do not report for %(body)s. Choose your own municipality.")
        raise RuleError(message % {"body": municipality.full_name}, code="not_allowed")
    if not RolloutEvent.objects.current().filter(municipality=municipality).exists():
        message = _("%(body)s has not reported anything yet. Report the first services.")
        raise RuleError(message % {"body": municipality.full_name}, code="nothing_reported")
    return RolloutConfirmation.objects.get_or_create(
        municipality=municipality,
        confirmed_on=timezone.localdate(at),
        defaults={"confirmed_by": by, "recorded_at": at},
    )[0]
