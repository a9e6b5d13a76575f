"""Ours beside the state's accounting: payments it confirms, differences a person explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from programs.models import (
    BudgetLine,
    CentralPayment,
    Grant,
    HkrPayment,
    Payment,
    ReconciliationNote,
)
from programs.queries.budget.hkr import difference_eur

Paid = Payment | CentralPayment

NUMBER = """
    UPDATE {table} paid SET booking_reference = booking.reference
    FROM unnest(%s::bigint[], %s::text[]) booking (id, reference)
    WHERE paid.id = booking.id AND paid.booking_reference = ''
"""


@transaction.atomic
def confirm_payments(bookings: Sequence[HkrPayment]) -> int:
    """Give payments without a booking number that of the booking they match alone.

    Same budget line, amount and value date, and the same file reference where the booking names
    one, which no central payment has. Returns how many payments these bookings confirm, also by
    the number they had already. The same number of queries for any number of bookings; locks the
    cases in primary-key order.
    """
    if not bookings:
        return 0
    numbers = _known_numbers(bookings)
    open_bookings = [b for b in bookings if b.booking_reference not in numbers]
    pairs = _pairs(open_bookings, _candidates(open_bookings))
    cases = {paid.drawdown.grant_id for paid in pairs.values() if isinstance(paid, Payment)}
    list(Grant.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))
    given = sum(_give_numbers(model, pairs) for model in (Payment, CentralPayment))
    return len(bookings) - len(open_bookings) + given


def _known_numbers(bookings: Sequence[HkrPayment]) -> set[str]:
    """The numbers of `bookings` that a payment has already."""
    numbers = [booking.booking_reference for booking in bookings]
    return {
        number
        for model in (Payment, CentralPayment)
        for number in model._default_manager.filter(
            booking_reference__in=numbers, cancelled_at__isnull=True
        ).values_list("booking_reference", flat=True)
    }


def _candidates(bookings: Sequence[HkrPayment]) -> dict[tuple[Any, ...], list[Paid]]:
    """The payments without a number, by line, amount and value date."""
    found: dict[tuple[Any, ...], list[Paid]] = defaultdict(list)
    days = {booking.value_date for booking in bookings}
    lines = {booking.line_id for booking in bookings}
    waiting = {"paid_on__in": days, "cancelled_at__isnull": True, "booking_reference": ""}
    payments = Payment.objects.filter(
        drawdown__line__in=lines, ordered_at__isnull=False, **waiting
    ).select_related("drawdown__grant")
    for payment in payments.order_by("pk"):
        found[payment.drawdown.line_id, payment.amount_eur, payment.paid_on].append(payment)
    central = CentralPayment.objects.filter(line__in=lines, approved_at__isnull=False, **waiting)
    for paid in central.order_by("pk"):
        found[paid.line_id, paid.amount_eur, paid.paid_on].append(paid)
    return found


def _pairs(
    bookings: Sequence[HkrPayment], candidates: Mapping[tuple[Any, ...], Sequence[Paid]]
) -> dict[str, Paid]:
    """Which payment each booking number belongs to; what could be two ways stays open.

    A payment that found its booking is no candidate of the others, so one match may leave
    another alone.
    """
    pairs: dict[str, Paid] = {}
    taken: set[tuple[type[Paid], int]] = set()
    while True:
        left = [booking for booking in bookings if booking.booking_reference not in pairs]
        alone = _alone(
            (booking, [paid for paid in _fitting(booking, candidates) if _key(paid) not in taken])
            for booking in left
        )
        if not alone:
            return pairs
        pairs |= {booking.booking_reference: paid for booking, paid in alone}
        taken |= {_key(paid) for _booking, paid in alone}


def _alone(
    fitting: Iterable[tuple[HkrPayment, Sequence[Paid]]],
) -> list[tuple[HkrPayment, Paid]]:
    """Bookings that one payment fits, where no other booking wants the same payment."""
    wanted: dict[tuple[type[Paid], int], list[tuple[HkrPayment, Paid]]] = defaultdict(list)
    for booking, found in fitting:
        if len(found) == 1:
            wanted[_key(found[0])].append((booking, found[0]))
    return [matches[0] for matches in wanted.values() if len(matches) == 1]


def _key(paid: Paid) -> tuple[type[Paid], int]:
    return type(paid), paid.pk


def _fitting(
    booking: HkrPayment, candidates: Mapping[tuple[Any, ...], Sequence[Paid]]
) -> list[Paid]:
    found = candidates.get((booking.line_id, booking.amount_eur, booking.value_date), ())
    if not booking.file_reference:
        return list(found)
    return [
        paid
        for paid in found
        if isinstance(paid, Payment)
        and paid.drawdown.grant.file_reference == booking.file_reference
    ]


def _give_numbers(model: type[Paid], pairs: Mapping[str, Paid]) -> int:
    """Write the numbers of the pairs of one model in one statement; returns how many."""
    chosen = {paid.pk: number for number, paid in pairs.items() if isinstance(paid, model)}
    if not chosen:
        return 0
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(NUMBER.format(table=table), [list(chosen), list(chosen.values())])
        count: int = cursor.rowcount
    return count


@transaction.atomic
def explain_difference(
    line: BudgetLine, month: date, *, explanation: str, by: User, at: datetime
) -> ReconciliationNote:
    """Note why ours and the state's accounting differ on `line` in the month of `month`.

    The note holds for the difference as it is now; another difference is open again.
    Raises RuleError where there is none.
    """
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if not explanation.strip():
        raise RuleError(_("Explain the difference."), field="explanation", code="explanation")
    month = month.replace(day=1)
    BudgetLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    difference = difference_eur(line, month)
    if not difference:
        raise RuleError(_("There is no difference on this line in this month."), code="equal")
    note, _created = ReconciliationNote.objects.update_or_create(
        line=line,
        month=month,
        defaults={
            "difference_eur": difference,
            "explanation": explanation.strip(),
            "explained_by": by,
            "explained_at": at,
        },
    )
    return note
