"""Reports in the background: ask for one, make it, cancel it, make it again, forget it.

A run is made by one worker at a time. It says how far it is every second; one of which nothing
was heard for LEASE is taken up again once, then failed with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.database.replica import rows_of_replica
from core.errors import RuleError
from core.exports import FORMATS
from core.standing import AsOfForm
from reports.choices import OPEN, REPEATABLE, RunState
from reports.files import file_name
from reports.making import edition, form_of, may_run, report_named
from reports.manifest import noted
from reports.models import KEPT_FOR, LEASE, ReportRun, RunResult

MOST_ATTEMPTS = 2
T = TypeVar("T")
TELL_EVERY = timedelta(seconds=1)
MOST_OPEN = 5  # of one person


class Cancelled(Exception):  # noqa: N818  # reads as what happened
    """The run was cancelled, or another worker took it up."""


def ask_for_run(report: str, fmt: str, query: str, *, by: User, at: datetime) -> ReportRun:
    """The run for this request; the one that is open already where it was asked for twice.

    Raises RuleError where the person waits for MOST_OPEN others.
    """
    wanted = {"owner": by, "key": _key(report, fmt, query, at), "state__in": OPEN}
    run = ReportRun(owner=by, report=report, format=fmt, query=query, asked_at=at)
    run.key = str(wanted["key"])
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        found = ReportRun.objects.filter(**wanted).first()
        if found is not None:
            return found
        if ReportRun.objects.open().filter(owner=by).count() >= MOST_OPEN:
            message = _("You wait for %(most)s reports already. Cancel one, or wait for it.")
            raise RuleError(message % {"most": MOST_OPEN}, code="too_many_runs")
        run.save()
    return run


def cancel_run(run: ReportRun, *, at: datetime) -> bool:
    """Cancel an open run; whether it was open."""
    still = ReportRun.objects.filter(pk=run.pk, state__in=OPEN)
    return bool(still.update(state=RunState.CANCELLED, ended_at=at))


def repeat_run(run: ReportRun, *, at: datetime) -> ReportRun:
    """Ask anew for a run that failed or was cancelled. Raises RuleError for any other."""
    if run.state not in REPEATABLE:
        raise RuleError(_("This report is made already."), code="nothing_open")
    return ask_for_run(run.report, run.format, run.query, by=run.owner, at=at)


def work_off(pk: int) -> str:
    """Make the report of a run that waits, and keep its file. Returns the state it ends in.

    Safe to repeat: a run that another worker makes, or that is over, is left alone.
    """
    now = timezone.now()
    free = Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, told_at__lt=now - LEASE)
    taken = ReportRun.objects.filter(free, pk=pk, attempts__lt=MOST_ATTEMPTS).update(
        state=RunState.RUNNING, attempts=F("attempts") + 1, told_at=now, rows_done=0, began_at=None
    )
    run = ReportRun.objects.filter(pk=pk).select_related("owner").first()
    if not taken or run is None:
        return run.state if run else ""
    try:
        with _Attempt(run):
            _make(run)
    except (RuleError, Cancelled):
        run.refresh_from_db()
    return run.state


def pick_up_lost(*, at: datetime) -> list[int]:
    """The keys of runs to be made: those nobody took up, and those whose worker is gone.

    A run whose worker went twice is failed with that reason.
    """
    lost = ReportRun.objects.filter(state=RunState.RUNNING, told_at__lt=at - LEASE)
    lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=RunState.FAILED,
        ended_at=at,
        error=_("The making stopped twice without a word. Narrow the filter, or ask support."),
    )
    waiting = Q(state=RunState.WAITING, asked_at__lt=at - timedelta(seconds=30))
    gone = Q(state=RunState.RUNNING, told_at__lt=at - LEASE)
    return list(ReportRun.objects.filter(waiting | gone).values_list("pk", flat=True))


def forget_runs(*, at: datetime) -> int:
    """Remove runs that ended long ago, with their files. Returns their number."""
    old = ReportRun.objects.filter(ended_at__lt=at - KEPT_FOR)
    count = old.count()
    old.delete()
    return count


def _key(report: str, fmt: str, query: str, at: datetime) -> str:
    """What is the same request: report, format, filter and the day on which it is asked."""
    wanted = (report, fmt, sorted(QueryDict(query).lists()), timezone.localdate(at).isoformat())
    return hashlib.sha256(repr(wanted).encode()).hexdigest()


class _Attempt:
    """Notes how an attempt ends: an error of ours in its words, any other in plain ones."""

    def __init__(self, run: ReportRun) -> None:
        self.run = run

    def __enter__(self) -> None:
        return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, Cancelled):
            return
        why = error.message if isinstance(error, RuleError) else ""
        _end(
            self.run,
            RunState.FAILED,
            error=why or _("An error of the program stopped it. Try again, or ask support."),
        )


def _make(run: ReportRun) -> None:
    report = report_named(run.report)
    if not (run.owner.is_active and may_run(report, run.owner)):
        raise RuleError(_("Your role does not allow this report any more."), code="not_allowed")
    given = QueryDict(run.query)
    form, day = form_of(report, run.owner, given), AsOfForm(given if "stand" in given else {})
    if not (form.is_valid() and day.is_valid()):
        raise RuleError(_("The filter does not fit this report any more."), code="filter")
    made = edition(report, run.owner, form, at=day.at, now=timezone.now())
    total = rows_of_replica(lambda: report.rows(run.owner, form.cleaned_data, day.at))
    run.rows_total = sum(1 for _row in total)
    _tell(run, rows_total=run.rows_total, began_at=timezone.now())
    made.rows = _counted(run, made.rows)
    chosen = FORMATS[run.format]
    name = file_name(made, chosen)
    content = b"".join(noted(chosen.chunks(made), made, chosen, name=name, by=run.owner_id))
    with transaction.atomic():
        _end(run, RunState.DONE, rows_done=made.count, rows_total=made.count)
        RunResult.objects.create(run=run, name=name, content=content)


def _counted(run: ReportRun, rows: Iterable[T]) -> Iterator[T]:
    """The rows as they pass, with a word of how many every second."""
    last = timezone.now()
    for number, row in enumerate(rows):
        if number % 500 == 0 and timezone.now() - last > TELL_EVERY:
            last = timezone.now()
            _tell(run, rows_done=min(number, run.rows_total or number))
        yield row


def _tell(run: ReportRun, **values: int | datetime | None) -> None:
    """Say how far the run is. Raises Cancelled where it is not ours any more."""
    mine = ReportRun.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)
    if not mine.update(told_at=timezone.now(), **values):
        raise Cancelled


def _end(run: ReportRun, state: RunState, **values: Any) -> None:
    """End the run. Raises Cancelled where it is not ours any more."""
    mine = ReportRun.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)
    if not mine.update(state=state, ended_at=timezone.now(), **values):
        raise Cancelled
    run.refresh_from_db()
