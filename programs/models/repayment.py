"""Repayments: what comes back on a reclaim, in one part or several."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.database.fields import EurField, LineField
from core.database.triggers import append_only
from core.formats import format_day, format_eur
from core.forms.reasons import LONGEST_REASON
from programs.models.reclaim import Reclaim
from programs.models.triggers.dates import days_across_rows, days_in_order

# The reclaim is locked, so that two repayments cannot come to more than it together.
NEVER_OVER_CLAIMED = """
    PERFORM 1 FROM programs_reclaim WHERE id = NEW.reclaim_id FOR UPDATE;
    IF (SELECT sum(amount_eur) FROM programs_repayment WHERE reclaim_id = NEW.reclaim_id) >
            COALESCE((SELECT amount_eur FROM programs_reclaim
                WHERE id = NEW.reclaim_id AND approved_at IS NOT NULL), 0) THEN
        RAISE EXCEPTION 'reclaim %: more would be repaid than is claimed', NEW.reclaim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'never_repaid_over_claimed';
    END IF;
    RETURN NULL;
"""


class Repayment(models.Model):
    """A part of a reclaim that came back on a day; append-only."""

    reclaim = models.ForeignKey(
        Reclaim, verbose_name=_("reclaim"), on_delete=models.PROTECT, related_name="repayments"
    )
    amount_eur = EurField(_("amount (EUR)"))
    paid_on = models.DateField(_("paid on"))
    booking_reference = LineField(_("booking number (HKR)"), max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    class Meta:
        verbose_name = _("Repayment")
        verbose_name_plural = _("Repayments")
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0, reverses__isnull=True)
                | Q(amount_eur__lt=0, reverses__isnull=False) & ~Q(reason=""),
                name="repayment_positive",
                violation_error_message=_("A repayment brings more than 0,00 €."),
            ),
            *days_in_order("repayment"),
        ]
        triggers = [
            days_across_rows("repayment"),
            *append_only(),
            pgtrigger.Trigger(
                name="never_over_claimed",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=NEVER_OVER_CLAIMED,
            ),
        ]

    def __str__(self) -> str:
        return f"{format_day(self.paid_on)}: {format_eur(self.amount_eur)}"


# The reclaim is locked, so that two payments cannot come to more than its interest together.
NEVER_OVER_INTEREST = """
    PERFORM 1 FROM programs_reclaim WHERE id = NEW.reclaim_id FOR UPDATE;
    IF (SELECT sum(amount_eur) FROM programs_interestpayment WHERE reclaim_id = NEW.reclaim_id) >
            COALESCE((SELECT interest_eur - waived_eur FROM programs_reclaim
                WHERE id = NEW.reclaim_id), 0) THEN
        RAISE EXCEPTION 'reclaim %: more interest would come than is claimed', NEW.reclaim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'never_more_interest_than_claimed';
    END IF;
    RETURN NULL;
"""


class InterestPayment(models.Model):
    """A part of the interest claimed on a reclaim that came on a day; append-only."""

    reclaim = models.ForeignKey(
        Reclaim,
        verbose_name=_("reclaim"),
        on_delete=models.PROTECT,
        related_name="interest_payments",
    )
    amount_eur = EurField(_("amount (EUR)"))
    paid_on = models.DateField(_("paid on"))
    booking_reference = LineField(_("booking number (HKR)"), max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    class Meta:
        verbose_name = _("Payment of interest")
        verbose_name_plural = _("Payments of interest")
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0, reverses__isnull=True)
                | Q(amount_eur__lt=0, reverses__isnull=False) & ~Q(reason=""),
                name="interest_payment_positive",
                violation_error_message=_("A payment of interest brings more than 0,00 €."),
            ),
            *days_in_order("interestpayment"),
        ]
        triggers = [
            days_across_rows("interestpayment"),
            *append_only(),
            pgtrigger.Trigger(
                name="never_over_interest",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=NEVER_OVER_INTEREST,
            ),
        ]

    def __str__(self) -> str:
        return f"{format_day(self.paid_on)}: {format_eur(self.amount_eur)}"
