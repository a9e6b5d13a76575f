"""Payments of the state's accounting (HKR): one booking a line, all of the file or nothing.

The columns are described in docs/rules/hkr.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day, format_eur
from core.imports.cells import read_day
from core.imports.command import ImportReport
from core.imports.errors import Errors
from core.imports.reader import CsvFile
from core.imports.sheet import is_sheet, read_sheet
from core.money import parse_eur
from programs.actions.reconciliation import confirm_payments
from programs.models import BudgetLine, HkrPayment

COLUMNS = {
    "kapitel": ["kapitel"],
    "product": ["foerderprodukt", "förderprodukt"],
    "reference": ["buchungsnummer", "buchungszeichen"],
    "day": ["wertstellung", "valuta"],
    "amount": ["betrag"],
    "year": ["haushaltsjahr"],
    "titel": ["titel"],
    "program": ["programm"],
    "file_reference": ["aktenzeichen"],
    "text": ["text", "buchungstext"],
}
NEEDED = ["kapitel", "product", "reference", "day", "amount"]
LONGEST = {"reference": 60, "file_reference": 60, "text": 300}
ONE_FILE_AT_A_TIME = 7_164_004  # key of an advisory lock

Value = TypeVar("Value")


@dataclass
class HkrReport(ImportReport):
    """What the file brought: the new bookings, and how many payments they confirm."""

    new: list[HkrPayment] = field(default_factory=list)
    confirmed: int = 0


@transaction.atomic
def import_hkr(path: Path, *, at: datetime) -> HkrReport:
    """Take over the bookings that are not here yet, and confirm the payments they match.

    Raises FileRefused with every wrong cell; nothing is written then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_FILE_AT_A_TIME])
    errors = Errors()
    rows = (
        read_sheet(path, COLUMNS, NEEDED, errors)
        if is_sheet(path)
        else CsvFile(path, COLUMNS, NEEDED, errors)
    )
    names = list(rows.places)
    reader = _Rows(errors, timezone.localdate(at))
    report = HkrReport()
    for row, cells in rows:
        if not any(cells):
            continue
        report.read += 1
        reader.read(row, dict(zip(names, (cell.strip() for cell in cells), strict=True)))
    errors.check()
    report.new = HkrPayment.objects.bulk_create(reader.new)
    report.written, report.unchanged = len(report.new), reader.unchanged
    report.confirmed = confirm_payments(report.new)
    if report.confirmed:
        message = _("Payments confirmed: %(count)s.")
        report.notes.append(message % {"count": report.confirmed})
    return report


class _Rows:
    """Reads one line after the other and collects what is new."""

    def __init__(self, errors: Errors, today: date) -> None:
        self.errors = errors
        self.today = today
        self.new: list[HkrPayment] = []
        self.unchanged = 0
        self.seen: dict[str, int] = {}
        self.known = {payment.booking_reference: payment for payment in HkrPayment.objects.all()}
        self.lines: dict[tuple[str, str, int], list[BudgetLine]] = defaultdict(list)
        for line in BudgetLine.objects.cash().select_related("program"):
            key = (_folded(line.kapitel), _folded(line.foerderprodukt), line.fiscal_year)
            self.lines[key].append(line)

    def read(self, row: int, cells: dict[str, str]) -> None:
        before = self.errors.count
        for name, longest in LONGEST.items():
            if len(cells.get(name, "")) > longest:
                message = _("At most %(count)s characters.")
                self._wrong(row, name, cells, message % {"count": longest})
        reference = self._reference(row, cells["reference"])
        day = self._value(row, "day", cells, read_day)
        if day is not None and day > self.today:
            self._wrong(row, "day", cells, _("This day lies in the future."))
        amount = self._value(row, "amount", cells, _amount)
        line = self._line(row, cells, day)
        if self.errors.count > before or day is None or amount is None or line is None:
            return
        found = HkrPayment(
            booking_reference=reference,
            line=line,
            file_reference=cells.get("file_reference", ""),
            value_date=day,
            amount_eur=amount,
            text=cells.get("text", ""),
        )
        known = self.known.get(reference)
        if known is None:
            self.new.append(found)
        elif _same(known, found):
            self.unchanged += 1
        else:
            message = _("Imported already with other values: %(day)s, %(amount)s, %(line)s.")
            values = {
                "day": format_day(known.value_date),
                "amount": format_eur(known.amount_eur),
                "line": known.line,
            }
            self._wrong(row, "reference", cells, message % values)

    def _reference(self, row: int, reference: str) -> str:
        cells = {"reference": reference}
        if not reference:
            self._wrong(row, "reference", cells, _("The booking number is missing."))
        elif reference in self.seen:
            message = _("This booking number stands in row %(row)s already.")
            self._wrong(row, "reference", cells, message % {"row": self.seen[reference]})
        self.seen.setdefault(reference, row)
        return reference

    def _line(self, row: int, cells: dict[str, str], day: date | None) -> BudgetLine | None:
        """The budget line; of the year of the value date where the file names no fiscal year."""
        year = day.year if day else None
        if cells.get("year"):
            year = self._value(row, "year", cells, _year)
        if year is None:
            return None
        key = (_folded(cells["kapitel"]), _folded(cells["product"]), year)
        found = [
            line
            for line in self.lines.get(key, [])
            if (not cells.get("titel") or _folded(cells["titel"]) == _folded(line.titel))
            and (not cells.get("program") or cells["program"] == line.program.name)
        ]
        if len(found) == 1:
            return found[0]
        message = _("There is no budget line %(kapitel)s / %(product)s in %(year)s.")
        if found:
            message = _(
                "%(kapitel)s / %(product)s has several budget lines in %(year)s. "
                "Add the column “titel” or “programm”."
            )
        values = {"kapitel": cells["kapitel"], "product": cells["product"], "year": year}
        self._wrong(row, "product", cells, message % values)
        return None

    def _value(
        self, row: int, name: str, cells: dict[str, str], convert: Callable[[str], Value]
    ) -> Value | None:
        try:
            return convert(cells[name])
        except (ValueError, RuleError) as error:
            self._wrong(row, name, cells, str(error))
            return None

    def _wrong(self, row: int, name: str, cells: dict[str, str], message: str) -> None:
        self.errors.add(row, COLUMNS[name][0], cells[name], message)


def _amount(cell: str) -> Decimal:
    amount = parse_eur(cell)
    if not amount:
        raise ValueError(_("A booking moves more or less than 0,00 €."))
    return amount


def _year(cell: str) -> int:
    if len(cell) != 4 or not cell.isascii() or not cell.isdigit():
        raise ValueError(_("Write the year with four digits."))
    return int(cell)


def _folded(key: str) -> str:
    """A budget key without its spaces: "03 01" and "0301" are the same Kapitel."""
    return "".join(key.split()).casefold()


def _same(known: HkrPayment, found: HkrPayment) -> bool:
    return (known.line_id, known.value_date, known.amount_eur) == (
        found.line_id,
        found.value_date,
        found.amount_eur,
    )
