"""Decisions: what binds the state."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE, MANAGE_BUDGET
from core.database.amounts import AmountField, not_negative
from core.database.fields import EurField, ManyLinesField, OneLineField
from core.database.triggers import BY_THE_OWNER
from programs.choices import DecisionKind, EntryKind, FinancingType, GrantState, NotificationKind
from programs.models.grant import Grant
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.frozen import filled_once, frozen_once
from programs.models.triggers.signed import booked_while_in_force, signed_by
from programs.models.triggers.undone import is_undone

AFTER_APPROVAL = (
    "notified_on",
    "notification_kind",
    "delivered_on",
    "final_on",
    "appeal_waived_on",
    "objected_on",
    "cancelled_at",
    "state_before",
)

# Shares and tranches add up to the decision, to the cent, when it is approved.
SUMS_ADD_UP = """
    IF NEW.approved_at IS NOT NULL AND OLD.approved_at IS NULL AND NEW.amount_eur <> 0 THEN
        IF (SELECT COALESCE(sum(amount_eur), 0) FROM programs_decisionshare
                WHERE decision_id = NEW.id) <> NEW.amount_eur THEN
            RAISE EXCEPTION 'shares of decision % do not add up to %', NEW.id, NEW.amount_eur
                USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_add_up';
        END IF;
        IF (SELECT COALESCE(sum(amount_eur), 0) FROM programs_tranche
                WHERE decision_id = NEW.id) <> NEW.amount_eur THEN
            RAISE EXCEPTION 'tranches of decision % do not add up to %', NEW.id, NEW.amount_eur
                USING ERRCODE = 'check_violation', CONSTRAINT = 'tranches_add_up';
        END IF;
    END IF;
    RETURN NEW;
"""

# Only a correction that two people signed cancels a decision.
CANCELLED_BY_CORRECTION = f"""
    IF NEW.cancelled_at IS NOT NULL AND OLD.cancelled_at IS NULL AND NOT {BY_THE_OWNER}
            AND NOT {is_undone("NEW.grant_id")} THEN
        RAISE EXCEPTION 'decision % is cancelled by a correction alone', NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_frozen';
    END IF;
    RETURN NEW;
