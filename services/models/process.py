"""Processes built once for many, and the states they pass through."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.database.fields import FewLinesField, OneLineField
from core.database.triggers import append_only, note_all_dirty, note_dirty
from core.formats import format_day
from services.choices import ContractWay, ProcessKind, ProcessState
from services.models.catalogue import OzgService


@pghistory.track()
class OnlineProcess(models.Model):
    """A process built once for many: civento (by factory), EfA, or another platform."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    name = OneLineField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ProcessKind.choices)
    factory = OneLineField(_("factory"), max_length=100, blank=True)
    lead_state = OneLineField(_("leading state"), max_length=50, blank=True)
    contract_way = models.CharField(
        _("contract way"), max_length=20, choices=ContractWay.choices, blank=True
    )
    services = models.ManyToManyField(
        OzgService, verbose_name=_("services"), related_name="processes", blank=True
    )
    source = OneLineField(_("source"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    version_parts = ("state_events",)

    class Meta:
        verbose_name = _("Online process")
        verbose_name_plural = _("Online processes")
        ordering = ["name", "pk"]
        triggers = [
            pgtrigger.Trigger(
                name="process_kind_months_dirty",  # the kind decides what is provided for re-use
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("kind"),
                func="""
                    INSERT INTO core_dirtykey (rollup, ags, key)
                    VALUES ('progress_months', '', '{}'::jsonb);
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProcessService(OnlineProcess.services.through):  # type: ignore[name-defined,misc]  # made by Django
    """Which service a process offers; here only to hang a trigger on."""

    class Meta:
        proxy = True
        triggers = [note_all_dirty("process_service_months_dirty", "progress_months")]


class ProcessEvent(models.Model):
    """A process reached a state on a day; append-only."""

    process = models.ForeignKey(
        OnlineProcess,
        verbose_name=_("process"),
        on_delete=models.PROTECT,
        related_name="state_events",
    )
    state = models.CharField(_("state"), max_length=20, choices=ProcessState.choices)
    on = models.DateField(_("on"))
    reason = FewLinesField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    class Meta:
        verbose_name = _("Process event")
        verbose_name_plural = _("Process events")
        ordering = ["on", "pk"]
        indexes = [
            models.Index(  # what a process was last, for services.provided
                fields=["process", "-on", "-id"],
                include=["state"],
                condition=~Q(state=ProcessState.BLOCKED),
                name="process_last_state",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ProcessState.BLOCKED) | ~Q(reason=""),
                name="blocked_needs_reason",
                violation_error_message=_("A process that is blocked needs a reason."),
            )
        ]
        triggers = [
            *append_only(),
            note_dirty(
                "process_months_dirty",
                pgtrigger.Insert,
                """
                SELECT 'progress_months', '', '{"until": null}'::jsonb, min(t.on)
                FROM touched t HAVING count(*) > 0
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {format_day(self.on)}"
