"""The service catalogue and the progress ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import Viewer
from accounts.roles import SEE_PROGRESS
from core.models import RollupRow
from core.text import search_key, sort_key
from core.triggers import no_truncate, note_all_dirty, note_dirty
from municipalities.models import Municipality
from services.choices import (
    CompetenceLevel,
    ContractWay,
    EventSource,
    ProcessKind,
    ProcessState,
    RolloutState,
)

if TYPE_CHECKING:
    from typing import Any

is_leika_key = RegexValidator(r"^\d{14}$", _("“%(value)s” is not a LeiKa key: 14 digits."))


class DateRange(Func):
    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"


class Catalogue(models.Model):
    """A version of the OZG implementation catalogue; every quota names its version."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    as_of = models.DateField(_("as of"))
    is_current = models.BooleanField(_("used for quotas"), default=False)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("Catalogue version")
        verbose_name_plural = _("Catalogue versions")
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_catalogue"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ThemeField(models.Model):
    """One of the 14 theme fields of the OZG."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"))
    lead = models.CharField(_("federal lead"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("Theme field")
        verbose_name_plural = _("Theme fields")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Situation(models.Model):
    """A life or business situation within a theme field."""

    code = models.SlugField(_("code"), max_length=80, primary_key=True)
    name = models.CharField(_("name"), max_length=150)
    theme_field = models.ForeignKey(
        ThemeField, verbose_name=_("theme field"), on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("Life or business situation")
        verbose_name_plural = _("Life and business situations")
        ordering = ["theme_field", "name"]

    def __str__(self) -> str:
        return self.name


class OzgServiceQuerySet(models.QuerySet["OzgService"]):
    def visible_to(self, user: Viewer) -> OzgServiceQuerySet:
        """The catalogue is public."""
        return self

    def search(self, text: str) -> OzgServiceQuerySet:
        """Services whose name or OZG id contains `text`, however umlauts are written."""
        return self.filter(
            Q(search_name__contains=search_key(text)) | Q(ozg_id__startswith=text.strip())
        )


@pghistory.track()
class OzgService(models.Model):
    """An OZG service: a bundle of LeiKa services under one OZG id."""

    ozg_id = models.CharField(_("OZG id"), max_length=10, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=300)
    sort_name = models.CharField(max_length=300, editable=False)
    search_name = models.CharField(max_length=300, editable=False)
    theme_field = models.ForeignKey(
        ThemeField, verbose_name=_("theme field"), on_delete=models.PROTECT
    )
    situation = models.ForeignKey(Situation, verbose_name=_("situation"), on_delete=models.PROTECT)
    catalogues = models.ManyToManyField(Catalogue, verbose_name=_("catalogue versions"))

    objects = OzgServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("OZG service")
        verbose_name_plural = _("OZG services")
        ordering = ["sort_name", "ozg_id"]
        indexes = [
            GinIndex(fields=["search_name"], name="ozgservice_search", opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ozg_id})"

    def get_absolute_url(self) -> str:
        return f"/leistungen/{self.ozg_id}/"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the stored keys for sorting and searching."""
        self.sort_name = sort_key(self.name)
        self.search_name = search_key(self.name)


