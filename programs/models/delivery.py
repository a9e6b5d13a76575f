"""When a decision counts as delivered: a legal fiction that changes, so it is data."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.guarded import by_two_people
from core.database.bounded import DAYS, DaysField, within
from core.database.fields import OneLineField
from core.formats import format_day
from programs.choices import NotificationKind


@pghistory.track()
class DeliveryRule(models.Model):
    """How many days after its sending a decision counts as delivered, if sent from a day on.

    Source: § 41 (2) HVwVfG (docs/rules/dates.md).
    """

    kind = models.CharField(
        _("way of notification"), max_length=12, choices=NotificationKind.choices
    )
    valid_from = models.DateField(_("valid from"))
    days = DaysField(_("days until it counts as delivered"))
    source = OneLineField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)

    class Meta:
        verbose_name = _("Rule of delivery")
        verbose_name_plural = _("Rules of delivery")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                name="delivery_rule_once",
                violation_error_message=_("There is a rule for this way from this day already."),
            ),
            within("deliveryrule", days=DAYS),
        ]
        triggers = [by_two_people("programs.deliveryrule")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {format_day(self.valid_from)}: {self.days}"
