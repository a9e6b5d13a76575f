"""Celery door of what the calendar brings: proofs awaited, interim reports, reminders."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import connection
from django.utils import timezone

from core.errors import RuleError
from programs.actions.interim import await_interim_reports
from programs.actions.proof import await_proof
from programs.actions.reminders import send_due_reminders
from programs.choices import GrantState
from programs.models import Grant

logger = logging.getLogger(__name__)

ONE_NIGHT_AT_A_TIME = 7_164_003  # key of an advisory lock


@shared_task
def follow_calendar() -> dict[str, int]:
    """Await what became due and remind; safe to repeat, and only one run works at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_NIGHT_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return {}
        try:
            today = timezone.localdate()
            return {
                "proofs": _await_proofs(),
                "interim_reports": await_interim_reports(today=today),
                "reminders": send_due_reminders(today=today),
            }
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_NIGHT_AT_A_TIME])


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
