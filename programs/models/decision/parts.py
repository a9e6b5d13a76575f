"""What a decision consists of: shares per partner and tranches per budget line."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.fields import EurField
from core.database.triggers import BY_THE_OWNER
from core.formats import format_eur
from municipalities.models import Municipality
from programs.models.budget import BudgetLine
from programs.models.decision.decision import Decision
from programs.models.grant import Grant
from programs.models.triggers.frozen import frozen_with
from programs.models.triggers.undone import is_undone


def parts_frozen(table: str) -> pgtrigger.Trigger:
    """Refuse any change of the rows of an approved decision, but by the correction that ends it."""
    is_approved = f"""EXISTS (SELECT 1 FROM programs_decision WHERE approved_at IS NOT NULL
        AND id IN (OLD.decision_id, NEW.decision_id)
        AND (cancelled_at IS NULL
            OR NOT ({BY_THE_OWNER} OR {is_undone("programs_decision.grant_id")})))"""  # noqa: S608  # a condition of ours
    said = f"{table} of an approved decision cannot change"
    return frozen_with("frozen_with_decision", is_approved, said, "decision")


class DecisionShare(models.Model):
    """One partner's part of a decision."""

    decision = models.ForeignKey(
        Decision, verbose_name=_("Decision"), on_delete=models.CASCADE, related_name="shares"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )
    amount_eur = EurField(_("share (EUR)"))

    named_with = ("municipality",)

    class Meta:
        verbose_name = _("Share")
        verbose_name_plural = _("Shares")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "municipality"],
                name="decision_share_once",
                violation_error_message=_("This municipality takes part already."),
            )
        ]
        triggers = [parts_frozen("share")]

    def __str__(self) -> str:
        return f"{self.municipality}: {format_eur(self.amount_eur)}"


class Tranche(models.Model):
    """The part of a grant that one budget line or commitment authorisation carries.

    Planned with the grant; once its decision is approved it is bound and frozen.
    """

    grant = models.ForeignKey(
        Grant, verbose_name=_("Grant"), on_delete=models.CASCADE, related_name="tranches"
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("Decision"),
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="tranches",
    )
    line = models.ForeignKey(
        BudgetLine,
        verbose_name=_("budget line"),
        on_delete=models.PROTECT,
        related_name="tranches",
    )
    amount_eur = EurField(_("amount (EUR)"))

    named_with = ("line",)

    class Meta:
        verbose_name = _("Tranche")
        verbose_name_plural = _("Tranches")
        ordering = ["line__fiscal_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "line"],
                name="tranche_line_once",
                violation_error_message=_(
                    "This budget line stands in the decision already. Put the amounts into one row."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(amount_eur=0),
                name="tranche_moves_money",
                violation_error_message=_("Enter an amount of more than 0,00 €."),
            ),
            models.CheckConstraint(  # an amendment may take away, a plan may not
                condition=Q(decision__isnull=False) | Q(amount_eur__gt=0),
                name="planned_tranche_positive",
                violation_error_message=_("Enter an amount of more than 0,00 €."),
            ),
        ]
        triggers = [parts_frozen("tranche")]

    def __str__(self) -> str:
        return f"{self.line}: {format_eur(self.amount_eur)}"
