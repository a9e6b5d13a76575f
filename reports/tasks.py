"""Celery door of reports in the background; ids in, one call."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from reports.models import ReportRun
from reports.runs import forget_runs, pick_up_lost, work_off
from reports.schedules import ask_for_due, mail_results

logger = logging.getLogger(__name__)


@shared_task
def make_report(pk: int) -> str:
    """Make the report of a run; safe to repeat. Returns the state it ends in."""
    return work_off(pk)


@shared_task
def sweep_runs() -> int:
    """Make runs that were lost or never taken up. Returns their number."""
    keys = pick_up_lost(at=timezone.now())
    for pk in keys:
        make_report.delay(pk)
    return len(keys)


@shared_task
def follow_schedules() -> int:
    """Ask for scheduled reports whose day has come, and mail what is over. Returns the mails."""
    now = timezone.now()
    for run in ask_for_due(at=now):
        make_soon(run)
    return mail_results(at=now)


@shared_task
def forget_old_runs() -> int:
    """Remove runs whose time is over; returns their number."""
    return forget_runs(at=timezone.now())


def make_soon(run: ReportRun) -> None:
    """Queue the run when the running transaction commits; with the broker down the sweep does."""
    transaction.on_commit(lambda: _queue(run.pk))


def _queue(pk: int) -> None:
    try:
        make_report.apply_async(args=(pk,), retry=False)
    except OperationalError as error:
        logger.warning("Broker not reachable, the sweep will make the report: %s", error)
