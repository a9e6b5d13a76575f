"""What a municipality handed in by itself, as it came: words, files, who and when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY
from core.database.fields import OneLineField
from core.database.triggers import append_only
from municipalities.models import Municipality, municipalities_of
from programs.choices import HandInKind
from programs.models.call import CallApplication
from programs.models.grant import Grant


class HandInQuerySet(models.QuerySet["HandIn"]):
    def visible_to(self, user: Viewer) -> HandInQuerySet:
        """All for who sees every case; a municipality its own; nobody else any."""
        if user.has_perm(SEE_ALL_MONEY):
            return self
        return self.filter(municipality__in=municipalities_of(user))


class HandIn(models.Model):
    """One hand-in with what it said: the copy that its sender keeps. Never changed."""

    kind = models.CharField(_("kind"), max_length=12, choices=HandInKind.choices)
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, null=True, related_name="hand_ins"
    )
    call_application = models.ForeignKey(
        CallApplication,
        verbose_name=_("application to a call"),
        on_delete=models.PROTECT,
        null=True,
        related_name="hand_ins",
    )
    told = models.JSONField(_("what was entered"))  # pairs of label and text, in order
    handed_in_by = models.ForeignKey(
        User, verbose_name=_("handed in by"), on_delete=models.PROTECT, related_name="+"
    )
    handed_in_at = models.DateTimeField(_("handed in at"))

    objects = HandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hand-in")
        verbose_name_plural = _("Hand-ins")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=HandInKind.values), name="hand_in_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(grant__isnull=False, call_application__isnull=True)
                | Q(grant__isnull=True, call_application__isnull=False),
                name="hand_in_of_one_thing",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("programs:hand_in", args=[self.pk])

    @property
    def about(self) -> str:
        """What it belongs to: the case, or the call."""
        call = self.call_application.call if self.call_application else None
        return str(self.grant or call)

    @property
    def number(self) -> str:
        """The number by which sender and office speak of it."""
        return f"E-{self.handed_in_at.year}-{self.pk:05d}"


class HandInFile(models.Model):
    """A file of a hand-in, with what it is and the digest of its content."""

    hand_in = models.ForeignKey(
        HandIn, verbose_name=_("hand-in"), on_delete=models.PROTECT, related_name="files"
    )
    label = OneLineField(_("paper"), max_length=200)
    name = OneLineField(_("file name"), max_length=80)
    media_type = OneLineField(_("kind of file"), max_length=100)
    sha256 = OneLineField(_("check sum (SHA-256)"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("File handed in")
        verbose_name_plural = _("Files handed in")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size=Length("content")), name="hand_in_file_is_whole"
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.label}: {self.name}"
