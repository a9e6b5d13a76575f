"""Calls (competitions): who applied, how they were scored, who was selected."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.database.fields import ManyLinesField, OneLineField
from municipalities.models import Municipality
from programs.choices import CallDecisionKind
from programs.models.grant import Grant
from programs.models.program import Program
from programs.models.triggers import call as call_sql
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.frozen import frozen_once, frozen_with


@pghistory.track()
class Call(models.Model):
    """A call for applications with its places and criteria."""

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="calls"
    )
    name = OneLineField(_("name"), max_length=200)
    opens_on = models.DateField(
        _("applications from"),
        null=True,
        blank=True,
        help_text=_("From this day to the deadline municipalities apply here; without it, nobody."),
    )
    deadline_on = models.DateField(_("deadline"))
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places"))
    source = OneLineField(_("source"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    version_parts = ("criteria", "applications")

    class Meta:
        verbose_name = _("Call")
        verbose_name_plural = _("Calls")
        ordering = ["-deadline_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "name"],
                name="call_once",
                violation_error_message=_("The program has a call of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="call_has_places",
                violation_error_message=_("A call has at least one place."),
            ),
            *days_in_order("call"),
        ]
        triggers = [
            days_across_rows("call"),
            pgtrigger.Trigger(
                name="has_its_selections",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("places"),
                func=call_sql.PLACES_CARRY,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CallCriterion(models.Model):
    """A criterion of a call and its weight."""

    call = models.ForeignKey(
        Call, verbose_name=_("Call"), on_delete=models.CASCADE, related_name="criteria"
    )
    name = OneLineField(_("criterion"), max_length=100)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        verbose_name = _("Criterion")
        verbose_name_plural = _("Criteria")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=1),
                name="criterion_weighs",
                violation_error_message=_("The weight is at least 1."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class CallApplication(models.Model):
    """One application to a call; a withdrawn selection keeps its row and names its successor."""

    call = models.ForeignKey(
        Call, verbose_name=_("Call"), on_delete=models.CASCADE, related_name="applications"
    )
    lead = models.ForeignKey(
        Municipality,
        verbose_name=_("applicant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    applicant_name = OneLineField(_("applicant as published"), max_length=200, blank=True)
    partners = models.ManyToManyField(
        Municipality, verbose_name=_("partners"), blank=True, related_name="+"
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    selected_on = models.DateField(_("selected on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    successor = models.OneToOneField(
        "self",
        verbose_name=_("successor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
    )
    grant = models.OneToOneField(
        Grant,
        verbose_name=_("grant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="call_application",
    )
    note = OneLineField(_("note"), max_length=300, blank=True)

    version_parts = ("scores", "decisions")
    version_root = "call"
    named_with = ("lead",)

    class Meta:
        verbose_name = _("Application to a call")
        verbose_name_plural = _("Applications to calls")
        ordering = ["call", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(withdrawn_on__isnull=False),
                name="successor_needs_withdrawal",
                violation_error_message=_(
                    "An application moves up only where this one was withdrawn."
                ),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")),
                name="successor_is_another",
                violation_error_message=_("An application does not move up for itself."),
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | ~Q(applicant_name=""),
                name="call_application_of_somebody",
                violation_error_message=_(
                    "Name the municipality that applied, or the applicant as published."
                ),
            ),
            *days_in_order("callapplication"),
        ]
        triggers = [
            days_across_rows("callapplication"),
            pgtrigger.Trigger(
                name="within_places",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("selected_on", "withdrawn_on", "call_id"),
                func=call_sql.WITHIN_PLACES,
            ),
            *frozen_once(
                "selected_on",
                "call_application",
                except_for=["withdrawn_on", "successor_id", "grant_id", "note"],
                unless=call_sql.NAMED_LATER,
            ),
        ]

    def __str__(self) -> str:
        return str(self.lead or self.applicant_name)


class CallPartner(CallApplication.partners.through):  # type: ignore[name-defined,misc]  # made by Django
    """A partner of an application; here only to hang a trigger on."""

    class Meta:
        proxy = True
        triggers = [
            frozen_with(
                "kept_once_selected",
                call_sql.IS_SELECTED,
                "the partners of a selected application cannot change",
                "call_application",
            )
        ]


class CallScore(models.Model):
    """The points one member of the jury gave for one criterion of one application."""

    application = models.ForeignKey(
        CallApplication,
        verbose_name=_("Application to a call"),
        on_delete=models.CASCADE,
        related_name="scores",
    )
    criterion = models.ForeignKey(
        CallCriterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="+"
    )
    juror = OneLineField(
        _("juror"), max_length=100, help_text=_("The body that scores, not a person.")
    )
    points = models.PositiveSmallIntegerField(_("points (0 to 100)"))

    named_with = ("juror", "criterion")

    class Meta:
        verbose_name = _("Score")
        verbose_name_plural = _("Scores")
        ordering = ["juror", "criterion", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion", "juror"],
                name="score_once_per_juror",
                violation_error_message=_("This juror has scored this criterion already."),
            ),
            models.CheckConstraint(
                condition=Q(points__lte=100),
                name="score_up_to_100",
                violation_error_message=_("Points go from 0 to 100."),
            ),
        ]
        triggers = [
            frozen_with(
                "kept_once_selected",
                call_sql.CALL_DECIDED,
                "the call of this score is decided",
                "call_scores",
            )
        ]

    def __str__(self) -> str:
        return f"{self.juror}, {self.criterion}: {self.points}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CallDecision(models.Model):
    """An application was selected, or its selection given up: with a reason, by two people."""

    application = models.ForeignKey(
        CallApplication,
        verbose_name=_("application to a call"),
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CallDecisionKind.choices)
    reason = ManyLinesField(_("reason"))
    effective_on = models.DateField(_("with effect from"))
    successor = models.ForeignKey(
        CallApplication,
        verbose_name=_("successor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    named_with = ("application",)

    class Meta:
        verbose_name = _("Decision on an application to a call")
        verbose_name_plural = _("Decisions on applications to calls")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                name="call_decision_once_per_kind",
                violation_error_message=_(
                    "There is a decision of this kind on the application already."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="call_decision_has_reason",
                violation_error_message=_("A decision on an application needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="call_decision_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="call_decision_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(kind=CallDecisionKind.WITHDRAWAL),
                name="call_successor_only_after_withdrawal",
            ),
            *days_in_order("calldecision"),
        ]
        triggers = [
            days_across_rows("calldecision"),
            *frozen_once("approved_at", "call_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"
