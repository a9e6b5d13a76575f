"""What the house keeps about itself: roll-ups, data sets, sent forms; no noun of the domain."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.areas import Level
from core.database.triggers import append_only


class DirtyKey(models.Model):
    """A group of a roll-up that facts have touched since it was last computed.

    Written by statement triggers, drained by `core.rollups.refresh`. Empty `key`: everything.
    """

    rollup = models.CharField(max_length=40)
    ags = models.CharField(max_length=8, blank=True, db_collation="C")
    key = models.JSONField(default=dict, blank=True)
    since = models.DateField(null=True, blank=True)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("Touched group")
        verbose_name_plural = _("Touched groups")
        indexes = [models.Index(fields=["rollup", "id"], name="dirtykey_rollup_idx")]

    def __str__(self) -> str:
        return f"{self.rollup} {self.ags} {self.key}"


class RollupState(models.Model):
    """Which generation of a roll-up readers see, and when it was computed and checked.

    `version` counts every change of its rows, a refresh within the generation too.
    `differences` are those of this generation, None until it is checked; `checked_at` is the last
    check of any generation.
    """

    name = models.CharField(max_length=40, primary_key=True)
    generation = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    as_of = models.DateField(null=True)
    computed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(null=True)
    difference_rows = models.JSONField(default=list)

    class Meta:
        verbose_name = _("State of a roll-up")
        verbose_name_plural = _("States of the roll-ups")

    def __str__(self) -> str:
        return self.name


Row = TypeVar("Row", bound="RollupRow")


class RollupRowQuerySet(models.QuerySet[Row]):
    def current(self) -> Self:
        """The rows of the generation that readers see."""
        state = RollupState.objects.filter(name=self.model.rollup_name)
        return self.filter(generation=models.Subquery(state.values("generation")))


class RollupRow(models.Model):
    """Key columns that every roll-up table shares.

    The key of a row is its primary key and the only index: a rebuild writes all rows anew, and
    each further index would cost it as much as the sums themselves.
    """

    rollup_name: ClassVar[str]

    generation = models.PositiveIntegerField()
    level = models.CharField(max_length=20, choices=Level.choices)
    ags = models.CharField(max_length=8, db_collation="C")

    objects = RollupRowQuerySet.as_manager()

    class Meta:
        abstract = True


class DataSet(models.Model):
    """A load of reference, published or demo data: which file content stands in the database."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    is_demo = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("Data set")
        verbose_name_plural = _("Data sets")

    def __str__(self) -> str:
        return self.name


class SentForm(models.Model):
    """A form that was written: its key can be used once. See core.sending.sent_once."""

    token = models.UUIDField(default=uuid.uuid4, editable=False)
    user_id = models.BigIntegerField()  # a number: core knows no accounts
    key = models.UUIDField()
    part = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    location = models.TextField(blank=True)
    told = models.JSONField(default=list)
    sent_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        verbose_name = _("Sent form")
        verbose_name_plural = _("Sent forms")
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key", "part"], name="form_written_once")
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"


class Seal(models.Model):
    """A link of the chain over ledgers and histories: the rows `first` to `last` of one table.

    `marks` holds the first bytes of the hash of each row, `digest` follows from `previous`.
    """

    table = models.CharField(max_length=63)
    columns = models.JSONField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.PositiveIntegerField()
    marks = models.BinaryField()
    previous = models.CharField(max_length=64, unique=True)  # so the chain has no branches
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Seal")
        verbose_name_plural = _("Seals")
        indexes = [models.Index(fields=["table", "-id"], name="seal_newest_of_table")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.table} {self.first}–{self.last}"
