"""An application in the making: the municipality's alone until it is handed in."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import Viewer, has_any_role
from accounts.roles import MUNICIPAL
from core.database.fields import EurField, OneLineField
from municipalities.models import Municipality, municipalities_of
from programs.models.call import Call
from programs.models.program import Program


class ApplicationDraftQuerySet(models.QuerySet["ApplicationDraft"]):
    def visible_to(self, user: Viewer) -> ApplicationDraftQuerySet:
        """The drafts in which a body of `user` takes part; no role of the ministry sees any."""
        if not has_any_role(user, MUNICIPAL):
            return self.none()
        own = municipalities_of(user)
        partner = DraftPartner.objects.filter(municipality__in=own)
        return self.filter(Q(lead__in=own) | Q(pk__in=partner.values("draft")))


class ApplicationDraft(models.Model):
    """What the lead has entered so far; thrown away once it is handed in, as a case of its own.

    `entries` are columns of the case by name; programs.terms.application says which are asked.
    """

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="+"
    )
    call = models.ForeignKey(
        Call,
        verbose_name=_("call"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    lead = models.ForeignKey(
        Municipality,
        verbose_name=_("lead municipality"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = OneLineField(_("project"), max_length=300)
    entries = models.JSONField(_("entries"), default=dict, encoder=DjangoJSONEncoder)
    created_by = models.ForeignKey(
        User, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    objects = ApplicationDraftQuerySet.as_manager()

    version_parts = ("partners", "papers")

    class Meta:
        verbose_name = _("Draft of an application")
        verbose_name_plural = _("Drafts of applications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programs:draft", args=[self.pk])


class DraftPartner(models.Model):
    """A body that takes part, with its share; its own people confirm both and the resolution."""

    draft = models.ForeignKey(
        ApplicationDraft,
        verbose_name=_("Draft of an application"),
        on_delete=models.CASCADE,
        related_name="partners",
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    share_eur = EurField(_("share (EUR)"), null=True, blank=True)
    resolution_on = models.DateField(_("council's resolution on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, verbose_name=_("confirmed by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("Partner of a draft")
        verbose_name_plural = _("Partners of drafts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "municipality"],
                name="draft_partner_once",
                violation_error_message=_("This municipality takes part already."),
            ),
            models.CheckConstraint(
                condition=Q(share_eur__isnull=True) | Q(share_eur__gte=0),
                name="draft_share_not_negative",
                violation_error_message=_("A share cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="draft_part_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}"


class DraftPaper(models.Model):
    """A paper of a draft, as it was sent; `label` is what the directive calls it."""

    draft = models.ForeignKey(
        ApplicationDraft,
        verbose_name=_("Draft of an application"),
        on_delete=models.CASCADE,
        related_name="papers",
    )
    label = OneLineField(_("paper"), max_length=200)
    name = OneLineField(_("file name"), max_length=80)
    content = models.BinaryField(
        _("content"),
    )

    class Meta:
        verbose_name = _("Paper of a draft")
        verbose_name_plural = _("Papers of drafts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "label"], name="draft_paper_once"),
        ]

    def __str__(self) -> str:
        return self.label
