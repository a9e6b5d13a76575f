"""Shapes of bodies on the map: our schematic ones, and official ones where they were imported."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.fields import OneLineField
from municipalities.models.municipality import Municipality

SCHEMATIC, OFFICIAL = "schematic", "official"


class BoundarySet(models.Model):
    """Where a set of shapes comes from, and the line that has to stand under each map."""

    code = models.CharField(
        primary_key=True,
        max_length=20,
        choices=[(SCHEMATIC, _("Schematic map")), (OFFICIAL, _("Official boundaries"))],
    )
    credit = OneLineField(_("source and licence"), max_length=300)

    class Meta:
        verbose_name = _("Set of boundaries")
        verbose_name_plural = _("Sets of boundaries")

    def __str__(self) -> str:
        return self.get_code_display()


class Boundary(models.Model):
    """The shape of one body, as rings on the sheet of municipalities.geometry."""

    boundary_set = models.ForeignKey(
        BoundarySet,
        verbose_name=_("Set of boundaries"),
        on_delete=models.CASCADE,
        related_name="boundaries",
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Municipal body"), on_delete=models.CASCADE, related_name="+"
    )
    rings = models.TextField(
        _("rings"),
    )

    class Meta:
        verbose_name = _("Boundary")
        verbose_name_plural = _("Boundaries")
        ordering = ["municipality", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["boundary_set", "municipality"], name="boundary_once")
        ]

    def __str__(self) -> str:
        return self.municipality_id
