"""The work of the coordination office: programme, decisions, advice, conferences."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.choices import Qualifier
from core.database.fields import FewLinesField, ManyLinesField, OneLineField
from core.formats import format_day
from municipalities.models import GovernmentDistrict, Municipality
from services.choices import SteeringLevel, WorkState
from services.models.catalogue import OzgService
from services.models.process import OnlineProcess


@pghistory.track()
class SteeringDecision(models.Model):
    """A decision of one of the four steering levels, with its follow-up date."""

    level = models.CharField(_("steering level"), max_length=20, choices=SteeringLevel.choices)
    decided_on = models.DateField(_("decided on"))
    subject = OneLineField(_("subject"), max_length=200)
    text = ManyLinesField(_("decision"))
    reason = ManyLinesField(_("reason"), blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    version_parts = ("work_items",)

    class Meta:
        verbose_name = _("Steering decision")
        verbose_name_plural = _("Steering decisions")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("decided_on")),
                name="decision_done_after_it_was_made",
                violation_error_message=_("The decision was done before it was made."),
            )
        ]

    def __str__(self) -> str:
        return f"{format_day(self.decided_on)} {self.subject}"


@pghistory.track()
class WorkItem(models.Model):
    """An entry of the coordination office's work programme; a smaller priority comes first."""

    title = OneLineField(_("title"), max_length=200)
    priority = models.PositiveSmallIntegerField(_("priority"))
    state = models.CharField(
        _("state"), max_length=10, choices=WorkState.choices, default=WorkState.PLANNED
    )
    planned_from = models.DateField(_("planned from"), null=True, blank=True)
    planned_to = models.DateField(_("planned until"), null=True, blank=True)
    process = models.ForeignKey(
        OnlineProcess,
        verbose_name=_("process"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_items",
    )
    services = models.ManyToManyField(
        OzgService, verbose_name=_("services"), blank=True, related_name="work_items"
    )
    decision = models.ForeignKey(
        SteeringDecision,
        verbose_name=_("decided in"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_items",
    )
    reason = FewLinesField(_("reason for the priority"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    class Meta:
        verbose_name = _("Entry of the work programme")
        verbose_name_plural = _("Work programme")
        ordering = ["priority", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__gte=1),
                name="priority_from_one",
                violation_error_message=_("The priority starts at 1."),
            ),
            models.CheckConstraint(
                condition=Q(planned_from__isnull=True)
                | Q(planned_to__isnull=True)
                | Q(planned_to__gte=F("planned_from")),
                name="work_runs_forward",
                violation_error_message=_("The plan ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.priority}. {self.title}"


class AdviceModule(models.Model):
    """One of the modules of the free digitalisation advice (Digitalisierungsberatung)."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = OneLineField(_("name"), max_length=150)
    position = models.PositiveSmallIntegerField(_("position"))
    description = ManyLinesField(_("description"), blank=True)

    class Meta:
        verbose_name = _("Advice module")
        verbose_name_plural = _("Advice modules")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AdviceGiven(models.Model):
    """Advice a body received in one module; free of charge, so it carries no amount."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="advice",
    )
    module = models.ForeignKey(
        AdviceModule, verbose_name=_("module"), on_delete=models.PROTECT, related_name="given"
    )
    given_on = models.DateField(_("given on"))
    provider = OneLineField(_("given by"), max_length=100, blank=True)
    note = OneLineField(_("result"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    named_with = ("municipality", "module")

    class Meta:
        verbose_name = _("Advice given")
        verbose_name_plural = _("Advice given")
        ordering = ["-given_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "module"],
                name="advice_once_per_module",
                violation_error_message=_("This body has received this module already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality} – {self.module}"


class RegionalConference(models.Model):
    """A conference of the coordination office in a government district."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    government_district = models.ForeignKey(
        GovernmentDistrict,
        verbose_name=_("government district"),
        on_delete=models.PROTECT,
        related_name="conferences",
    )
    place = OneLineField(_("place"), max_length=100)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    held_before = models.DateField(
        _("held before"),
        null=True,
        blank=True,
        help_text=_("Where the source gives no date: the day by which it had taken place."),
    )
    attendance = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=20, choices=Qualifier.choices)
    note = OneLineField(_("note"), max_length=300, blank=True)
    source = OneLineField(_("source"), max_length=300)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    named_with = ("government_district",)

    class Meta:
        verbose_name = _("Regional conference")
        verbose_name_plural = _("Regional conferences")
        ordering = [F("held_on").asc(nulls_first=True), "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance__isnull=False) ^ Q(qualifier=Qualifier.UNKNOWN),
                name="attendance_or_unknown",
                violation_error_message=_("Without a number the qualifier is “unknown”."),
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | Q(held_before__isnull=False),
                name="conference_has_a_date",
                violation_error_message=_("Give the day, or the day by which it had taken place."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.government_district})"
