"""Where payments stand: ordered, confirmed by the state's accounting, used in time."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core.formats import format_day
from programs.models import HkrPayment, Payment


def unused(today: date) -> QuerySet[Payment]:
    """Payments whose time for use is over and whose use nobody reported."""
    return Payment.objects.filter(
        cancelled_at__isnull=True, used_on__isnull=True, use_until__lt=today
    )


def unconfirmed() -> QuerySet[Payment]:
    """Ordered payments that the state's accounting does not know yet."""
    booked = HkrPayment.objects.filter(booking_reference=OuterRef("booking_reference"))
    return Payment.objects.filter(
        ~Exists(booked), ordered_at__isnull=False, cancelled_at__isnull=True
    )


def payment_standing(payment: Payment) -> str:
    """In a few words, where a payment stands."""
    if payment.cancelled_at is not None:
        return _("cancelled on %(day)s") % {"day": format_day(payment.cancelled_at)}
    if payment.cancel_prepared_by_id is not None:
        return _("to be cancelled")
    if payment.ordered_at is None:
        return _("to be ordered")
    return _("paid on %(day)s") % {"day": format_day(payment.paid_on)}


def use_standing(payment: Payment, today: date) -> str:
    """Whether the money was used in time, with a hint at interest where it was not.

    Source: § 49a (4) HVwVfG (docs/rules/payment.md).
    """
    if payment.use_until is None or payment.cancelled_at is not None:
        return "–"
    end = format_day(payment.use_until)
    if payment.used_on is None and today <= payment.use_until:
        return _("to be used until %(day)s") % {"day": end}
    if payment.used_on is not None and payment.used_on <= payment.use_until:
        return _("used on %(day)s") % {"day": format_day(payment.used_on)}
    late = _("not used until %(day)s") % {"day": end}
    if payment.used_on is not None:
        late = _("used on %(day)s, too late") % {"day": format_day(payment.used_on)}
    start = format_day(payment.use_until + timedelta(days=1))
    hint = _("interest possible from %(day)s on, § 49a (4) HVwVfG") % {"day": start}
    return f"{late}; {hint}"
