"""Reports that a person gets again and again: asked for on their days, told by mail once."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.days import KEPT_AS
from core.errors import RuleError
from core.reporting import REGISTRY
from reports.choices import Rhythm, RunState
from reports.making import filter_alone, may_run
from reports.models import ReportRun, ReportSchedule
from reports.rhythm import last_due, reported_day
from reports.runs import ask_for_run

logger = logging.getLogger(__name__)

MOST_SCHEDULES = 20  # of one person


def keep_schedule(
    report: str, fmt: str, query: str, rhythm: Rhythm, *, by: User, link: str, at: datetime
) -> ReportSchedule:
    """Have the report made from the next day of the rhythm on; asked for twice it is one.

    Raises RuleError beyond MOST_SCHEDULES.
    """
    wanted = {"report": report, "format": fmt, "query": filter_alone(query), "rhythm": rhythm}
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        found = ReportSchedule.objects.filter(owner=by, **wanted).first()
        if found is not None:
            return found
        if ReportSchedule.objects.filter(owner=by).count() >= MOST_SCHEDULES:
            message = _("You have %(most)s scheduled reports already. End one of them.")
            raise RuleError(message % {"most": MOST_SCHEDULES}, code="too_many_schedules")
        due = last_due(rhythm, timezone.localdate(at))
        return ReportSchedule.objects.create(owner=by, done_for=due, link=link, **wanted)


def ask_for_due(*, at: datetime) -> list[ReportRun]:
    """Ask for every scheduled report whose day has come; of several missed days the last alone.

    Safe to repeat. A schedule ends with the right to its report.
    """
    runs = []
    for pk in ReportSchedule.objects.filter(owner__is_active=True).values_list("pk", flat=True):
        try:
            run = _ask(pk, at)
        except RuleError as error:
            logger.warning("Scheduled report %s waits: %s", pk, error)
            continue
        if run is not None:
            runs.append(run)
    return runs


@transaction.atomic
def _ask(pk: int, at: datetime) -> ReportRun | None:
    locked = ReportSchedule.objects.select_for_update(of=("self",), skip_locked=True)
    schedule = locked.filter(pk=pk).select_related("owner").first()
    if schedule is None:
        return None
    due = last_due(Rhythm(schedule.rhythm), timezone.localdate(at))
    if due <= schedule.done_for:
        return None
    report = REGISTRY.get(schedule.report)
    if report is None or not may_run(report, schedule.owner):
        schedule.delete()
        return None
    query = QueryDict(schedule.query, mutable=True)
    if report.is_dated:
        query[KEPT_AS] = reported_day(due).isoformat()
    run = ask_for_run(report.name, schedule.format, query.urlencode(), by=schedule.owner, at=at)
    run.schedule = schedule
    run.save(update_fields=["schedule"])
    schedule.done_for = due
    schedule.save(update_fields=["done_for"])
    return run


def mail_results(*, at: datetime) -> int:
    """Tell each owner of a scheduled report that it is ready, or why it failed; once.

    A mail is noted in the transaction that sends it, so what could not be sent is tried again.
    Returns how many went out.
    """
    over = ReportRun.objects.filter(
        schedule__isnull=False, mailed_at__isnull=True, state__in=[RunState.DONE, RunState.FAILED]
    )
    sent = 0
    for pk in over.exclude(owner__email="").order_by("pk").values_list("pk", flat=True):
        try:
            sent += _mail(pk, at)
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("Mail on report %s not sent, tried again: %s", pk, error)
    return sent


@transaction.atomic
def _mail(pk: int, at: datetime) -> bool:
    locked = ReportRun.objects.select_for_update(of=("self",), skip_locked=True)
    run = locked.filter(pk=pk, mailed_at__isnull=True).select_related("owner", "schedule").first()
    if run is None or run.schedule is None:
        return False
    run.mailed_at = at
    run.save(update_fields=["mailed_at"])
    report = REGISTRY.get(run.report)
    title = " ".join(
        str(report.title if report else run.report).split()
    )  # one line, as subjects are
    if run.state == RunState.DONE:
        subject = _("OZG Hessen: your report is ready: %(title)s")
        text = _(
            "The scheduled report “%(title)s” is ready. You find it for seven days under “My "
            "reports”:\n%(link)s\n\nThere you also end the schedule."
        )
    else:
        subject = _("OZG Hessen: your report was not made: %(title)s")
        text = _(
            "The scheduled report “%(title)s” was not made: %(why)s\n\nYou can have it made again "
            "under “My reports”:\n%(link)s"
        )
    values = {"title": title, "link": run.schedule.link, "why": run.error}
    EmailMessage(subject % values, text % values, to=[run.owner.email]).send()
    return True
