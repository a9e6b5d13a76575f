"""Barriers that readers report, each with the day its answer is due and the answer it got."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from core.database.fields import FewLinesField, OneLineField
from core.database.triggers import no_truncate

LONGEST_MESSAGE = 3000


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    def unanswered(self) -> BarrierReportQuerySet:
        """Those that still wait, the first due in front."""
        return self.filter(answered_at__isnull=True).order_by("due_on", "pk")


class BarrierReport(models.Model):
    """What somebody could not read or use: anybody may report it, without an account.

    It stays as it was sent, and so does its answer. The mail address is what the sender typed:
    nobody has confirmed it, so the house writes nothing to it by itself.
    """

    key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    message = FewLinesField(_("message"), max_length=LONGEST_MESSAGE)
    page = OneLineField(_("page"), max_length=300, blank=True)
    mail = OneLineField(_("mail address"), max_length=254, blank=True)
    received_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("answer due on"))
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    answer = FewLinesField(_("answer"), max_length=LONGEST_MESSAGE, blank=True)
    answered_by = models.ForeignKey(
        User,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Report of a barrier")
        verbose_name_plural = _("Reports of barriers")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="barrier_answer_is_whole",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="barrier_kept", operation=pgtrigger.Delete),
            *no_truncate(),
            pgtrigger.Trigger(
                name="barrier_as_sent",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF ROW(OLD.key, OLD.message, OLD.page, OLD.mail, OLD.received_at, OLD.due_on)
                        IS DISTINCT FROM
                        ROW(NEW.key, NEW.message, NEW.page, NEW.mail, NEW.received_at, NEW.due_on)
                        OR OLD.answered_at IS NOT NULL
                    THEN
                        RAISE EXCEPTION 'barrier % stays as it was reported and answered', OLD.id
                            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'barrier_as_sent';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