"""


class InForce(models.Manager["Decision"]):
    """Decisions that nobody cancelled; a cancelled one binds nothing and stays on file."""

    def get_queryset(self) -> models.QuerySet[Decision]:
        return super().get_queryset().filter(cancelled_at__isnull=True)


@pghistory.track()
class Decision(models.Model):
    """A decision on a grant. `amount_eur` is what it adds or takes away; frozen once approved."""

    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind.choices)
    number = OneLineField(_("number"), max_length=60, blank=True)
    amount_eur = EurField(_("change of the grant (EUR)"), default=0)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    backdating_reason = ManyLinesField(_("reason for the earlier date"), blank=True)
    reason = ManyLinesField(_("reason"), blank=True)

    # Contents that are mandatory before notification
    legal_basis = ManyLinesField(_("legal basis"), blank=True)
    purpose = ManyLinesField(_("purpose of the grant"), blank=True)
    financing_type = models.CharField(
        _("financing type"), max_length=10, choices=FinancingType.choices, blank=True
    )
    funding_rate = models.DecimalField(
        _("funding rate"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    eligible_eur = AmountField(_("eligible expenditure (EUR)"), null=True, blank=True)
    own_eur = AmountField(_("own funds (EUR)"), null=True, blank=True)
    third_party_eur = AmountField(_("third-party funds (EUR)"), null=True, blank=True)
    period_start = models.DateField(_("approval period from"), null=True, blank=True)
    period_end = models.DateField(_("approval period until"), null=True, blank=True)
    conditions_version = OneLineField(_("collateral clauses, version"), max_length=100, blank=True)
    special_conditions = ManyLinesField(_("special collateral clauses"), blank=True)
    appeal_notice = ManyLinesField(_("instruction on appeal"), blank=True)
    publication_note = ManyLinesField(_("note on data and publication"), blank=True)
    hearing_on = models.DateField(_("hearing on"), null=True, blank=True)
    known_on = models.DateField(_("facts known since"), null=True, blank=True)
    applied_on = models.DateField(_("applied for on"), null=True, blank=True)

    # Four eyes
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    needs_third_signature = models.BooleanField(_("needs a third signature"), default=False)
    countersigned_by = models.ForeignKey(
        User,
        verbose_name=_("countersigned by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    countersigned_at = models.DateTimeField(_("countersigned at"), null=True, blank=True)
    needs_budget_consent = models.BooleanField(
        _("needs the budget officer's consent"), default=False
    )
    budget_officer_consent_by = models.ForeignKey(
        User,
        verbose_name=_("budget officer's consent by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    budget_officer_consent_on = models.DateField(
        _("budget officer's consent on"), null=True, blank=True
    )

    # After approval
    notified_on = models.DateField(_("sent on"), null=True, blank=True)
    notification_kind = models.CharField(
        _("way of notification"), max_length=12, choices=NotificationKind.choices, blank=True
    )
    delivered_on = models.DateField(_("counts as notified on"), null=True, blank=True)
    objected_on = models.DateField(_("appeal received on"), null=True, blank=True)
    appeal_waived_on = models.DateField(_("appeal waived on"), null=True, blank=True)
    final_on = models.DateField(_("final on"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    state_before = models.CharField(
        _("state before"), max_length=20, choices=GrantState.choices, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    objects = InForce()
    on_file = models.Manager["Decision"]()

    version_parts = ("shares", "tranches")
    version_root = "grant"

    class Meta:
        verbose_name = _("Decision")
        verbose_name_plural = _("Decisions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(kind=DecisionKind.INITIAL, cancelled_at__isnull=True),
                name="one_initial_decision",
                violation_error_message=_("The case has a first decision already."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="decision_four_eyes",
                violation_error_message=_("Whoever prepared a decision does not approve it."),
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True)
                | (
                    ~Q(countersigned_by=F("prepared_by"))
                    & (Q(approved_by__isnull=True) | ~Q(countersigned_by=F("approved_by")))
                ),
                name="decision_six_eyes",
                violation_error_message=_("The third signature is that of a third person."),
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="decision_number_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | ~Q(number=""),
                name="approved_decision_is_numbered",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | (Q(prepared_at__isnull=False) & Q(decided_on__isnull=False)),
                name="approved_decision_was_prepared",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(needs_third_signature=False)
                | Q(countersigned_at__isnull=False),
                name="approved_decision_is_countersigned",
            ),
            models.CheckConstraint(
                condition=Q(
                    budget_officer_consent_by__isnull=True, budget_officer_consent_on__isnull=True
                )
                | (
                    Q(budget_officer_consent_on__isnull=False)
                    & ~Q(budget_officer_consent_by=F("prepared_by"))
                ),
                name="budget_consent_four_eyes",
                violation_error_message=_(
                    "Whoever prepared a decision does not consent to it as budget officer."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(needs_budget_consent=False)
                | Q(budget_officer_consent_by__isnull=False),
                name="approved_decision_has_budget_consent",
            ),
            models.CheckConstraint(
                condition=Q(notified_on__isnull=True) | Q(approved_at__isnull=False),
                name="notified_decision_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True)
                | Q(approved_at__isnull=False, notified_on__isnull=True),
                name="cancelled_decision_was_not_notified",
                violation_error_message=_("A notified decision is revoked, not cancelled."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.INITIAL) | Q(amount_eur__gt=0),
                name="initial_decision_grants_money",
                violation_error_message=_("A grant decision grants more than 0,00 €."),
            ),
            not_negative("decision", "eligible_eur", "own_eur", "third_party_eur"),
            *days_in_order("decision"),
        ]
        triggers = [
            days_across_rows("decision"),
            pgtrigger.Trigger(
                name="sums_add_up",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=SUMS_ADD_UP,
            ),
            *frozen_once("approved_at", "decision", except_for=AFTER_APPROVAL),
            filled_once(
                "approved_at",
                "decision",
                *AFTER_APPROVAL,
                ends="cancelled_at",
                undone=is_undone("OLD.grant_id"),
            ),
            pgtrigger.Trigger(
                name="cancelled_by_correction",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("cancelled_at"),
                func=CANCELLED_BY_CORRECTION,
            ),
            signed_by("approved_at", "prepared_by_id", "approved_by_id", APPROVE),
            signed_by("countersigned_at", "prepared_by_id", "countersigned_by_id", APPROVE),
            signed_by(
                "budget_officer_consent_on",
                "prepared_by_id",
                "budget_officer_consent_by_id",
                MANAGE_BUDGET,
            ),
            booked_while_in_force("decision_id", kinds=[EntryKind.COMMITMENT]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or self.pk}"
