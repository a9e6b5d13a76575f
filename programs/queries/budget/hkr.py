"""What we booked as paid beside what the state's accounting says, per budget line and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from core.money import ZERO, sum_eur
from programs.choices import EntryKind
from programs.models import (
    BudgetLine,
    CentralPayment,
    HkrPayment,
    LedgerEntry,
    Payment,
    ReconciliationNote,
)

PAID_KINDS = (EntryKind.PAYMENT, EntryKind.OPERATING_COST)


@dataclass(frozen=True)
class Reconciled:
    """One budget line in one month; the difference is ours less theirs, in euros."""

    line: BudgetLine
    month: date
    ours_eur: Decimal
    theirs_eur: Decimal
    note: ReconciliationNote | None

    @property
    def difference_eur(self) -> Decimal:
        return self.ours_eur - self.theirs_eur

    @property
    def is_explained(self) -> bool:
        """Whether a person explained this very difference."""
        return self.note is not None and self.note.difference_eur == self.difference_eur

    @property
    def is_open(self) -> bool:
        return bool(self.difference_eur) and not self.is_explained


def reconciliation(*, year: int | None = None, until: date | None = None) -> list[Reconciled]:
    """Each line and month in which money moved, by either book; newest first, four queries.

    With `until` what moved by that day, by value date.
    """
    sums: dict[tuple[int, date], list[Decimal]] = {}
    for side, rows in enumerate((_ours(until), _theirs(until))):
        chosen = rows.filter(month__year=year) if year is not None else rows
        for line, month, total in chosen.values_list("line", "month", "total"):
            sums.setdefault((line, month), [ZERO, ZERO])[side] = total
    lines = BudgetLine.objects.select_related("program").in_bulk({key[0] for key in sums})
    notes = {
        (note.line_id, note.month): note
        for note in ReconciliationNote.objects.select_related("explained_by")
    }
    found = [
        Reconciled(lines[line], month, ours, theirs, notes.get((line, month)))
        for (line, month), (ours, theirs) in sums.items()
    ]
    return sorted(found, key=lambda row: (-row.month.toordinal(), str(row.line), row.line.pk))


def open_differences(*, year: int | None = None) -> list[Reconciled]:
    """The differences that nobody explained."""
    return [row for row in reconciliation(year=year) if row.is_open]


def difference_eur(line: BudgetLine, month: date) -> Decimal:
    """Ours less theirs on one line in one month, in euros."""
    ours, theirs = (
        sum_eur(rows.filter(line=line, month=month).values_list("total", flat=True))
        for rows in (_ours(), _theirs())
    )
    return ours - theirs


@dataclass(frozen=True)
class HkrBooking:
    """One booking of either side, and what the other side says under its booking number."""

    day: date
    amount_eur: Decimal
    reference: str
    text: str
    other: Other | None

    @property
    def counterpart(self) -> str:
        """In a few words, how the other side differs."""
        if self.other is None:
            return _("missing")
        if self.other.amount_eur != self.amount_eur:
            amount = format_eur(self.other.amount_eur)
            return _("other amount: %(amount)s") % {"amount": amount}
        if (self.other.day.year, self.other.day.month) != (self.day.year, self.day.month):
            return _("on %(day)s") % {"day": format_day(self.other.day)}
        return _("equal")

    @property
    def is_equal(self) -> bool:
        return self.counterpart == _("equal")


class Other(NamedTuple):
    """The amount and the day of a booking on the other side."""

    amount_eur: Decimal
    day: date


def bookings_of(line: BudgetLine, month: date) -> tuple[list[HkrBooking], list[HkrBooking]]:
    """Ours and theirs on one line in one month, by day; five queries.

    A booking of ours is a payment over all partners, an operating cost or a central payment, or the
    reversal of one.
    """
    ours, theirs = _booked_by_us(line, month), _booked_by_them(line, month)
    told = _told([booking.reference for booking in ours if booking.reference])
    paid = _paid([booking.reference for booking in theirs])
    return (
        [HkrBooking(*booking, told.get(booking.reference)) for booking in ours],
        [HkrBooking(*booking, paid.get(booking.reference)) for booking in theirs],
    )


class _Booked(NamedTuple):
    """A booking of one side alone."""

    day: date
    amount_eur: Decimal
    reference: str
    text: str


def _booked_by_us(line: BudgetLine, month: date) -> list[_Booked]:
    """Payments over all partners; the reversal of one has no number of its own."""
    entries = (
        LedgerEntry.objects.filter(kind__in=PAID_KINDS, line=line)
        .filter(booked_on__year=month.year, booked_on__month=month.month)
        .annotate(
            reference=Coalesce("payment__booking_reference", "central_payment__booking_reference")
        )
        .order_by("booked_on", "payment_id", "central_payment_id", "document")
        .values_list(
            "booked_on",
            "document",
            "payment",
            "central_payment",
            "reference",
            "reverses__payment",
            "reverses__central_payment",
        )
        .annotate(total=Sum("amount_eur"))
    )
    return [
        _Booked(day, total, "" if any(reverses) else reference or "", document)
        for day, document, _payment, _central, reference, *reverses, total in entries
    ]


def _booked_by_them(line: BudgetLine, month: date) -> list[_Booked]:
    in_month = {"value_date__year": month.year, "value_date__month": month.month}
    return [
        _Booked(b.value_date, b.amount_eur, b.booking_reference, b.text)
        for b in HkrPayment.objects.filter(line=line, **in_month)
    ]


def _told(numbers: list[str]) -> dict[str, Other]:
    """What their book says under our booking `numbers`, on any line."""
    rows = HkrPayment.objects.filter(booking_reference__in=numbers)
    return {
        reference: Other(amount, day)
        for reference, amount, day in rows.values_list(
            "booking_reference", "amount_eur", "value_date"
        )
    }


def _paid(numbers: list[str]) -> dict[str, Other]:
    """What we paid under their booking `numbers`, on any line."""
    return {
        reference: Other(amount, day)
        for model in (Payment, CentralPayment)
        for reference, amount, day in model._default_manager.filter(
            booking_reference__in=numbers
        ).values_list("booking_reference", "amount_eur", "paid_on")
        if day is not None
    }


def years() -> list[int]:
    """The years in which either book has something, newest first."""
    ours = LedgerEntry.objects.filter(kind__in=PAID_KINDS).dates("booked_on", "year")
    theirs = HkrPayment.objects.dates("value_date", "year")
    return sorted({day.year for day in (*ours, *theirs)}, reverse=True)


def _ours(until: date | None = None) -> QuerySet[Any, Any]:
    entries = LedgerEntry.objects.filter(kind__in=PAID_KINDS)
    if until is not None:
        entries = entries.booked_by(until)
    months = entries.annotate(month=TruncMonth("booked_on")).order_by().values("line", "month")
    sums: QuerySet[Any, Any] = months.annotate(total=Sum("amount_eur"))
    return sums


def _theirs(until: date | None = None) -> QuerySet[Any, Any]:
    bookings = HkrPayment.objects.annotate(month=TruncMonth("value_date")).order_by()
    if until is not None:
        bookings = bookings.filter(value_date__lte=until)
    sums: QuerySet[Any, Any] = bookings.values("line", "month").annotate(total=Sum("amount_eur"))
    return sums
