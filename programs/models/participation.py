"""Participations: the bodies that take part in a grant, with their shares."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.fields import EurField
from municipalities.models import Municipality
from programs.models.triggers.dates import days_in_order
from programs.models.triggers.shares import shares_as_decided


@pghistory.track()
class Participation(models.Model):
    """A body takes part in a grant, with its share of the amount."""

    grant = models.ForeignKey(
        "Grant", verbose_name=_("Grant"), on_delete=models.CASCADE, related_name="participations"
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="participations",
    )
    share_eur = EurField(_("share (EUR)"), null=True, blank=True)
    resolution_on = models.DateField(_("council's resolution on"), null=True, blank=True)

    named_with = ("municipality",)

    class Meta:
        verbose_name = _("Participation")
        verbose_name_plural = _("Participations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "municipality"],
                name="participation_once",
                violation_error_message=_("This municipality takes part already."),
            ),
            models.CheckConstraint(
                condition=Q(share_eur__isnull=True) | Q(share_eur__gte=0),
                name="share_not_negative",
                violation_error_message=_("A share cannot be negative."),
            ),
            *days_in_order("participation"),
        ]
        triggers = [shares_as_decided()]

    def __str__(self) -> str:
        return f"{self.municipality}"
