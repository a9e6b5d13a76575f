"""Calls (competitions): who applied, how they were scored, who was selected."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from programs.models.grant import Grant
from programs.models.program import Program


@pghistory.track()
class Call(models.Model):
    """A call for applications with its places and criteria."""

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="calls"
    )
    name = models.CharField(_("name"), max_length=200)
    deadline_on = models.DateField(_("deadline"))
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    class Meta:
        verbose_name = _("Call")
        verbose_name_plural = _("Calls")
        ordering = ["-deadline_on"]

    def __str__(self) -> str:
        return self.name


class CallCriterion(models.Model):
    """A criterion of a call and its weight."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=100)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        verbose_name = _("Criterion")
        verbose_name_plural = _("Criteria")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class CallApplication(models.Model):
    """One application to a call; a withdrawn selection keeps its row and names its successor."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="applications")
    lead = models.ForeignKey(
        Municipality,
        verbose_name=_("applicant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    applicant_name = models.CharField(_("applicant as published"), max_length=200, blank=True)
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
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Application to a call")
        verbose_name_plural = _("Applications to calls")
        ordering = ["call", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(withdrawn_on__isnull=False),
                name="successor_needs_withdrawal",
            )
        ]

    def __str__(self) -> str:
        return str(self.lead or self.applicant_name)


class CallScore(models.Model):
    """The jury's points for one criterion of one application."""

    application = models.ForeignKey(
        CallApplication, on_delete=models.CASCADE, related_name="scores"
    )
    criterion = models.ForeignKey(
        CallCriterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="+"
    )
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("Score")
        verbose_name_plural = _("Scores")
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(points__lte=100), name="score_up_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
