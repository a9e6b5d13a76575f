"""After the money: interim reports, proofs of use, reminders, reclaims and base rates."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.database.fields import EurField
from core.database.triggers import append_only
from core.formats import format_day, format_eur
from programs.choices import CheckResult, GrantState, ProofKind
from programs.models.decision import Decision
from programs.models.frozen import frozen_once
from programs.models.grant import Grant

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

    class Meta:
        verbose_name = _("Interim report")
        verbose_name_plural = _("Interim reports")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "for_year"], name="interim_report_once")
        ]

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
    actual_eur = EurField(_("actual eligible expenditure (EUR)"), null=True, blank=True)
    other_funds_eur = EurField(_("actual own and third-party funds (EUR)"), null=True, blank=True)
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
    check_note = models.TextField(_("audit note"), blank=True)
    recalculated_eur = EurField(_("recalculated grant (EUR)"), null=True, blank=True)

    class Meta:
        verbose_name = _("Proof of use")
        verbose_name_plural = _("Proofs of use")
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True)
                | (Q(submitted_on__isnull=False) & ~Q(check_note="") & ~Q(result="")),
                name="check_has_note_and_result",
                violation_error_message=_("A check needs a receipt, a result and a note."),
            )
        ]
        triggers = frozen_once("checked_on", "proof", unless=CHECK_IS_UNDONE)

    def __str__(self) -> str:
        return f"{self.grant}: {format_day(self.due_on)}"


class Reminder(models.Model):
    """A reminder for a proof of use or an interim report; append-only log of the escalation."""

    proof = models.ForeignKey(
        ProofOfUse, on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    report = models.ForeignKey(
        InterimReport, on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    stage = models.PositiveSmallIntegerField(_("stage"))
    sent_on = models.DateField(_("sent on"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("Reminder")
        verbose_name_plural = _("Reminders")
        ordering = ["sent_on"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "stage"], name="reminder_stage_once"),
            models.UniqueConstraint(fields=["report", "stage"], name="report_reminder_stage_once"),
            models.CheckConstraint(
                condition=Q(proof__isnull=False, report__isnull=True)
                | Q(proof__isnull=True, report__isnull=False),
                name="reminder_of_one_paper",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.stage}: {format_day(self.sent_on)}"


class BaseRate(models.Model):
    """The base rate (Basiszinssatz, § 247 BGB), in percent, from a day on."""

    valid_from = models.DateField(_("valid from"), unique=True)
    percent = models.DecimalField(_("base rate in percent"), max_digits=5, decimal_places=2)
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)

    class Meta:
        verbose_name = _("Base rate")
        verbose_name_plural = _("Base rates")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{format_day(self.valid_from)}: {self.percent} %"


class ClaimsInForce(models.Manager["Reclaim"]):
    """Reclaims that nobody cancelled; a cancelled one claims nothing and stays on file."""

    def get_queryset(self) -> models.QuerySet[Reclaim]:
        return super().get_queryset().filter(cancelled_at__isnull=True)


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
    reason = models.TextField(_("reason"))
    hearing_on = models.DateField(_("hearing on"), null=True, blank=True)
    amount_eur = EurField(_("amount (EUR)"))
    interest_from = models.DateField(_("interest from"))
    interest_to = models.DateField(_("interest until"), null=True, blank=True)
    interest_eur = EurField(_("interest (EUR)"), null=True, blank=True)
    waived_interest_reason = models.TextField(_("reason for waiving interest"), blank=True)
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
        max_length=20, choices=GrantState.choices, blank=True, editable=False
    )

    objects = ClaimsInForce()
    on_file = models.Manager["Reclaim"]()

    class Meta:
        verbose_name = _("Reclaim")
        verbose_name_plural = _("Reclaims")
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_eur__gt=0), name="reclaim_positive"),
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
                condition=Q(waived_interest_reason="", waived_by__isnull=True)
                | (
                    ~Q(waived_interest_reason="")
                    & Q(waived_by__isnull=False)
                    & (Q(prepared_by__isnull=True) | ~Q(waived_by=F("prepared_by")))
                ),
                name="interest_waived_four_eyes",
                violation_error_message=_(
                    "Whoever prepared a reclaim does not waive its interest."
                ),
            ),
        ]
        triggers = frozen_once(
            "approved_at",
            "reclaim",
            except_for=[
                "paid_on",
                "interest_to",
                "interest_eur",
                "waived_interest_reason",
                "waived_by_id",
                "limitation_on",
                "cancelled_at",
                "state_before",
            ],
        )

    def __str__(self) -> str:
        return f"{self.grant}: {format_eur(self.amount_eur)}"
