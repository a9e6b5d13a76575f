"""The lines of the security log."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import SecurityKind
from accounts.models.user import User
from core.database.fields import OneLineField
from core.database.triggers import append_only


class SecurityEvent(models.Model):
    """A line of the security log: who signed in or failed, took a file away, took a step.

    A wrong name is not kept: it may be a password typed into the wrong field.
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
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.person or '–'}: {self.get_kind_display()}"
