"""Drawdowns and payments, and what the state's accounting (HKR) says was paid."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE
from core.database.fields import EurField, FewLinesField, ManyLinesField, OneLineField
from core.database.triggers import append_only
from core.formats import format_day, format_eur
from programs.choices import EntryKind
from programs.models.budget import BudgetLine
from programs.models.grant import Grant
from programs.models.triggers.cancelling import CANCELLING, Cancellable, cancelled_by_two
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.frozen import filled_once, frozen_once
from programs.models.triggers.signed import booked_as_signed, booked_while_in_force, signed_by

GRANT_OF_DRAWDOWN = """
    SELECT grant_id INTO the_grant FROM programs_drawdown WHERE id = NEW.drawdown_id;
"""


def only_when_final(grant: str, day: str) -> str:
    """Refuse a day before the first decision is final, or after the case was closed."""
    return f"""
        IF NOT EXISTS (SELECT 1 FROM programs_decision WHERE grant_id = {grant}
                AND kind = 'initial' AND final_on <= {day}) THEN
            RAISE EXCEPTION 'the decision is not final on %', {day}
                USING ERRCODE = 'check_violation', CONSTRAINT = 'money_only_when_final';
        END IF;
        IF EXISTS (SELECT 1 FROM programs_grant WHERE id = {grant} AND closed_on < {day}) THEN
            RAISE EXCEPTION 'the case was closed before %', {day}
                USING ERRCODE = 'check_violation', CONSTRAINT = 'no_money_after_closing';
        END IF;
        RETURN NEW;
    """  # noqa: S608  # names given in code


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
    released_eur = EurField(_("of it given back unpaid (EUR)"), default=0)
    needed_for = OneLineField(_("needed for"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    version_parts = ("payments",)
    version_root = "grant"

    class Meta:
        verbose_name = _("Drawdown")
        verbose_name_plural = _("Drawdowns")
        ordering = ["requested_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="drawdown_positive",
                violation_error_message=_("A drawdown asks for more than 0,00 €."),
            ),
            models.CheckConstraint(
                condition=Q(released_eur__gte=0, released_eur__lte=F("amount_eur")),
                name="released_within_drawdown",
                violation_error_message=_("Not more is released than was drawn."),
            ),
            *days_in_order("drawdown"),
        ]
        triggers = [
            days_across_rows("drawdown"),
            pgtrigger.Trigger(
                name="only_when_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=only_when_final("NEW.grant_id", "NEW.requested_on"),
            ),
            *frozen_once("recorded_at", "drawdown", except_for=["released_eur", "needed_for"]),
            booked_as_signed(
                "drawdown_id",
                "it.amount_eur - it.released_eur",
                kinds=[EntryKind.DRAWDOWN],
                columns=["released_eur"],
            ),
        ]

    def __str__(self) -> str:
        return f"{format_day(self.requested_on)}: {format_eur(self.amount_eur)}"


@pghistory.track()
class Payment(Cancellable):
    """A payment on a drawdown, ordered here and made by the state's accounting (HKR)."""

    drawdown = models.ForeignKey(
        Drawdown, verbose_name=_("drawdown"), on_delete=models.PROTECT, related_name="payments"
    )
    amount_eur = EurField(_("amount (EUR)"))
    paid_on = models.DateField(_("value date"), null=True, blank=True)
    use_until = models.DateField(_("to be used until"), null=True, blank=True)
    used_on = models.DateField(_("use reported on"), null=True, blank=True)
    booking_reference = OneLineField(_("booking number (HKR)"), max_length=60, blank=True)
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

    version_root = "drawdown__grant"

    class Meta:
        verbose_name = _("Payment")
        verbose_name_plural = _("Payments")
        ordering = ["paid_on", "pk"]
        indexes = [
            models.Index(
                fields=["use_until"],
                condition=Q(used_on=None, cancelled_at=None),
                name="payment_use_until",
            ),
        ]
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
                violation_error_message=_("An ordered payment has a value date."),
            ),
            models.UniqueConstraint(
                fields=["booking_reference"],
                condition=~Q(booking_reference=""),
                name="booking_reference_once",
                violation_error_message=_("Another payment has this booking number already."),
            ),
            *cancelled_by_two(
                "payment",
                signed="ordered_at",
                without_reason=_("Cancelling a payment needs a reason."),
                by_one=_("Whoever asks to cancel a payment does not cancel it."),
            ),
            *days_in_order("payment"),
        ]
        triggers = [
            days_across_rows("payment"),
            pgtrigger.Trigger(
                name="only_when_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("ordered_at", "paid_on"),
                condition=pgtrigger.Condition("NEW.ordered_at IS NOT NULL"),
                declare=[("the_grant", "bigint")],
                func=GRANT_OF_DRAWDOWN + only_when_final("the_grant", "NEW.paid_on"),
            ),
            *frozen_once(
                "ordered_at",
                "payment",
                except_for=[
                    "booking_reference",
                    "used_on",
                    *CANCELLING,
                ],
            ),
            filled_once("ordered_at", "payment", ends="cancelled_at"),
            signed_by("ordered_at", "prepared_by_id", "ordered_by_id", APPROVE),
            booked_while_in_force("payment_id", kinds=[EntryKind.PAYMENT], signed="ordered_at"),
        ]

    def __str__(self) -> str:
        day = format_day(self.paid_on) if self.paid_on else gettext("not ordered")
        return f"{day}: {format_eur(self.amount_eur)}"


class HkrPayment(models.Model):
    """A line of the state's accounting, imported as it is; never changed here."""

    booking_reference = OneLineField(_("booking number (HKR)"), max_length=60, unique=True)
    line = models.ForeignKey(
        BudgetLine, verbose_name=_("budget line"), on_delete=models.PROTECT, related_name="+"
    )
    file_reference = OneLineField(_("file reference"), max_length=60, blank=True)
    value_date = models.DateField(_("value date"))
    amount_eur = EurField(_("amount (EUR)"))
    text = FewLinesField(_("booking text"), max_length=300, blank=True)
    imported_at = models.DateTimeField(_("imported at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("HKR payment")
        verbose_name_plural = _("HKR payments")
        ordering = ["value_date", "booking_reference"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_eur=0),
                name="hkr_payment_moves_money",
                violation_error_message=_("A booking is not 0,00 €."),
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.booking_reference


@pghistory.track()
class ReconciliationNote(models.Model):
    """Why ours and the state's accounting differ on a line in a month.

    It explains one difference: once the difference is another one, it is open again.
    """

    line = models.ForeignKey(
        BudgetLine,
        verbose_name=_("budget line"),
        on_delete=models.PROTECT,
        related_name="reconciliation_notes",
    )
    month = models.DateField(_("month"), help_text=_("First day of the month."))
    difference_eur = EurField(_("difference (EUR)"))
    explanation = ManyLinesField(_("explanation of a difference"))
    explained_by = models.ForeignKey(
        User, verbose_name=_("explained by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    explained_at = models.DateTimeField(_("explained at"))

    named_with = ("line",)

    class Meta:
        verbose_name = _("Note on a difference to HKR")
        verbose_name_plural = _("Notes on differences to HKR")
        ordering = ["-month", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "month"],
                name="reconciliation_note_once",
                violation_error_message=_(
                    "The difference of this line and month is explained already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1) & ~Q(explanation=""),
                name="reconciliation_note_explains",
                violation_error_message=_("Explain the difference."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, {self.month:%m/%Y}: {format_eur(self.difference_eur)}"
