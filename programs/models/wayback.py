"""The way back: proposals that came back to who prepared them, and corrections of what was done."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE
from core.database.fields import EurField, ManyLinesField, OneLineField
from programs.choices import Act
from programs.models.decision.decision import Decision
from programs.models.grant import Grant
from programs.models.reclaim import Reclaim
from programs.models.repayment import InterestPayment, Repayment
from programs.models.triggers.frozen import frozen_once
from programs.models.triggers.signed import signed_by


@pghistory.track()
class ProposalReturn(models.Model):
    """A proposal that was sent back or withdrawn, with the reason and what it said.

    `facts` holds what the signer saw, by key: [label, value]; the next proposal is compared with
    it. Settled by the next proposal of the case, or by hand.
    """

    grant = models.ForeignKey(
        Grant,
        verbose_name=_("grant"),
        on_delete=models.CASCADE,
        null=True,
        related_name="returns",
    )
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    subject = OneLineField(_("what came back"), max_length=400)
    amount_eur = EurField(_("amount (EUR)"), null=True)
    reason = ManyLinesField(_("reason"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    returned_by = models.ForeignKey(
        User, verbose_name=_("sent back by"), on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField(_("sent back at"))
    facts = models.JSONField(_("facts"), default=dict)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        verbose_name = _("Proposal sent back")
        verbose_name_plural = _("Proposals sent back")
        ordering = ["-returned_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="return_has_reason"),
        ]
        triggers = frozen_once("returned_at", "return", except_for=["settled_at"])

    def __str__(self) -> str:
        return self.subject


@pghistory.track()
class Correction(models.Model):
    """A recorded act is to be undone: asked for by one person with a reason, done by another.

    Nothing is deleted: money is booked back, days and signatures stand in the history.
    """

    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="corrections"
    )
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    kind = OneLineField(
        _("kind"), max_length=20, editable=False
    )  # key of programs.actions.way_back.undo.UNDO
    decision = models.ForeignKey(
        Decision, verbose_name=_("decision"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reclaim = models.ForeignKey(
        Reclaim, verbose_name=_("reclaim"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    repayment = models.ForeignKey(
        Repayment,
        verbose_name=_("repayment"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    interest_payment = models.ForeignKey(
        InterestPayment,
        verbose_name=_("payment of interest"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    subject = OneLineField(_("what is undone"), max_length=400)
    reason = ManyLinesField(_("reason"))
    prepared_by = models.ForeignKey(
        User, verbose_name=_("asked for by"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(_("asked for at"))
    approved_by = models.ForeignKey(
        User, verbose_name=_("undone by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("undone at"), null=True)
    undone_in = models.BigIntegerField(
        _("undone in"), null=True, editable=False
    )  # transaction, by a trigger
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("Correction")
        verbose_name_plural = _("Corrections")
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(approved_at__isnull=True),
                name="one_open_correction",
                violation_error_message=_("Another correction of this case awaits its signature."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_at__isnull=False) & ~Q(approved_by=F("prepared_by")),
                name="correction_four_eyes",
                violation_error_message=_("Whoever asks for a correction does not sign it."),
            ),
        ]
        triggers = [
            *frozen_once("approved_at", "correction"),
            signed_by("approved_at", "prepared_by_id", "approved_by_id", APPROVE),
            pgtrigger.Trigger(
                name="notes_its_transaction",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.approved_at IS NOT NULL THEN
                        NEW.undone_in = txid_current();
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.subject
