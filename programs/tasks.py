"""Celery door of what the calendar brings: proofs awaited, interim reports, reminders."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from core.errors import RuleError
from core.locks import Turn, turn_of
from programs.actions.proof.check import await_proof
from programs.actions.proof.interim import await_interim_reports
from programs.actions.proof.reminders import send_due_reminders
from programs.choices import GrantState
from programs.models import Grant

logger = logging.getLogger(__name__)


@shared_task
def follow_calendar() -> dict[str, int]:
    """Await what became due and remind; safe to repeat, and only one run works at a time."""
    with turn_of(Turn.CALENDAR) as is_ours:
        if not is_ours:
            return {}
        today = timezone.localdate()
        return {
            "proofs": _await_proofs(),
            "interim_reports": await_interim_reports(today=today),
            "reminders": send_due_reminders(today=today),
        }


def _await_proofs() -> int:
    """Await the proof of each completed project; where the due day is unknown, a person does."""
    awaited = 0
    for grant in Grant.objects.filter(state=GrantState.COMPLETED).order_by("pk"):
        try:
            await_proof(grant, by=None)
        except RuleError as error:
            logger.warning("Proof of use of case %s not awaited: %s", grant.pk, error.message)
        else:
            awaited += 1
    return awaited