class LeikaService(models.Model):
    """A single administrative service of the LeiKa catalogue."""

    leika_key = models.CharField(
        _("LeiKa key"),
        max_length=14,
        primary_key=True,
        db_collation="C",
        validators=[is_leika_key],
    )
    name = models.CharField(_("name"), max_length=500)
    search_name = models.CharField(max_length=500, editable=False)
    leika_type = models.CharField(_("LeiKa type"), max_length=20, blank=True)
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
                condition=Q(leika_key__regex=r"^[0-9]{14}$"), name="leika_key_well_formed"
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
    basis = models.CharField(_("basis"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Competence")
        verbose_name_plural = _("Competences")
        constraints = [
            ExclusionConstraint(
                name="competence_one_at_a_time",
                expressions=[
                    (F("service"), RangeOperators.EQUAL),
                    (
                        DateRange(F("valid_from"), F("valid_to")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]
        triggers = [note_all_dirty("competence_dirty", "progress")]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.get_level_display()}"


class MaturityModel(models.Model):
    """A version of the OZG maturity model; its thresholds are data, not code."""

    version = models.CharField(_("version"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    highest_level = models.PositiveSmallIntegerField(_("highest level"))
    online_from = models.PositiveSmallIntegerField(_("counts as online from level"))
    compliant_from = models.PositiveSmallIntegerField(_("OZG obligation met from level"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    criteria = ArrayField(models.CharField(max_length=100), verbose_name=_("criteria"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("Maturity model")
        verbose_name_plural = _("Maturity models")
        ordering = ["version"]
        triggers = [note_all_dirty("maturity_dirty", "progress")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class OnlineProcess(models.Model):
    """A process built once for many: civento (by factory), EfA, or another platform."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ProcessKind.choices)
    factory = models.CharField(_("factory"), max_length=100, blank=True)
    lead_state = models.CharField(_("leading state"), max_length=50, blank=True)
    cost_model = models.CharField(_("cost model"), max_length=100, blank=True)
    contract_way = models.CharField(
        _("contract way"), max_length=20, choices=ContractWay.choices, blank=True
    )
    services = models.ManyToManyField(
        OzgService, verbose_name=_("services"), related_name="processes", blank=True
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    class Meta:
        verbose_name = _("Online process")
        verbose_name_plural = _("Online processes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProcessEvent(models.Model):
    """A process reached a state on a day; append-only."""

    process = models.ForeignKey(
        OnlineProcess,
        verbose_name=_("process"),
        on_delete=models.CASCADE,
        related_name="state_events",
    )
    state = models.CharField(_("state"), max_length=20, choices=ProcessState.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("Process event")
        verbose_name_plural = _("Process events")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ProcessState.BLOCKED) | ~Q(reason=""),
                name="blocked_needs_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.state} {self.on}"


TOUCHED_PAIRS = """
    SELECT 'progress', municipality_id, jsonb_build_object('service_id', service_id),
        min(valid_from)
    FROM touched GROUP BY municipality_id, service_id
"""


class RolloutEventQuerySet(models.QuerySet["RolloutEvent"]):
    def visible_to(self, user: Viewer) -> RolloutEventQuerySet:
        """Progress is open to everybody who is signed in with a role; it names no people."""
        return self if user.has_perm(SEE_PROGRESS) else self.none()

    def current(self) -> RolloutEventQuerySet:
        """The last known state of each body and service."""
        return self.filter(valid_to__isnull=True)

    def at(self, day: Any) -> RolloutEventQuerySet:
        """The state on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class RolloutEvent(models.Model):
    """The whole state of one service in one body after a change.

    Append-only: `valid_to` is set when the next event arrives, never anything else.
    """

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    service = models.ForeignKey(
        OzgService, verbose_name=_("service"), on_delete=models.PROTECT, related_name="+"
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
    )
    maturity_level = models.PositiveSmallIntegerField(_("maturity level"), null=True, blank=True)
    maturity_criteria = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("criteria"), null=True, blank=True
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until (exclusive)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=20, choices=EventSource.choices)
    source_note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = RolloutEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Roll-out event")
        verbose_name_plural = _("Roll-out events")
        indexes = [
            models.Index(fields=["service", "municipality", "valid_from"], name="rollout_history")
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
            pgtrigger.Trigger(
                name="only_valid_to_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF to_jsonb(OLD) - 'valid_to' <> to_jsonb(NEW) - 'valid_to' THEN
                        RAISE EXCEPTION 'the progress ledger is append-only'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            note_dirty("rollout_dirty", pgtrigger.Insert, TOUCHED_PAIRS),
            note_dirty("rollout_end_dirty", pgtrigger.Update, TOUCHED_PAIRS),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.service_id} {self.valid_from}"

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


class ProgressRollup(RollupRow):
    """Counts per area and service; every counting rule is computable from them."""

    service = models.ForeignKey(
        OzgService, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    competent = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()
    registered = models.PositiveIntegerField()
    configured = models.PositiveIntegerField()
    listed = models.PositiveIntegerField()
    integrated = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    level_online = models.PositiveIntegerField()
    level_compliant = models.PositiveIntegerField()
    inhabitants_competent = models.BigIntegerField()
    inhabitants_live = models.BigIntegerField()
    inhabitants_compliant = models.BigIntegerField()
    last_report = models.DateField(null=True)

    class Meta:
        verbose_name = _("Progress roll-up")
        verbose_name_plural = _("Progress roll-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "level", "ags", "service"], name="progress_rollup_key"
            )
        ]
