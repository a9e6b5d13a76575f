"""Celery door of the accounts: reminders of reports of barriers, the end of the security log."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts import barriers
from accounts.privacy import security_log


@shared_task
def remind_of_barriers() -> int:
    """Remind the staff; safe to repeat. Returns the number of reports."""
    return barriers.remind_of_barriers(today=timezone.localdate())


@shared_task
def end_security_log() -> int:
    """Shorten addresses and remove lines whose time is over; safe to repeat. Returns the lines."""
    _shortened, removed = security_log.end_security_log(at=timezone.now())
    return removed
