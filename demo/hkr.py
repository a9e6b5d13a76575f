"""What the state's accounting booked of the demo payments, with the differences of a real one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from demo.batch import AT_A_TIME, Staff
from demo.dates import LAST_DAY, office_hour
from programs.choices import EntryKind
from programs.models import HkrPayment, LedgerEntry, Payment, ReconciliationNote
from programs.queries.budget.hkr import open_differences

BOOKED_UNTIL = LAST_DAY - timedelta(days=10)
TEXT = "Demodaten"


def load_hkr(staff: Staff) -> None:
    """Book what was paid; the newest payments are not there yet, three bookings differ.

    Differences of past years are explained, those of this year are open.
    """
    payments = Payment.objects.filter(ordered_at__isnull=False).order_by("paid_on", "pk")
    bookings = [
        HkrPayment(
            booking_reference=payment.booking_reference,
            line_id=payment.drawdown.line_id,
            file_reference=payment.drawdown.grant.file_reference,
            value_date=payment.paid_on,  # type: ignore[misc]  # filtered below
            amount_eur=payment.amount_eur,
            text=TEXT,
        )
        for payment in payments.filter(paid_on__lte=BOOKED_UNTIL).select_related("drawdown__grant")
    ]
    costs = LedgerEntry.objects.filter(kind=EntryKind.OPERATING_COST, booked_on__lte=BOOKED_UNTIL)
    bookings += [
        HkrPayment(
            booking_reference=entry.central_payment.booking_reference
            if entry.central_payment
            else f"DEMO-EFA-{number:06}",
            line_id=entry.line_id,
            value_date=entry.booked_on,
            amount_eur=entry.amount_eur,
            text=TEXT,
        )
        for number, entry in enumerate(
            costs.select_related("central_payment").order_by("booked_on", "pk"), 1
        )
    ]
    _differ(bookings)
    HkrPayment.objects.bulk_create(bookings, batch_size=AT_A_TIME)
    _explain(staff)


def _differ(bookings: list[HkrPayment]) -> None:
    """One booking comes a month late, one is missing, one is a part of what was ordered."""
    bookings.sort(key=lambda booking: (booking.value_date, booking.booking_reference))
    if len(bookings) < 9:
        return
    third = len(bookings) // 3
    bookings[third].value_date += timedelta(days=31)
    bookings[-2].amount_eur -= Decimal("1000.00")
    del bookings[-5]


def _explain(staff: Staff) -> None:
    """The budget officer explained what differs in past years."""
    ReconciliationNote.objects.bulk_create(
        ReconciliationNote(
            line=row.line,
            month=row.month,
            difference_eur=row.difference_eur,
            explanation="Wertstellung im HKR einen Monat später (Demodaten)",
            explained_by=staff.budget_officer,
            explained_at=office_hour(LAST_DAY),
        )
        for row in open_differences()
        if row.month.year < LAST_DAY.year
    )
