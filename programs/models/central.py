"""What the state pays centrally for all municipalities: no grant, and nobody's share."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE
from core.database.fields import EurField, OneLineField
from core.formats import format_eur
from programs.choices import EntryKind
from programs.models.budget import BudgetLine
from programs.models.triggers.cancelling import CANCELLING, Cancellable, cancelled_by_two
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.frozen import filled_once, frozen_once
from programs.models.triggers.signed import booked_while_in_force, signed_by


class CentralPaymentQuerySet(models.QuerySet["CentralPayment"]):
    def waiting(self) -> CentralPaymentQuerySet:
        """What a second person has to approve: the payment, or its cancelling."""
        asked = Q(approved_at__isnull=True) | Q(cancel_prepared_by__isnull=False)
        return self.filter(asked, cancelled_at__isnull=True)


@pghistory.track()
class CentralPayment(Cancellable):
    """A bill that the state pays centrally; booked when approved, with its value date.

    A wrong one is cancelled by two people, with a reason; nothing signed is changed.
    """

    line = models.ForeignKey(
        BudgetLine, verbose_name=_("budget line"), on_delete=models.PROTECT, related_name="+"
    )
    amount_eur = EurField(_("amount (EUR)"))
    payee = OneLineField(_("payee"), max_length=200)
    purpose = OneLineField(_("purpose"), max_length=300)
    document = OneLineField(_("document"), max_length=200)
    prepared_by = models.ForeignKey(
        User,
        verbose_name=_("found correct by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    prepared_at = models.DateTimeField(_("found correct at"), db_default=Now())
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    paid_on = models.DateField(_("value date"), null=True, blank=True)
    booking_reference = OneLineField(_("booking number (HKR)"), max_length=60, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = CentralPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Central payment")
        verbose_name_plural = _("Central payments")
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="central_payment_positive",
                violation_error_message=_("A payment pays more than 0,00 €."),
            ),
            models.CheckConstraint(
                condition=~Q(payee="") & ~Q(purpose="") & ~Q(document=""),
                name="central_payment_says_what_for",
                violation_error_message=_(
                    "A payment names its payee, its purpose and its document."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="central_payment_four_eyes",
                violation_error_message=_("Whoever found a payment correct does not approve it."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | (Q(approved_by__isnull=False) & Q(paid_on__isnull=False)),
                name="approved_central_payment_has_value_date",
            ),
            models.UniqueConstraint(
                fields=["line", "payee", "document", "amount_eur"],
                condition=Q(approved_at__isnull=True, cancelled_at__isnull=True),
                name="central_payment_waits_once",
                violation_error_message=_(
                    "The same payment waits for its approval already. Approve or withdraw that "
                    "one first."
                ),
            ),
            *cancelled_by_two(
                "central_payment",
                signed="approved_at",
                without_reason=_("Cancelling a payment needs a reason."),
                by_one=_("Whoever asks to cancel a payment does not cancel it."),
            ),
            models.UniqueConstraint(
                fields=["booking_reference"],
                condition=~Q(booking_reference=""),
                name="central_booking_reference_once",
                violation_error_message=_("Another payment has this booking number already."),
            ),
            *days_in_order("centralpayment"),
        ]
        triggers = [
            days_across_rows("centralpayment"),
            *frozen_once(
                "approved_at", "central_payment", except_for=["booking_reference", *CANCELLING]
            ),
            filled_once("approved_at", "central_payment", ends="cancelled_at"),
            signed_by("approved_at", "prepared_by_id", "approved_by_id", APPROVE),
            booked_while_in_force("central_payment_id", kinds=[EntryKind.OPERATING_COST]),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {format_eur(self.amount_eur)}"
