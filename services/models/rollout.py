"""The progress ledger: what stood where after each change, and the scale of maturity."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import Viewer, areas_of, within
from accounts.roles import SEE_PROGRESS
from core.database.fields import FewLinesField, OneLineField
from core.database.intervals import holding
from core.database.triggers import append_only, no_truncate, note_all_dirty
from core.formats import format_day
from municipalities.models import Municipality
from services.choices import EventSource, RolloutState
from services.models.catalogue import OzgService
from services.models.process import OnlineProcess
from services.models.rollout_sql import rollout_triggers


@pghistory.track()
class MaturityModel(models.Model):
    """A version of the OZG maturity model; its thresholds are data, not code."""

    version = OneLineField(_("version"), max_length=5, primary_key=True)
    name = OneLineField(_("name"), max_length=100)
    highest_level = models.PositiveSmallIntegerField(_("highest level"))
    online_from = models.PositiveSmallIntegerField(_("counts as online from level"))
    compliant_from = models.PositiveSmallIntegerField(_("OZG obligation met from level"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    criteria = ArrayField(models.CharField(max_length=100), verbose_name=_("criteria"))
    source = OneLineField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("Maturity model")
        verbose_name_plural = _("Maturity models")
        ordering = ["version"]
        triggers = [
            note_all_dirty("maturity_dirty", "progress"),
            note_all_dirty("maturity_months_dirty", "progress_months"),
        ]

    def __str__(self) -> str:
        return self.name


class RolloutEventQuerySet(models.QuerySet["RolloutEvent"]):
    def visible_to(self, user: Viewer) -> RolloutEventQuerySet:
        """Progress is open to everybody who is signed in with a role; it names no people."""
        return self.filter(within("municipality__ags", areas_of(user, SEE_PROGRESS)))

    def current(self) -> RolloutEventQuerySet:
        """The last known state of each body and service."""
        return self.filter(valid_to__isnull=True)

    def at(self, day: Any) -> RolloutEventQuerySet:
        """The state on `day`."""
        return self.filter(holding(day, has_begin=True))


class RolloutEvent(models.Model):
    """The whole state of one service in one body after a change.

    Append-only: `valid_to` is set when the next event arrives, never anything else.
    """

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    service = models.ForeignKey(
        OzgService,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # rollout_history starts with it
    )
    process = models.ForeignKey(
        OnlineProcess,
        verbose_name=_("process"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    applicable = models.BooleanField(_("competent"), default=True)
    registered = models.BooleanField(_("registered"), default=False)
    configured = models.BooleanField(_("set up"), default=False)
    listed = models.BooleanField(_("listed"), default=False)
    integrated = models.BooleanField(_("back office integrated"), default=False)
    live = models.BooleanField(_("available online"), default=False)
    paused = models.BooleanField(_("paused"), default=False)
    maturity_model = models.ForeignKey(
        MaturityModel,
        verbose_name=_("maturity model"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # a handful of values
    )
    maturity_level = models.PositiveSmallIntegerField(_("maturity level"), null=True, blank=True)
    maturity_criteria = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("criteria"), null=True, blank=True
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until (exclusive)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=20, choices=EventSource.choices)
    source_note = FewLinesField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    objects = RolloutEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Roll-out event")
        verbose_name_plural = _("Roll-out events")
        indexes = [
            models.Index(fields=["service", "municipality", "valid_from"], name="rollout_history"),
            models.Index(fields=["valid_from"], name="rollout_begun"),
            models.Index(fields=["valid_to"], name="rollout_ended"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "service"],
                condition=Q(valid_to__isnull=True),
                name="rollout_one_current",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(configured=True, listed=True, applicable=True),
                name="live_needs_setup_and_listing",
                violation_error_message=_(
                    "A service is online only when it is set up and listed in the portal."
                ),
            ),
            models.CheckConstraint(
                condition=Q(applicable=True)
                | Q(registered=False, configured=False, listed=False, live=False, integrated=False),
                name="not_applicable_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(paused=False), name="paused_is_not_live"
            ),
            models.CheckConstraint(
                condition=Q(maturity_level__isnull=True, maturity_model__isnull=True)
                | Q(maturity_level__isnull=False, maturity_model__isnull=False),
                name="maturity_names_its_model",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rollout_valid_span",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            *no_truncate(),
            *rollout_triggers(),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.service_id} {format_day(self.valid_from)}"

    @property
    def state(self) -> RolloutState:
        """The furthest state the flags add up to."""
        if not self.applicable:
            return RolloutState.NOT_APPLICABLE
        reached = (
            (self.paused, RolloutState.PAUSED),
            (self.live, RolloutState.LIVE),
            (self.listed, RolloutState.LISTED),
            (self.configured, RolloutState.CONFIGURED),
            (self.registered, RolloutState.REGISTERED),
        )
        return next((state for flag, state in reached if flag), RolloutState.NOT_STARTED)


class RolloutConfirmation(models.Model):
    """A body says that on this day everything it has reported still holds."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="rollout_confirmations",
    )
    confirmed_on = models.DateField(_("confirmed on"))
    confirmed_by = models.ForeignKey(
        User, verbose_name=_("confirmed by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("Confirmation “nothing changed”")
        verbose_name_plural = _("Confirmations “nothing changed”")
        ordering = ["-confirmed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "confirmed_on"],
                name="confirmed_once_a_day",
                violation_error_message=_("This report was confirmed today already."),
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.municipality_id} {format_day(self.confirmed_on)}"
