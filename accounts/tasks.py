"""Celery door of the accounts: reminders of reports of barriers."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts import barriers


@shared_task
def remind_of_barriers() -> int:
    """Remind the staff; safe to repeat. Returns the number of reports."""
    return barriers.remind_of_barriers(today=timezone.localdate())
