"""Areas above the bodies: government districts and what is of district level."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.fields import OneLineField, SortKeyField


class GovernmentDistrict(models.Model):
    """A Regierungsbezirk, keyed by the first three digits of the AGS."""

    ags = OneLineField(primary_key=True, max_length=3, db_collation="C")
    name = OneLineField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("Government district")
        verbose_name_plural = _("Government districts")
        ordering = ["ags"]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """An area of district level: a Landkreis or an independent city with everything in it."""

    ags = OneLineField(primary_key=True, max_length=5, db_collation="C")
    name = OneLineField(_("name"), max_length=100)
    sort_name = SortKeyField(of="name", max_length=100)
    government_district = models.ForeignKey(
        GovernmentDistrict, verbose_name=_("government district"), on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("District (area)")
        verbose_name_plural = _("Districts (areas)")
        ordering = ["sort_name", "ags"]

    def __str__(self) -> str:
        return self.name
