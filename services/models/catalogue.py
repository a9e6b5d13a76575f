"""The catalogue: versions, theme fields, situations, services, and who is competent for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries import Viewer
from core.database.fields import OneLineField, SortKeyField
from core.database.text_keys import search_key, sort_key
from core.database.triggers import note_all_dirty
from core.tables.search import every_word
from services.choices import CompetenceLevel
from services.rules.everyday import meant_by

if TYPE_CHECKING:
    from typing import Any

is_leika_key = RegexValidator(r"^[0-9]{14}\Z", _("“%(value)s” is not a LeiKa key: 14 digits."))
is_ozg_id = RegexValidator(  # it stands in addresses
    r"^[0-9A-Za-z_-]+\Z",
    _("“%(value)s” is no OZG id: digits, letters, hyphens and underscores without spaces."),
)


class DateRange(Func):
    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"


@pghistory.track()
class Catalogue(models.Model):
    """A version of the OZG implementation catalogue; every quota names its version."""

    code = OneLineField(_("code"), max_length=20, primary_key=True)
    name = OneLineField(_("name"), max_length=200)
    as_of = models.DateField(_("as of"))
    is_current = models.BooleanField(_("used for quotas"), default=False)
    source = OneLineField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("Catalogue version")
        verbose_name_plural = _("Catalogue versions")
        ordering = ["-as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="one_current_catalogue",
                violation_error_message=_("Another catalogue is the current one."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ThemeField(models.Model):
    """One of the 14 theme fields of the OZG."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = OneLineField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"))
    lead = OneLineField(_("federal lead"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("Theme field")
        verbose_name_plural = _("Theme fields")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Situation(models.Model):
    """A life or business situation within a theme field."""

    code = models.SlugField(_("code"), max_length=80, primary_key=True)
    name = OneLineField(_("name"), max_length=150)
    theme_field = models.ForeignKey(
        ThemeField, verbose_name=_("theme field"), on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("Life or business situation")
        verbose_name_plural = _("Life and business situations")
        ordering = ["theme_field", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class OzgServiceQuerySet(models.QuerySet["OzgService"]):
    def visible_to(self, user: Viewer) -> OzgServiceQuerySet:
        """The catalogue is public."""
        return self

    def search(self, text: str) -> OzgServiceQuerySet:
        """Services with every word of `text` in name or OZG id, or in what people call them."""
        found = every_word(
            text,
            lambda word: (
                Q(search_name__contains=word)
                | Q(ozg_id__startswith=word)
                | Q(ozg_id__in=meant_by(word))
            ),
        )
        return self.all() if found is None else self.filter(found)


@pghistory.track()
class OzgService(models.Model):
    """An OZG service: a bundle of LeiKa services under one OZG id."""

    ozg_id = OneLineField(
        _("OZG id"), max_length=10, primary_key=True, db_collation="C", validators=[is_ozg_id]
    )
    name = OneLineField(_("name"), max_length=300)
    sort_name = SortKeyField(of="name", max_length=300)
    search_name = OneLineField(max_length=300, editable=False)
    theme_field = models.ForeignKey(
        ThemeField, verbose_name=_("theme field"), on_delete=models.PROTECT
    )
    situation = models.ForeignKey(Situation, verbose_name=_("situation"), on_delete=models.PROTECT)
    catalogues = models.ManyToManyField(Catalogue, verbose_name=_("catalogue versions"))

    objects = OzgServiceQuerySet.as_manager()

    version_parts = ("competences", "leika_services")

    class Meta:
        verbose_name = _("OZG service")
        verbose_name_plural = _("OZG services")
        ordering = ["sort_name", "ozg_id"]
        indexes = [
            GinIndex(fields=["search_name"], name="ozgservice_search", opclasses=["gin_trgm_ops"])
        ]
        triggers = [
            note_all_dirty(
                "service_months_dirty",
                "progress_months",
                pgtrigger.UpdateOf("theme_field_id") | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ozg_id})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("progress:service", args=[self.ozg_id])

    def set_keys(self) -> None:
        """Derive the stored keys for sorting and searching."""
        self.sort_name = sort_key(self.name)
        self.search_name = search_key(self.name)


class CatalogueMembership(OzgService.catalogues.through):  # type: ignore[name-defined,misc]  # made by Django
    """Which service a catalogue version contains; here only to hang a trigger on."""

    class Meta:
        proxy = True
        triggers = [
            note_all_dirty("membership_dirty", "progress"),
            note_all_dirty("membership_months_dirty", "progress_months"),
        ]


class LeikaService(models.Model):
    """A single administrative service of the LeiKa catalogue."""

    leika_key = OneLineField(
        _("LeiKa key"),
        max_length=14,
        primary_key=True,
        db_collation="C",
        validators=[is_leika_key],
    )
    name = OneLineField(_("name"), max_length=500)
    search_name = OneLineField(max_length=500, editable=False)
    leika_type = OneLineField(_("LeiKa type"), max_length=20, blank=True)
    ozg_service = models.ForeignKey(
        OzgService,
        verbose_name=_("OZG service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leika_services",
    )

    class Meta:
        verbose_name = _("LeiKa service")
        verbose_name_plural = _("LeiKa services")
        ordering = ["leika_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(leika_key__regex=r"^[0-9]{14}$"),
                name="leika_key_well_formed",
                violation_error_message=_("A LeiKa key has 14 digits."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.leika_key} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = search_key(self.name)
        super().save(*args, **kwargs)


@pghistory.track()
class Competence(models.Model):
    """Which kind of body executes a service, over time.

    "To be clarified" and "state" stay outside every municipal quota.
    """

    service = models.ForeignKey(
        OzgService,
        verbose_name=_("service"),
        on_delete=models.CASCADE,
        related_name="competences",
    )
    level = models.CharField(_("competent"), max_length=30, choices=CompetenceLevel.choices)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until (exclusive)"), null=True, blank=True)
    basis = OneLineField(_("basis"), max_length=200)
    note = OneLineField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Competence")
        verbose_name_plural = _("Competences")
        constraints = [
            ExclusionConstraint(
                name="competence_one_at_a_time",
                violation_error_message=_(
                    "Another competence of this service is in force in this period. End it first."
                ),
                expressions=[
                    (F("service"), RangeOperators.EQUAL),
                    (
                        DateRange(F("valid_from"), F("valid_to")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]
        triggers = [
            note_all_dirty("competence_dirty", "progress"),
            note_all_dirty("competence_months_dirty", "progress_months"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.get_level_display()}"
