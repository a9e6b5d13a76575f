"""Celery doors of the progress series; the roll-up of today has its own task in core."""

from __future__ import annotations

from celery import shared_task
from django.db import connection
from django.db.models import F
from django.utils import timezone

from services import checks, months
from services.models import MonthEnd

ONE_SERIES_AT_A_TIME = 7_164_002  # key of an advisory lock
SECONDS_PER_RUN = 10
MONTHS_CHECKED_PER_NIGHT = 4


@shared_task
def refresh_months() -> int:
    """Compute stale month ends for a few seconds; safe to repeat. Returns their number.

    Only one run works at a time, so the other workers stay free for the roll-up of today, which
    people wait for.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_SERIES_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return 0
        try:
            now = timezone.now()
            return months.refresh(today=timezone.localdate(now), now=now, seconds=SECONDS_PER_RUN)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_SERIES_AT_A_TIME])


@shared_task
def check_months() -> dict[str, int]:
    """Check the month ends whose check is the oldest, and all chains; returns the differences."""
    oldest = MonthEnd.objects.filter(is_stale=False).order_by(
        F("checked_at").asc(nulls_first=True), "-day"
    )
    days = list(oldest.values_list("day", flat=True)[:MONTHS_CHECKED_PER_NIGHT])
    found = {str(day): len(checks.check_month(day, now=timezone.now())) for day in days}
    return {**found, "chains": len(checks.chain_faults())}
