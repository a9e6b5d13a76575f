"""Repayments: what comes back on a reclaim, in one part or several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.database.fields import EurField, FewLinesField, OneLineField
from core.database.triggers import append_only
from core.formats import format_day, format_eur
from core.forms.reasons import LONGEST_REASON
from programs.models.reclaim import Reclaim
from programs.models.triggers.dates import days_across_rows, days_in_order

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def never_over(name: str, table: str, limit: str, constraint: str) -> pgtrigger.Trigger:
    """The rows of a reclaim never come to more than its `limit`, an expression on its columns.

    The reclaim is locked, so that two of them cannot come to more together.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=f"""
            PERFORM 1 FROM programs_reclaim WHERE id = NEW.reclaim_id FOR UPDATE;
            IF (SELECT sum(amount_eur) FROM {table} WHERE reclaim_id = NEW.reclaim_id) >
                    (SELECT COALESCE({limit}, 0) FROM programs_reclaim
                        WHERE id = NEW.reclaim_id) THEN
                RAISE EXCEPTION 'reclaim %: more would come than is claimed', NEW.reclaim_id
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
            END IF;
            RETURN NULL;
        """,  # noqa: S608  # words of ours
    )


def brings_money(name: str, message: StrOrPromise) -> models.CheckConstraint:
    """A row brings money, or takes back with a reason what another one brought."""
    return models.CheckConstraint(
        condition=Q(amount_eur__gt=0, reverses__isnull=True)
        | Q(amount_eur__lt=0, reverses__isnull=False) & ~Q(reason=""),
        name=name,
        violation_error_message=message,
    )


class MoneyBack(models.Model):
    """A part of what a reclaim asks for that came on a day; append-only."""

    amount_eur = EurField(_("amount (EUR)"))
    paid_on = models.DateField(_("paid on"))
    booking_reference = OneLineField(_("booking number (HKR)"), max_length=60, blank=True)
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
    reason = FewLinesField(_("reason"), max_length=LONGEST_REASON, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    class Meta:
        abstract = True
        ordering = ["paid_on", "pk"]

    def __str__(self) -> str:
        return f"{format_day(self.paid_on)}: {format_eur(self.amount_eur)}"


class Repayment(MoneyBack):
    """A part of the principal."""

    reclaim = models.ForeignKey(
        Reclaim, verbose_name=_("reclaim"), on_delete=models.PROTECT, related_name="repayments"
    )

    class Meta(MoneyBack.Meta):
        verbose_name = _("Repayment")
        verbose_name_plural = _("Repayments")
        constraints = [
            brings_money("repayment_positive", _("A repayment brings more than 0,00 €.")),
            *days_in_order("repayment"),
        ]
        triggers = [
            days_across_rows("repayment"),
            *append_only(),
            never_over(
                "never_over_claimed",
                "programs_repayment",
                "CASE WHEN approved_at IS NOT NULL THEN amount_eur END",
                "never_repaid_over_claimed",
            ),
        ]


class InterestPayment(MoneyBack):
    """A part of the interest."""

    reclaim = models.ForeignKey(
        Reclaim,
        verbose_name=_("reclaim"),
        on_delete=models.PROTECT,
        related_name="interest_payments",
    )

    class Meta(MoneyBack.Meta):
        verbose_name = _("Payment of interest")
        verbose_name_plural = _("Payments of interest")
        constraints = [
            brings_money(
                "interest_payment_positive", _("A payment of interest brings more than 0,00 €.")
            ),
            *days_in_order("interestpayment"),
        ]
        triggers = [
            days_across_rows("interestpayment"),
            *append_only(),
            never_over(
                "never_over_interest",
                "programs_interestpayment",
                "interest_eur - waived_eur",
                "never_more_interest_than_claimed",
            ),
        ]
