"""Rows that two people cancel: one asks, with a reason, and another does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.database.fields import ManyLinesField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CANCELLING = ("cancel_reason", "cancel_prepared_by_id", "cancelled_by_id", "cancelled_at")


class Cancellable(models.Model):
    """Who asked to cancel the row, why, and who did it."""

    cancel_reason = ManyLinesField(_("reason for cancelling"), blank=True)
    cancel_prepared_by = models.ForeignKey(
        User,
        verbose_name=_("cancelling asked for by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cancelled_by = models.ForeignKey(
        User,
        verbose_name=_("cancelled by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        abstract = True


def cancelled_by_two(
    noun: str, *, signed: str, without_reason: StrOrPromise, by_one: StrOrPromise
) -> list[models.CheckConstraint]:
    """What is cancelled has a reason; once the column `signed` is filled, two people cancel."""
    return [
        models.CheckConstraint(
            condition=Q(cancelled_at__isnull=True)
            | (~Q(cancel_reason="") & Q(cancel_prepared_by__isnull=False)),
            name=f"cancelled_{noun}_has_reason",
            violation_error_message=without_reason,
        ),
        models.CheckConstraint(
            condition=Q(cancelled_at__isnull=True)
            | Q(**{f"{signed}__isnull": True})
            | (Q(cancelled_by__isnull=False) & ~Q(cancelled_by=F("cancel_prepared_by"))),
            name=f"cancelled_{noun}_four_eyes",
            violation_error_message=by_one,
        ),
    ]
