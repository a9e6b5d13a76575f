"""Reclaims: the principal, the interest claimed on it, its waiver, and when both are settled."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE
from core.database.fields import EurField, ManyLinesField
from core.formats import format_eur
from programs.choices import EntryKind, GrantState
from programs.models.decision.decision import Decision
from programs.models.grant import Grant
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.frozen import filled_once, frozen_once
from programs.models.triggers.signed import booked_while_in_force, signed_by
from programs.models.triggers.undone import is_undone

FOLLOWS_APPROVAL = [
    "paid_on",
    "settled_on",
    "interest_to",
    "interest_eur",
    "interest_due_on",
    "interest_claimed_on",
    "interest_claimed_by_id",
    "waived_interest_reason",
    "waiver_proposed_by_id",
    "waived_by_id",
    "waived_on",
    "waived_eur",
    "limitation_on",
    "cancelled_at",
    "state_before",
]

# A reclaim is paid or settled by the money that came, never by what was computed.
AS_FAR_AS_MONEY_CAME = """
    IF NEW.paid_on IS NOT NULL AND NEW.amount_eur <> (
        SELECT COALESCE(sum(amount_eur), 0) FROM programs_repayment WHERE reclaim_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'reclaim % is not repaid', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_reclaim_came_back';
    END IF;
    IF COALESCE(NEW.interest_eur, 0) - NEW.waived_eur < (
        SELECT COALESCE(sum(amount_eur), 0) FROM programs_interestpayment
        WHERE reclaim_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'reclaim %: more interest came than is claimed', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'never_more_interest_than_claimed';
    END IF;
    IF NEW.settled_on IS NOT NULL AND NEW.interest_eur - NEW.waived_eur <> (
        SELECT COALESCE(sum(amount_eur), 0) FROM programs_interestpayment
        WHERE reclaim_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'the interest of reclaim % is not settled', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_reclaim_has_its_interest';
    END IF;
    RETURN NULL;
"""


class ReclaimQuerySet(models.QuerySet["Reclaim"]):
    def unsettled(self) -> ReclaimQuerySet:
        """Reclaims of which principal or interest is open, or that await their approval."""
        return self.filter(settled_on__isnull=True)

    def in_force(self) -> ReclaimQuerySet:
        """Reclaims a second person approved: what they claim is owed."""
        return self.filter(approved_at__isnull=False)


class ReclaimManager(models.Manager["Reclaim"]):
    """Reclaims that nobody cancelled; a cancelled one claims nothing and stays on file."""

    def get_queryset(self) -> ReclaimQuerySet:
        return ReclaimQuerySet(self.model, using=self._db).filter(cancelled_at__isnull=True)

    def unsettled(self) -> ReclaimQuerySet:
        return self.get_queryset().unsettled()

    def in_force(self) -> ReclaimQuerySet:
        return self.get_queryset().in_force()


@pghistory.track()
class Reclaim(models.Model):
    """A reclaim (Rückforderung) with interest, prepared and approved by two people."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="reclaims"
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("decision"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reclaims",
    )
    reason = ManyLinesField(_("reason"))
    excess_reason = ManyLinesField(_("reason for more than the overpayment"), blank=True)
    hearing_on = models.DateField(_("hearing on"), null=True, blank=True)
    amount_eur = EurField(_("amount (EUR)"))
    interest_from = models.DateField(_("interest from"))
    interest_to = models.DateField(_("interest until"), null=True, blank=True)
    interest_eur = EurField(_("interest claimed (EUR)"), null=True, blank=True)
    interest_due_on = models.DateField(_("interest due on"), null=True, blank=True)
    interest_claimed_on = models.DateField(_("interest claimed on"), null=True, blank=True)
    interest_claimed_by = models.ForeignKey(
        User,
        verbose_name=_("interest claimed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    waived_interest_reason = ManyLinesField(_("reason for waiving interest"), blank=True)
    waiver_proposed_by = models.ForeignKey(
        User,
        verbose_name=_("waiver proposed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    waived_on = models.DateField(_("interest waived on"), null=True, blank=True)
    waived_eur = EurField(_("interest waived (EUR)"), default=0)
    waived_by = models.ForeignKey(
        User,
        verbose_name=_("interest waived by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("due on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    limitation_on = models.DateField(_("interest lapses on"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"), db_default=Now())
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    state_before = models.CharField(
        _("state before"), max_length=20, choices=GrantState.choices, blank=True, editable=False
    )

    objects = ReclaimManager()
    on_file = models.Manager["Reclaim"]()

    version_parts = ("repayments", "interest_payments")
    version_root = "grant"
    named_with = ("grant",)

    class Meta:
        verbose_name = _("Reclaim")
        verbose_name_plural = _("Reclaims")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="reclaim_positive",
                violation_error_message=_("A reclaim asks for more than 0,00 €."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="reclaim_four_eyes",
                violation_error_message=_("Whoever prepared a reclaim does not approve it."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | (Q(approved_by__isnull=False) & Q(hearing_on__isnull=False)),
                name="approved_reclaim_was_heard",
                violation_error_message=_("A reclaim needs a hearing before it is approved."),
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(approved_at__isnull=False),
                name="paid_reclaim_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(interest_eur__isnull=True)
                | Q(interest_eur__gte=0, paid_on__isnull=False, interest_to__isnull=False),
                name="interest_claimed_once_paid",
            ),
            models.CheckConstraint(
                condition=Q(interest_eur__isnull=True)
                | Q(interest_eur=0)
                | Q(interest_due_on__isnull=False, interest_claimed_on__isnull=False),
                name="claimed_interest_is_due",
            ),
            models.CheckConstraint(
                condition=Q(waived_interest_reason="", waiver_proposed_by__isnull=True)
                | (~Q(waived_interest_reason="") & Q(waiver_proposed_by__isnull=False)),
                name="waiver_has_reason_and_author",
                violation_error_message=_("A waiver needs a reason and who proposed it."),
            ),
            models.CheckConstraint(
                condition=Q(waived_by__isnull=True, waived_on__isnull=True, waived_eur=0)
                | (
                    Q(waived_on__isnull=False, waiver_proposed_by__isnull=False, waived_eur__gte=0)
                    & Q(waived_by__isnull=False)
                    & ~Q(waived_by=F("waiver_proposed_by"))
                    & (Q(prepared_by__isnull=True) | ~Q(waived_by=F("prepared_by")))
                ),
                name="interest_waived_four_eyes",
                violation_error_message=_(
                    "Whoever prepared a reclaim or proposed the waiver does not waive its interest."
                ),
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True)
                | Q(paid_on__isnull=False, interest_eur__isnull=False),
                name="settled_reclaim_is_paid_with_interest",
                violation_error_message=_("A reclaim is settled with its principal and interest."),
            ),
            *days_in_order("reclaim"),
        ]
        triggers = [
            days_across_rows("reclaim"),
            *frozen_once("approved_at", "reclaim", except_for=FOLLOWS_APPROVAL),
            filled_once(
                "approved_at",
                "reclaim",
                *("paid_on", "settled_on", "interest_claimed_on", "interest_claimed_by_id"),
                *("interest_due_on", "waived_by_id", "waived_on", "state_before"),
                ends="cancelled_at",
                undone=is_undone("OLD.grant_id"),
            ),
            signed_by("approved_at", "prepared_by_id", "approved_by_id", APPROVE),
            signed_by("waived_on", "waiver_proposed_by_id", "waived_by_id", APPROVE),
            booked_while_in_force("reclaim_id", kinds=[EntryKind.CLAIM]),
            pgtrigger.Trigger(
                name="as_far_as_money_came",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=AS_FAR_AS_MONEY_CAME,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant}: {format_eur(self.amount_eur)}"
