"""Payments of the state's accounting (HKR): one booking a line, all of the file or nothing.

The columns are described in docs/rules/hkr.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from core.imports.cells import read_day
from core.imports.command import ImportReport
from core.imports.errors import Errors
from core.imports.sheet import EXACT_DIGITS
from core.imports.table import FileRow, FileTable
from core.locks import Turn, wait_for_turn
from core.money import parse_eur
from core.text import only_digits
from programs.actions.budget.reconciliation import confirm_payments
from programs.imports.years import read_year
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
MOST_ROWS = 100_000
NEEDED = ["kapitel", "product", "reference", "day", "amount"]
LONGEST = {"reference": 60, "file_reference": 60, "text": 300}


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
    wait_for_turn(Turn.BOOK_OF_PAYMENTS)
    errors = Errors()
    table = FileTable(path, COLUMNS, NEEDED, errors, lines=["text"], most_rows=MOST_ROWS)
    rows = list(table)
    reader = _Rows(at, {row["reference"] for row in rows})
    report = HkrReport(read=len(rows), notes=list(table.notes))
    for row in rows:
        reader.read(row)
    reader.refuse_rounded_numbers(rows)
    errors.check()
    report.new = HkrPayment.objects.bulk_create(reader.new)
    report.written, report.unchanged = len(report.new), reader.unchanged
    report.confirmed = confirm_payments(report.new)
    if report.confirmed:
        message = _("Payments confirmed: %(count)s.")
        report.notes.append(message % {"count": report.confirmed})
    return report


class _Rows:
    """Reads one line after the other and collects what is new; three queries for all of them."""

    def __init__(self, at: datetime, references: Collection[str]) -> None:
        self.at, self.today = at, timezone.localdate(at)
        self.new: list[HkrPayment] = []
        self.unchanged = 0
        self.seen: dict[str, int] = {}
        known = HkrPayment.objects.filter(booking_reference__in=references)
        self.known = {
            payment.booking_reference: payment for payment in known.select_related("line__program")
        }
        self.lines: dict[tuple[str, str, int], list[BudgetLine]] = defaultdict(list)
        for line in BudgetLine.objects.cash().select_related("program"):
            key = (_folded(line.kapitel), _folded(line.foerderprodukt), line.fiscal_year)
            self.lines[key].append(line)

    def read(self, row: FileRow) -> None:
        for name, longest in LONGEST.items():
            if len(row[name]) > longest:
                row.wrong(name, _("At most %(count)s characters.") % {"count": longest})
        self._check_reference(row)
        day = row.value("day", read_day)
        if day is not None and day > self.today:
            row.wrong("day", _("This day lies in the future."))
        amount = row.value("amount", _amount)
        line = self._line(row, day)
        if row.wrong_cells or day is None or amount is None or line is None:
            return
        found = HkrPayment(
            booking_reference=row["reference"],
            line=line,
            file_reference=row["file_reference"],
            value_date=day,
            amount_eur=amount,
            text=row["text"],
            imported_at=self.at,  # a default of the database costs a copy and a term for each row
        )
        self._take(row, found)

    def refuse_rounded_numbers(self, rows: Sequence[FileRow]) -> None:
        """Note long numbers that end in zeros behind the digits Excel keeps, where all do."""
        long = [row for row in rows if len(row["reference"]) > EXACT_DIGITS]
        long = [row for row in long if only_digits(row["reference"])]
        if all(set(row["reference"][EXACT_DIGITS:]) == {"0"} for row in long):
            for row in long:
                message = _(
                    "Excel keeps 15 digits and has put zeros behind them. Format the column as "
                    "text and take the number over again."
                )
                row.wrong("reference", message)

    def _take(self, row: FileRow, found: HkrPayment) -> None:
        known = self.known.get(found.booking_reference)
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
            row.wrong("reference", message % values)

    def _check_reference(self, row: FileRow) -> None:
        reference = row["reference"]
        if not reference:
            row.wrong("reference", _("The booking number is missing."))
        elif reference in self.seen:
            message = _("This booking number stands in row %(row)s already.")
            row.wrong("reference", message % {"row": self.seen[reference]})
        self.seen.setdefault(reference, row.number)

    def _line(self, row: FileRow, day: date | None) -> BudgetLine | None:
        """The budget line; of the year of the value date where the file names no fiscal year."""
        year = row.value("year", read_year) if row["year"] else (day.year if day else None)
        if year is None:
            return None
        key = (_folded(row["kapitel"]), _folded(row["product"]), year)
        found = [
            line
            for line in self.lines.get(key, [])
            if (not row["titel"] or _folded(row["titel"]) == _folded(line.titel))
            and (not row["program"] or row["program"] == line.program.name)
        ]
        if len(found) == 1:
            return found[0]
        message = _("There is no budget line %(kapitel)s / %(product)s in %(year)s.")
        if found:
            message = _(
                "%(kapitel)s / %(product)s has several budget lines in %(year)s. "
                "Add the column “titel” or “programm”."
            )
        values = {"kapitel": row["kapitel"], "product": row["product"], "year": year}
        row.wrong("product", message % values)
        return None


def _amount(cell: str) -> Decimal:
    amount = parse_eur(cell)
    if not amount:
        raise ValueError(_("A booking moves more or less than 0,00 €."))
    return amount


def _folded(key: str) -> str:
    """A budget key without its spaces: "03 01" and "0301" are the same Kapitel."""
    return "".join(key.split()).casefold()


def _same(known: HkrPayment, found: HkrPayment) -> bool:
    return (known.line_id, known.value_date, known.amount_eur) == (
        found.line_id,
        found.value_date,
        found.amount_eur,
    )
