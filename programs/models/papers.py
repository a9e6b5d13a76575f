"""The papers around a case: its route, what came in, what is missing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database.fields import ManyLinesField, OneLineField
from core.formats import format_day
from programs.choices import Station
from programs.models.grant import Grant
from programs.models.triggers.dates import days_in_order


class StationLog(models.Model):
    """A stop on the official route of an application, with the opinion given there."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("Grant"), on_delete=models.CASCADE, related_name="stations"
    )
    station = models.CharField(_("station"), max_length=20, choices=Station.choices)
    received_on = models.DateField(_("received on"))
    forwarded_on = models.DateField(_("forwarded on"), null=True, blank=True)
    opinion = ManyLinesField(_("opinion"), blank=True)

    class Meta:
        verbose_name = _("Station")
        verbose_name_plural = _("Stations")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(forwarded_on__isnull=True) | Q(forwarded_on__gte=F("received_on")),
                name="station_forwards_after_receipt",
                violation_error_message=_("Forwarded before it was received."),
            ),
            *days_in_order("stationlog"),
        ]

    def __str__(self) -> str:
        return f"{self.get_station_display()} {format_day(self.received_on)}"


class Document(models.Model):
    """A paper of the case: its name and where the e-file keeps it (the app is not the file)."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("Grant"), on_delete=models.CASCADE, related_name="documents"
    )
    title = OneLineField(_("title"), max_length=200)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    dms_reference = OneLineField(_("reference in the e-file"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Document")
        verbose_name_plural = _("Documents")
        ordering = ["received_on", "pk"]
        constraints = [*days_in_order("document")]

    def __str__(self) -> str:
        return self.title


class MissingPaper(models.Model):
    """A paper asked for, with its deadline."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("Grant"), on_delete=models.CASCADE, related_name="missing_papers"
    )
    title = OneLineField(_("paper"), max_length=200)
    requested_on = models.DateField(_("requested on"))
    due_on = models.DateField(_("due on"))
    received_on = models.DateField(_("received on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Missing paper")
        verbose_name_plural = _("Missing papers")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(received_on=None), name="paper_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("requested_on")),
                name="paper_due_after_request",
                violation_error_message=_("The deadline lies before the request."),
            ),
            *days_in_order("missingpaper"),
        ]

    def __str__(self) -> str:
        return self.title
