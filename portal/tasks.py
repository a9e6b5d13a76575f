"""Celery door of the weekly mail."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.digest.sending import send_digests


@shared_task
def send_weekly_mails() -> int:
    """Write to the editors of municipal bodies; safe to repeat. Returns the mails."""
    return send_digests(today=timezone.localdate())
