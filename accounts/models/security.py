"""The lines of the security log."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import SecurityKind
from accounts.models.user import User
from core.database.fields import OneLineField
from core.database.triggers import no_truncate

# The least time, in days, that nobody shortens: whoever breaks in cannot wipe the traces of it.
ADDRESS_AT_LEAST = 7
LINE_AT_LEAST = 30


class SecurityEvent(models.Model):
    """A line of the security log: who signed in or failed, took a file away, took a step.

    A wrong name is not kept: it may be a password typed into the wrong field. A line is never
    changed but for its address, which loses its end after a while, and goes when its time is over.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    kind = models.CharField(_("event"), max_length=12, choices=SecurityKind.choices)
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    address = OneLineField(_("network address"), max_length=45, blank=True)
    request_id = OneLineField(_("request"), max_length=32, blank=True)
    what = OneLineField(_("page"), max_length=200, blank=True)

    named_with = ("person",)

    class Meta:
        verbose_name = _("Security event")
        verbose_name_plural = _("Security log")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SecurityKind.values), name="security_kind_is_known"
            )
        ]
        indexes = [models.Index(fields=["person", "-at"], name="security_by_person")]
        triggers = [
            *no_truncate(),
            pgtrigger.Trigger(
                name="kept_for_its_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{LINE_AT_LEAST} days' THEN
                        RETURN OLD;
                    ELSIF TG_OP = 'UPDATE'
                        AND OLD.at < now() - interval '{ADDRESS_AT_LEAST} days'
                        AND to_jsonb(OLD) - 'address' = to_jsonb(NEW) - 'address'
                        AND inet(OLD.address) <<= inet(NEW.address) THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'line % of the security log is kept as it is', OLD.id
                        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'kept_for_its_time';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or '–'}: {self.get_kind_display()}"
