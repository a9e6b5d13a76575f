"""Drawdowns and payments, and what the state's accounting (HKR) says was paid."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.model_fields import EurField
from programs.models.budget import BudgetLine
from programs.models.grant import Grant


@pghistory.track()
class Drawdown(models.Model):
    """A request for money (Mittelabruf) on one budget line of a grant."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="drawdowns"
    )
    line = models.ForeignKey(
        BudgetLine, verbose_name=_("budget line"), on_delete=models.PROTECT, related_name="+"
    )
    requested_on = models.DateField(_("requested on"))
    amount_eur = EurField(_("amount (EUR)"))
    needed_for = models.CharField(_("needed for"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("Drawdown")
        verbose_name_plural = _("Drawdowns")
        ordering = ["requested_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="drawdown_positive",
                violation_error_message=_("A drawdown asks for more than 0,00 €."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.requested_on}: {self.amount_eur}"


@pghistory.track()
class Payment(models.Model):
    """A payment on a drawdown, ordered here and made by the state's accounting (HKR)."""

    drawdown = models.ForeignKey(
        Drawdown, verbose_name=_("drawdown"), on_delete=models.PROTECT, related_name="payments"
    )
    amount_eur = EurField(_("amount (EUR)"))
    paid_on = models.DateField(_("value date"), null=True, blank=True)
    use_until = models.DateField(_("to be used until"), null=True, blank=True)
    used_on = models.DateField(_("use reported on"), null=True, blank=True)
    booking_reference = models.CharField(_("booking number (HKR)"), max_length=60, blank=True)
    is_final_instalment = models.BooleanField(_("last instalment"), default=False)
    prepared_by = models.ForeignKey(
        User,
        verbose_name=_("found correct by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    prepared_at = models.DateTimeField(_("found correct at"))
    ordered_by = models.ForeignKey(
        User,
        verbose_name=_("ordered by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ordered_at = models.DateTimeField(_("ordered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Payment")
        verbose_name_plural = _("Payments")
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="payment_positive",
                violation_error_message=_("A payment pays more than 0,00 €."),
            ),
            models.CheckConstraint(
                condition=Q(ordered_by__isnull=True) | ~Q(ordered_by=F("prepared_by")),
                name="payment_four_eyes",
                violation_error_message=_("Whoever found a payment correct does not order it."),
            ),
            models.CheckConstraint(
                condition=Q(ordered_at__isnull=True) | Q(paid_on__isnull=False),
                name="ordered_payment_has_value_date",
            ),
            models.UniqueConstraint(
                fields=["booking_reference"],
                condition=~Q(booking_reference=""),
                name="booking_reference_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on}: {self.amount_eur}"


class HkrPayment(models.Model):
    """A line of the state's accounting, imported as it is; never changed here."""

    booking_reference = models.CharField(_("booking number (HKR)"), max_length=60, unique=True)
    line = models.ForeignKey(
        BudgetLine, verbose_name=_("budget line"), on_delete=models.PROTECT, related_name="+"
    )
    file_reference = models.CharField(_("file reference"), max_length=60, blank=True)
    value_date = models.DateField(_("value date"))
    amount_eur = EurField(_("amount (EUR)"))
    explanation = models.CharField(_("explanation of a difference"), max_length=300, blank=True)
    imported_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("HKR payment")
        verbose_name_plural = _("HKR payments")
        ordering = ["value_date", "booking_reference"]

    def __str__(self) -> str:
        return self.booking_reference
