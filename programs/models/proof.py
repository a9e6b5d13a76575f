"""After the money: interim reports, proofs of use, reminders and base rates."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.guarded import by_two_people
from core.database.amounts import AmountField, not_negative
from core.database.fields import EurField, ManyLinesField, OneLineField
from core.database.triggers import append_only
from core.formats import format_day, format_rate
from programs.choices import CheckResult, ProofKind
from programs.models.grant import Grant
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.frozen import frozen_once

# A check is undone in the transaction that signs its correction, and in no other.
CHECK_IS_UNDONE = """
    TG_OP = 'UPDATE' AND NEW.checked_on IS NULL AND NEW.submitted_on IS NOT NULL AND EXISTS (
        SELECT 1 FROM programs_correction c WHERE c.grant_id = OLD.grant_id AND c.act = 'check'
            AND c.approved_at IS NOT NULL AND c.undone_in = txid_current())
"""


class InterimReport(models.Model):
    """The yearly report (Zwischennachweis) of a running case."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="interim_reports"
    )
    for_year = models.PositiveSmallIntegerField(_("for the year"))
    due_on = models.DateField(_("due on"))
    submitted_on = models.DateField(_("received on"), null=True, blank=True)

    version_parts = ("reminders",)
    version_root = "grant"

    class Meta:
        verbose_name = _("Interim report")
        verbose_name_plural = _("Interim reports")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(submitted_on=None), name="interim_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "for_year"],
                name="interim_report_once",
                violation_error_message=_("There is an interim report for this year already."),
            ),
            *days_in_order("interimreport"),
        ]
        triggers = [days_across_rows("interimreport")]

    def __str__(self) -> str:
        return f"{self.for_year}: {format_day(self.due_on)}"


@pghistory.track()
class ProofOfUse(models.Model):
    """The proof of use (Verwendungsnachweis) of a grant, and its check."""

    grant = models.OneToOneField(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="proof"
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=ProofKind.choices, default=ProofKind.SIMPLE
    )
    due_on = models.DateField(_("due on"))
    submitted_on = models.DateField(_("received on"), null=True, blank=True)
    narrative_report = models.BooleanField(_("narrative report present"), default=False)
    financial_statement = models.BooleanField(_("financial statement present"), default=False)
    actual_eur = AmountField(_("actual eligible expenditure (EUR)"), null=True, blank=True)
    other_funds_eur = AmountField(
        _("actual own and third-party funds (EUR)"), null=True, blank=True
    )
    sampled = models.BooleanField(_("checked in depth"), default=False)
    checked_by = models.ForeignKey(
        User,
        verbose_name=_("checked by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=CheckResult.choices, blank=True)
    check_note = ManyLinesField(_("audit note"), blank=True)
    recalculated_eur = AmountField(_("recalculated grant (EUR)"), null=True, blank=True)
    surplus_eur = EurField(_("income above the expenditure (EUR)"), default=0)
    surplus_reason = ManyLinesField(_("reason for accepting more income"), blank=True)

    version_parts = ("reminders",)
    version_root = "grant"
    named_with = ("grant",)

    class Meta:
        verbose_name = _("Proof of use")
        verbose_name_plural = _("Proofs of use")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(submitted_on=None), name="proof_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True)
                | (Q(submitted_on__isnull=False) & ~Q(check_note="") & ~Q(result="")),
                name="check_has_note_and_result",
                violation_error_message=_("A check needs a receipt, a result and a note."),
            ),
            models.CheckConstraint(
                condition=Q(surplus_eur=0) | (Q(surplus_eur__gt=0) & ~Q(surplus_reason="")),
                name="surplus_has_reason",
                violation_error_message=_("Say why income above the expenditure is accepted."),
            ),
            not_negative("proofofuse", "actual_eur", "other_funds_eur", "recalculated_eur"),
            *days_in_order("proofofuse"),
        ]
        triggers = [
            days_across_rows("proofofuse"),
            *frozen_once("checked_on", "proof", unless=CHECK_IS_UNDONE),
        ]

    def __str__(self) -> str:
        return f"{self.grant}: {format_day(self.due_on)}"


class Reminder(models.Model):
    """A reminder for a proof of use or an interim report; append-only log of the escalation."""

    proof = models.ForeignKey(
        ProofOfUse,
        verbose_name=_("Proof of use"),
        on_delete=models.PROTECT,
        null=True,
        related_name="reminders",
    )
    report = models.ForeignKey(
        InterimReport,
        verbose_name=_("Interim report"),
        on_delete=models.PROTECT,
        null=True,
        related_name="reminders",
    )
    stage = models.PositiveSmallIntegerField(_("stage"))
    sent_on = models.DateField(_("sent on"))
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Reminder")
        verbose_name_plural = _("Reminders")
        ordering = ["sent_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "stage"], name="reminder_stage_once"),
            models.UniqueConstraint(fields=["report", "stage"], name="report_reminder_stage_once"),
            models.UniqueConstraint(
                fields=["proof", "sent_on"],
                name="reminder_once_a_day",
                violation_error_message=_("A reminder of this proof of use went out that day."),
            ),
            models.UniqueConstraint(
                fields=["report", "sent_on"],
                name="report_reminder_once_a_day",
                violation_error_message=_("A reminder of this report went out that day."),
            ),
            models.CheckConstraint(
                condition=Q(proof__isnull=False, report__isnull=True)
                | Q(proof__isnull=True, report__isnull=False),
                name="reminder_of_one_paper",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.stage}: {format_day(self.sent_on)}"


RATE_DAYS = {(1, 1), (1, 7)}
LEAST_RATE, MOST_RATE = -5, 20  # percent; since 2002 it lay between -0.88 and 3.62


class BaseRate(models.Model):
    """The base rate (Basiszinssatz, § 247 BGB), in percent, from a day on."""

    valid_from = models.DateField(_("valid from"), unique=True)
    percent = models.DecimalField(_("base rate in percent"), max_digits=5, decimal_places=2)
    source = OneLineField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)

    class Meta:
        verbose_name = _("Base rate")
        verbose_name_plural = _("Base rates")
        ordering = ["-valid_from"]
        triggers = [by_two_people("programs.baserate")]

    def __str__(self) -> str:
        return f"{format_day(self.valid_from)}: {format_rate(self.percent / 100)}"

    def clean(self) -> None:
        """Refuse a day on which the base rate does not change, and a rate that is a typing error.

        Source: § 247 (1) BGB: 1 January and 1 July.
        """
        super().clean()
        if self.valid_from and (self.valid_from.day, self.valid_from.month) not in RATE_DAYS:
            raise ValidationError(
                {"valid_from": _("The base rate changes on 1 January and 1 July.")}
            )
        if self.percent is not None and not LEAST_RATE <= self.percent <= MOST_RATE:
            message = _("Enter a value from %(least)s to %(most)s.")
            values = {"least": LEAST_RATE, "most": MOST_RATE}
            raise ValidationError({"percent": ValidationError(message, params=values)})
