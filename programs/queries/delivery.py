"""When a decision counts as delivered, by way and day of its sending."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day
from programs.choices import NotificationKind
from programs.models import DeliveryRule


def delivered_on(sent_on: date, kind: NotificationKind) -> date:
    """The day a decision counts as delivered that was sent `sent_on` in this way.

    A Saturday, Sunday or holiday counts too: the fiction is no deadline.
    Raises RuleError where no rule is in force on the day. Source: § 41 (2) HVwVfG
    (docs/rules/dates.md).
    """
    rule = DeliveryRule.objects.filter(kind=kind, valid_from__lte=sent_on).first()
    if rule is None:
        message = _(
            "No rule says when “%(kind)s” of %(day)s counts as delivered. Somebody with the role "
            "“Budget officer” enters it under “Rules of delivery”."
        )
        values = {"kind": NotificationKind(kind).label, "day": format_day(sent_on)}
        raise RuleError(message % values, field="kind", code="no_delivery_rule")
    return sent_on + timedelta(days=rule.days)
