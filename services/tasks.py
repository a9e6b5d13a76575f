"""Celery doors of the progress series; the roll-up of today has its own task in core."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.locks import Turn, turn_of
from services.actions import months
from services.queries import checks

SECONDS_PER_RUN = 10
SECONDS_OF_CHECKS = 240


@shared_task
def refresh_months() -> int:
    """Compute stale month ends for a few seconds; safe to repeat. Returns their number.

    A run that finds none uses its seconds for the first check of new months. Only one run works
    at a time, so the other workers stay free for the roll-up of today, which people wait for.
    """
    with turn_of(Turn.MONTH_SERIES) as is_ours:
        if not is_ours:
            return 0
        now = timezone.now()
        done = months.refresh(today=timezone.localdate(now), now=now, seconds=SECONDS_PER_RUN)
        if not done:
            checks.check_months(now=now, seconds=SECONDS_PER_RUN, unchecked_only=True)
        return done


@shared_task
def check_months() -> dict[str, int]:
    """Check the month ends whose check is the oldest, and all chains; returns the differences."""
    found = checks.check_months(now=timezone.now(), seconds=SECONDS_OF_CHECKS)
    return {
        **{str(day): count for day, count in found.items()},
        "chains": len(checks.chain_faults()),
    }
