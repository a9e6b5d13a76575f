"""What a second person reads on the page of a budget booking."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from programs.models import BookingCase, BudgetBooking
from programs.queries.budget.signed import lines_then, sent_back_before


def facts_of(booking: BudgetBooking) -> list[tuple[str, object]]:
    """What is signed: lines with what is free now and then, the document, and each case."""
    facts: list[tuple[str, object]] = [
        (_("Budget line"), booking.line),
        (_("Blocked"), format_eur(booking.line.balance.blocked_eur)),
        (_("Amount"), format_eur(booking.amount_eur)),
        (_("Booked on"), format_day(booking.booked_on)),
        (_("Document"), booking.document),
        (_("Reason"), booking.reason or "–"),
        (_("Recorded by"), booking.prepared_by),
    ]
    if booking.target is not None:
        facts.insert(1, (_("To the budget line"), booking.target))
    facts += [
        (
            _("Free on %(line)s") % {"line": line},
            _("%(now)s, afterwards %(then)s") % {"now": format_eur(now), "then": format_eur(then)},
        )
        for line, now, then in lines_then(booking)
    ]
    facts += _sent_back_facts(booking)
    facts += [
        (str(row.grant), _amounts_of(row))
        for row in booking.cases.select_related("grant").order_by("grant__file_reference")
    ]
    return facts


def _amounts_of(case: BookingCase) -> str:
    """What goes along for a case, and how much of it is drawn."""
    if not case.drawn_eur:
        return format_eur(case.amount_eur)
    values = {"rest": format_eur(case.amount_eur), "drawn": format_eur(case.drawn_eur)}
    return _("%(rest)s, of it %(drawn)s drawn") % values


def _sent_back_facts(booking: BudgetBooking) -> list[tuple[str, object]]:
    before = sent_back_before(booking)
    if before is None:
        return []
    person, reason, changes = before
    changed = _("What changed: %(point)s")
    told: list[tuple[str, object]] = [
        (_("Since it was sent back"), f"{person}: {reason}"),
        *(
            (changed % {"point": change.label}, f"{change.before} → {change.now}")
            for change in changes
        ),
    ]
    if not changes:
        told.append((_("What changed"), _("Nothing of what is signed has changed.")))
    return told
