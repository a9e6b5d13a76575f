"""Celery door of the roll-ups, and the bell that rings it after a commit."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core import bell, rollups
from core.seals.chain import seal_history
from core.sending.sent_once import forget_sent_forms

logger = logging.getLogger(__name__)
HEADS = "history_heads.txt"  # one line a night; to be copied off the machine


@shared_task
def refresh_rollups() -> int:
    """Drain the touched groups; safe to repeat. Returns the number of keys settled."""
    try:
        bell.answered()
    except bell.Unreachable as error:
        logger.warning("Broker not reachable, refreshing all the same: %s", error)
    now = timezone.now()
    return rollups.refresh_all(at=timezone.localdate(now), now=now)


@shared_task
def rebuild_and_check_rollups() -> dict[str, int]:
    """Rebuild and check all roll-ups; returns the differences found per roll-up."""
    now = timezone.now()
    differences = {}
    for name, rollup in rollups.REGISTRY.items():
        rollups.rebuild(rollup, at=timezone.localdate(now), now=now)
        differences[name] = len(rollups.check(rollup, now=timezone.now()))
    return differences


@shared_task
def seal_histories() -> str:
    """Seal what was added since the last time, and keep the head outside the database."""
    now = timezone.now()
    found = seal_history(at=now)
    logger.info("Head of the history: %s", found)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / HEADS).open("a") as file:
        file.write(f"{now.isoformat()} {found}\n")
    return found


@shared_task
def forget_old_forms() -> int:
    """Remove the keys of forms sent long ago; returns their number."""
    return forget_sent_forms(at=timezone.now())


def refresh_soon() -> None:
    """Queue a refresh when the running transaction commits, at most one a second.

    With the broker down the facts are saved all the same: the groups stay noted in the database
    and the sweep settles them.
    """
    transaction.on_commit(_ring)


def _ring() -> None:
    try:
        delay = bell.ring()
        if delay is not None:
            refresh_rollups.apply_async(countdown=delay, retry=False)
    except (OperationalError, bell.Unreachable) as error:
        logger.warning("Broker not reachable, the sweep will refresh the roll-ups: %s", error)
