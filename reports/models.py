"""Reports made in the background, and the manifest of every file that was made."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import Viewer
from accounts.roles import SEE_ALL_RUNS
from core.database.fields import ManyLinesField, OneLineField
from core.database.triggers import append_only
from reports.choices import OPEN, Rhythm, RunState

LEASE = timedelta(minutes=2)  # without a word of its worker a run is taken for lost
KEPT_FOR = timedelta(days=7)
PRINTED_PAPER = r"^[1-9][0-9]?/[1-9][0-9]{0,5}$"  # election period and number: 21/4711


class ReportSchedule(models.Model):
    """A report that its owner gets again and again, with the filter of its page.

    `done_for` is the last day it was asked for; `link` is the page its mail leads to.
    """

    owner = models.ForeignKey(
        User, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="report_schedules"
    )
    report = OneLineField(_("report"), max_length=80)
    format = OneLineField(_("format"), max_length=10)
    query = ManyLinesField(_("filter"), blank=True)
    rhythm = models.CharField(_("rhythm"), max_length=10, choices=Rhythm.choices)
    done_for = models.DateField(_("last made on"))
    link = models.URLField(_("page of the results"), max_length=300)

    class Meta:
        verbose_name = _("Scheduled report")
        verbose_name_plural = _("Scheduled reports")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "report", "format", "query", "rhythm"], name="schedule_once"
            ),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="rhythm_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}, {self.get_rhythm_display()}"


class RunQuerySet(models.QuerySet["ReportRun"]):
    def visible_to(self, user: Viewer) -> RunQuerySet:
        """A run is its owner's; an administrator sees that it is there."""
        return self if user.has_perm(SEE_ALL_RUNS) else self.filter(owner=user.pk)

    def open(self) -> RunQuerySet:
        return self.filter(state__in=OPEN)


class ReportRun(models.Model):
    """A report that is made in the background for one person: what, how far, and what became of it.

    `query` is the filter as in the address of its page, `key` says what is the same request.
    `began_at` is when the attempt came to its first row, `told_at` the last word of the worker:
    after LEASE without one the run is taken for lost.
    """

    owner = models.ForeignKey(
        User, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="report_runs"
    )
    report = OneLineField(_("report"), max_length=80)
    format = OneLineField(_("format"), max_length=10)
    query = ManyLinesField(_("filter"), blank=True)
    key = OneLineField(_("key"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=RunState.choices, default=RunState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in all"), null=True)
    error = ManyLinesField(_("reason"), blank=True)
    asked_at = models.DateTimeField(_("asked for at"))
    began_at = models.DateTimeField(_("first row at"), null=True)
    told_at = models.DateTimeField(_("told at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    seen_at = models.DateTimeField(_("seen at"), null=True)
    schedule = models.ForeignKey(
        ReportSchedule,
        verbose_name=_("Scheduled report"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="runs",
    )
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("Report in the background")
        verbose_name_plural = _("Reports in the background")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key"],
                condition=Q(state__in=OPEN),
                name="one_open_run_for_one_request",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.FAILED) | ~Q(error=""), name="failed_run_says_why"
            ),
            models.CheckConstraint(
                condition=Q(rows_total__isnull=True) | Q(rows_done__lte=models.F("rows_total")),
                name="no_more_rows_than_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def time_left(self) -> timedelta | None:
        """What the rows still to come take at the pace of those done by `told_at`.

        None while nothing runs, before a hundredth of the rows is done and once all are.
        """
        done, total = self.rows_done, self.rows_total or 0
        if self.state != RunState.RUNNING or self.began_at is None or self.told_at is None:
            return None
        if done == 0 or done * 100 < total or done >= total:
            return None
        return (self.told_at - self.began_at) * (total - done) / done


class RunResult(models.Model):
    """The file of a run that is done; it goes with the run when its time is over."""

    run = models.OneToOneField(
        ReportRun, primary_key=True, on_delete=models.CASCADE, related_name="result"
    )
    name = OneLineField(_("file"), max_length=250)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("Result of a report")
        verbose_name_plural = _("Results of reports")

    def __str__(self) -> str:
        return self.name


class MadeFile(models.Model):
    """A file that was made of a report: what stands in it, for whom and when; append-only."""

    report = OneLineField(_("report"), max_length=80)
    title = OneLineField(_("title"), max_length=200)
    format = OneLineField(_("format"), max_length=10)
    name = OneLineField(_("file"), max_length=250)
    filters = models.JSONField(_("filter"), default=list)
    day = models.DateField(_("as of"))
    rows = models.PositiveIntegerField(_("rows"), null=True)  # a case file has none
    sha256 = OneLineField(_("SHA-256"), max_length=64, db_index=True)
    made_by = models.ForeignKey(
        User, verbose_name=_("made by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("Made file")
        verbose_name_plural = _("Made files")
        ordering = ["made_at", "pk"]
        triggers = append_only()

    def __str__(self) -> str:
        return self.name


class FrozenReport(models.Model):
    """A report as it was given to the Landtag under the number of a printed paper; append-only.

    Its rows are kept as text, exactly; `columns` says of each key, label, kind and meaning,
    and whether it is summed.
    """

    number = OneLineField(
        _("number of the printed paper"),
        max_length=12,
        validators=[RegexValidator(PRINTED_PAPER, _("Write the number like 21/4711."))],
    )
    report = OneLineField(_("report"), max_length=80)
    title = OneLineField(_("title"), max_length=200)
    query = ManyLinesField(_("filter"), blank=True)
    filters = models.JSONField(_("filter"), default=list)
    day = models.DateField(_("as of"))
    standing = ManyLinesField(_("standing"))
    columns = models.JSONField(_("columns"))
    rows = models.JSONField(_("rows"))
    frozen_by = models.ForeignKey(
        User, verbose_name=_("kept by"), on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("Annex to a printed paper")
        verbose_name_plural = _("Annexes to printed papers")
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number", "report", "query"], name="frozen_once"),
            models.CheckConstraint(
                condition=Q(number__regex=PRINTED_PAPER), name="printed_paper_has_a_number"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
