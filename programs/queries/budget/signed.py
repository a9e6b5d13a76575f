"""What a second person reads beside a budget booking: lines after it, and what came back before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from programs.choices import EntryKind
from programs.models import BudgetBooking, BudgetLine
from programs.queries.proposal import Difference
from programs.rules.kinds import KINDS


def lines_then(booking: BudgetBooking) -> list[tuple[BudgetLine, Decimal, Decimal]]:
    """Each line of the booking with the euros free on it now, and after the next signature.

    Nothing for one that takes cases along, whose commitments move too, and for one that is settled.
    """
    is_settled = booking.withdrawn_at is not None or booking.cancelled_at is not None
    is_asked = booking.cancel_prepared_by_id is not None
    if is_settled or (booking.confirmed_at and not is_asked) or booking.cases.exists():
        return []
    amount = -booking.amount_eur if is_asked else booking.amount_eur
    if booking.target is None:
        moved = [(booking.line, KINDS[EntryKind(booking.kind)].sign * amount)]
    else:
        moved = [(booking.line, -amount), (booking.target, amount)]
    return [(line, line.balance.free_eur, line.balance.free_eur + change) for line, change in moved]


def sent_back_before(booking: BudgetBooking) -> tuple[str, str, list[Difference]] | None:
    """Who sent a waiting booking back before and why, and what its author changed since."""
    if booking.return_reason or booking.confirmed_at is not None:
        return None
    events: Any = BudgetBooking.pgh_event_model  # type: ignore[attr-defined]  # set by pghistory
    found = events.objects.filter(pgh_obj=booking.pk).exclude(return_reason="")
    before = found.select_related("returned_by").order_by("-pgh_id").first()
    if before is None:
        return None
    then, now = _said(before), _said(booking)
    changed = [Difference(label, then[label], now[label]) for label in then]
    return (
        str(before.returned_by),
        before.return_reason,
        [change for change in changed if change.before != change.now],
    )


def _said(row: Any) -> dict[str, str]:
    """What the author of a booking may correct, in words."""
    return {
        _("Amount"): format_eur(row.amount_eur),
        _("Booked on"): format_day(row.booked_on),
        _("Document"): row.document,
        _("Reason"): row.reason or "–",
    }
