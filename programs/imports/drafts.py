"""New cases in bulk: one draft a row, checked like the form and proposed by nobody.

The columns are described in docs/rules/import.md.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PREPARE
from core.database.text_keys import search_key
from core.errors import RuleError
from core.imports.cells import read_day
from core.imports.command import ImportReport
from core.imports.errors import Errors
from core.imports.table import FileRow, FileTable
from core.money import parse_eur, sum_eur
from municipalities.keys import whole_key
from municipalities.models import Municipality
from programs.actions.published import programs_by_name
from programs.choices import GrantKind, GrantState, Origin
from programs.imports.published_grants import unknown_key
from programs.imports.years import read_year
from programs.models import BudgetLine, Grant, Participation, Program, Tranche
from programs.rules import funding

COLUMNS = {
    "program": ["programm"],
    "reference": ["aktenzeichen"],
    "title": ["vorhaben", "titel"],
    "keys": ["kommunen", "ags"],
    "shares": ["anteile"],
    "year": ["haushaltsjahr"],
    "product": ["foerderprodukt", "förderprodukt"],
    "due": ["faelligkeitsjahr", "fälligkeitsjahr"],
    "amount": ["betrag"],
    "received": ["eingang"],
    "applied": ["beantragt"],
    "purpose": ["zweck"],
}
NEEDED = ["program", "reference", "title", "keys", "shares", "year", "amount"]
LINES = ["purpose"]
FIELD_OF = {"file_reference": "reference", "title": "title", "applied_eur": "applied"}


@transaction.atomic
def import_drafts(path: Path, *, by: User | None) -> ImportReport:
    """Enter the cases of a file as drafts; a case that is here already stays as it is.

    Raises RuleError if `by` may not prepare cases, FileRefused with every wrong cell; nothing is
    written then.
    """
    if by is not None and not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    errors = Errors()
    reader = _Reader(by)
    table = FileTable(path, COLUMNS, NEEDED, errors, lines=LINES)
    report = ImportReport(notes=table.notes)
    for row in table:
        report.read += 1
        reader.read(row)
    errors.check()
    for draft in reader.drafts:
        draft.save()
    report.written, report.unchanged = len(reader.drafts), reader.known
    return report


class _Draft:
    """A case with its shares and its tranche, before it is written."""

    def __init__(self, grant: Grant, shares: list[Participation], tranche: Tranche) -> None:
        self.grant, self.shares, self.tranche = grant, shares, tranche

    def save(self) -> None:
        self.grant.save()
        Participation.objects.bulk_create(self.shares)
        self.tranche.save()


class _Reader:
    """Reads one row after the other and collects what is new."""

    def __init__(self, by: User | None) -> None:
        self.by = by
        self.drafts: list[_Draft] = []
        self.known = 0
        programs = Program.objects.exclude(grant_kind=GrantKind.IN_KIND)
        self.programs = programs_by_name(programs)
        self.bodies = set(Municipality.objects.recipients().values_list("ags", flat=True))
        self.rows: dict[tuple[int, str], int] = {}
        self.references = set(Grant.objects.values_list("program_id", "file_reference"))
        self.lines: dict[tuple[int, int], list[BudgetLine]] = defaultdict(list)
        for line in BudgetLine.objects.select_related("program"):
            self.lines[line.program_id, line.fiscal_year].append(line)

    def read(self, row: FileRow) -> None:
        program = self.programs.get(search_key(row["program"]))
        if program is None:
            row.wrong("program", _("No program has this name. Write it as in the list."))
        elif self._is_known(row, program):
            return
        keys = self._keys(row)
        amount = row.value("amount", parse_eur)
        shares = row.value("shares", _shares)
        line = self._line(row, program) if program else None
        grant = self._grant(row, program, keys)
        if amount is not None and shares is not None:
            _check_sums(row, amount, shares, partners=len(keys))
        if row.wrong_cells or grant is None or line is None or amount is None or shares is None:
            return
        parts = [
            Participation(grant=grant, municipality_id=ags, share_eur=share)
            for ags, share in zip(keys, shares, strict=True)
        ]
        self.drafts.append(
            _Draft(grant, parts, Tranche(grant=grant, line=line, amount_eur=sum_eur([amount])))
        )

    def _is_known(self, row: FileRow, program: Program) -> bool:
        key = (program.pk, row["reference"])
        if key in self.references:
            self.known += 1
            return True
        if key in self.rows:
            message = _("This file reference stands in row %(row)s already.")
            row.wrong("reference", message % {"row": self.rows[key]})
        self.rows[key] = row.number
        return False

    def _keys(self, row: FileRow) -> list[str]:
        keys = [whole_key(key) for key in row["keys"].split("|") if key.strip()]
        if not keys:
            row.wrong("keys", _("The key (AGS) of the lead is missing."))
        for key in keys:
            if key not in self.bodies:
                row.wrong("keys", unknown_key(key))
        if len(set(keys)) < len(keys):
            row.wrong("keys", _("A municipality stands there twice."))
        return keys

    def _line(self, row: FileRow, program: Program) -> BudgetLine | None:
        """The line of the year; with a due year the authorisation that binds that year."""
        year = row.value("year", read_year)
        due = row.value("due", read_year) if row["due"] else None
        if year is None or (due is None and row["due"]):
            return None
        lines = [
            line
            for line in self.lines[program.pk, year]
            if line.due_year == due and row["product"] in ("", line.foerderprodukt)
        ]
        if len(lines) == 1:
            return lines[0]
        message = _("The program has no such budget line in %(year)s.")
        if lines:
            message = _(
                "The program has several budget lines in %(year)s. Name the product: %(products)s."
            )
        products = ", ".join(sorted({line.foerderprodukt for line in lines}))
        values = {"year": row["year"], "products": products}
        row.wrong("product" if lines else "year", message % values)
        return None

    def _grant(self, row: FileRow, program: Program | None, keys: list[str]) -> Grant | None:
        received = row.optional("received", partial(read_day, years_ahead=0))
        applied = row.optional("applied", parse_eur)
        if applied is not None and applied <= 0:
            row.wrong("applied", _("Enter an amount of more than 0,00 €."))
            return None
        if program is None or not keys or keys[0] not in self.bodies:
            return None
        grant = Grant(
            program=program,
            file_reference=row["reference"],
            title=row["title"],
            lead_id=keys[0],
            officer=self.by,
            created_by=self.by,
            received_on=received,
            applied_eur=applied,
            purpose=row["purpose"],
            state=GrantState.DRAFT,
            origin=Origin.ENTERED,
        )
        try:
            grant.full_clean(exclude=["search_text", "lead"])
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                row.wrong(FIELD_OF.get(field, "reference"), " ".join(messages))
            return None
        return grant


def _check_sums(row: FileRow, amount: Decimal, shares: list[Decimal], *, partners: int) -> None:
    """Whether each partner has a share and they add up, also where other cells are wrong."""
    if partners and len(shares) != partners:
        message = _("%(keys)s municipalities and %(shares)s shares. Write one for each.")
        row.wrong("shares", message % {"keys": partners, "shares": len(shares)})
        return
    try:
        funding.check_shares(amount, shares)
    except RuleError as error:
        row.wrong("shares", error.message)


def _shares(text: str) -> list[Decimal]:
    return [parse_eur(part) for part in text.split("|")]
