"""Published grants in the plain layout: one row a case, unknown amounts left empty.

The columns are described in docs/rules/import.md.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from core.database.text_keys import search_key
from core.imports.command import ImportReport
from core.imports.errors import Errors
from core.imports.table import FileRow, FileTable
from core.money import parse_eur
from core.text import only_digits
from municipalities.keys import whole_key
from municipalities.models import Municipality
from programs.actions.published import PublishedGrant, programs_by_name, qualifier_of, record_grants
from programs.choices import Qualifier
from programs.models import Program

COLUMNS = {
    "program": ["programme", "program"],
    "year": ["year"],
    "keys": ["keys"],
    "partners": ["n_partners"],
    "amount": ["amount_eur"],
    "qualifier": ["amount_qualifier"],
    "subject": ["subject"],
    "source": ["source_url"],
    "note": ["note"],
}
NEEDED = ["program", "year", "keys", "amount", "qualifier", "subject", "source"]
LINES = ["note"]
NO_AMOUNT = frozenset({"", "–", "unbekannt", "unknown", "k. a.", "k.a."})
YEARS = range(2000, 2100)


def import_published(path: Path) -> ImportReport:
    """Record the cases of a file; known ones get its amounts and notes.

    Raises FileRefused with every wrong cell; nothing is written then.
    """
    errors = Errors()
    table = FileTable(path, COLUMNS, NEEDED, errors, lines=LINES)
    reader = _Reader()
    grants = [reader.read(row) for row in table]
    errors.check()
    recorded = record_grants([grant for grant in grants if grant is not None])
    return ImportReport(
        read=len(grants),
        written=recorded.created,
        unchanged=recorded.known,
        notes=table.notes,
    )


class _Reader:
    """Reads one row after the other against the programs and bodies we know."""

    def __init__(self) -> None:
        self.programs = programs_by_name(Program.objects.all())
        self.bodies = set(Municipality.objects.values_list("ags", flat=True))

    def read(self, row: FileRow) -> PublishedGrant | None:
        program = self.programs.get(search_key(row["program"]))
        if program is None:
            row.wrong("program", _("No program has this name. Write it as in the list."))
        year = row.value("year", _year)
        keys = self._keys(row)
        amount = row.value("amount", _amount)
        qualifier = row.value("qualifier", _qualifier)
        if not row.wrong_cells and (amount is None) != (qualifier == Qualifier.UNKNOWN):
            row.wrong("amount", _("An empty amount is “unknown”, and only an empty one."))
        if not row["source"]:
            row.wrong("source", _("The source is missing."))
        if row.wrong_cells or program is None:
            return None
        return PublishedGrant(
            program=program,
            year=year,
            keys=keys,
            amount_eur=amount,
            qualifier=qualifier or "",
            subject=row["subject"],
            source_url=row["source"],
            note=row["note"],
        )

    def _keys(self, row: FileRow) -> tuple[str, ...]:
        keys = tuple(whole_key(key) for key in row["keys"].split("|") if key.strip())
        if not keys:
            row.wrong("keys", _("The key (AGS) of the lead is missing."))
        for key in keys:
            if key not in self.bodies:
                row.wrong("keys", unknown_key(key))
        if row["partners"] and row["partners"] != str(len(keys)):
            message = _("The row names %(keys)s keys. Correct the number or the keys.")
            row.wrong("partners", message % {"keys": len(keys)})
        return keys


def unknown_key(key: str) -> str:
    """The message about a key (AGS) that no body has."""
    message = _(
        "No municipality or district has the key %(key)s. Look it up in the list of "
        "municipalities: 8 digits for a municipality, 5 for a district."
    )
    return message % {"key": key}


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (only_digits(text) and int(text) in YEARS):
        raise ValueError(_("Write the year with four digits."))
    return int(text)


def _amount(text: str) -> Decimal | None:
    return None if text.casefold() in NO_AMOUNT else parse_eur(text)


def _qualifier(text: str) -> str:
    try:
        return qualifier_of(text)
    except KeyError:
        known = ", ".join(value for value in Qualifier.values)
        raise ValueError(_("Unknown qualifier. Possible: %(known)s.") % {"known": known}) from None
