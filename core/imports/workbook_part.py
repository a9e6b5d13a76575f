"""One part of a workbook, XLSX or ODS, as its elements go by: counted, measured, not kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.imports.errors import FileRefused, refuse
from core.text import only_digits

MOST_CELLS = 5_000_000
MOST_ELEMENTS = 2_000_000  # 20,000 rows of 30 cells have 1.3 million
MOST_TEXTS = 200_000  # different texts of an XLSX; a text costs its reader most
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MOST_COLUMNS = 16_384
HIDDEN = frozenset({"collapse", "filter"})

Place = tuple[int, int]  # row and column, both from 1


def unreadable(error: Exception) -> FileRefused:
    """The refusal of a workbook that is broken."""
    message = _("The workbook cannot be read (%(error)s). Is the file complete?")
    return refuse(message % {"error": error})


class ElementBudget:
    """How many elements all parts together may still have."""

    def __init__(self) -> None:
        self.elements = MOST_ELEMENTS
        self.texts = MOST_TEXTS

    def take(self, local: str) -> None:
        """Count an element. Raises FileRefused where there are too many."""
        self.elements -= 1
        if local == "si":
            self.texts -= 1
        if self.elements < 0 or self.texts < 0:
            message = _(
                "The workbook has more than %(most)s elements. Keep only the table, or split it."
            )
            most = MOST_TEXTS if self.texts < 0 else MOST_ELEMENTS
            raise refuse(message % {"most": most})


@dataclass(frozen=True)
class SheetName:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool


class WorkbookPart:
    """How far the cells of one part reach, which are formulas, and what of it is hidden."""

    def __init__(self, budget: ElementBudget) -> None:
        self._budget = budget
        self._row = self._column = self._next_column = self._tables = 0
        self._style = ""
        self.rows = self.columns = 0
        self.formulas: set[Place] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.sheets: list[SheetName] = []
        self.targets: dict[str, str] = {}
        self.table_names: list[str] = []
        self.table_styles: list[str] = []
        self.hidden_tables: set[str] = set()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(" ")[2]
        self._budget.take(local)
        act = ACTS.get(local)
        if act is not None:
            act(self, attributes)

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.add(self._row)

    def _open_columns(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = _number(attributes.get("min"), 1), _number(attributes.get("max"), 1)
            self.hidden_columns |= set(range(first, min(last, MOST_COLUMNS) + 1))

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        found = REFERENCE.fullmatch(attributes.get("r", "").upper())
        if not found:
            self._column += 1
            return
        self._row, self._column = int(found[2]), 0
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - ord("A") + 1

    def _hold(self, _attributes: Mapping[str, str]) -> None:
        self._use(is_formula=False)

    def _compute(self, _attributes: Mapping[str, str]) -> None:
        self._use(is_formula=True)

    def _open_style(self, attributes: Mapping[str, str]) -> None:
        self._style = _plain(attributes).get("name", "")

    def _open_table_style(self, attributes: Mapping[str, str]) -> None:
        if _plain(attributes).get("display") == "false":
            self.hidden_tables.add(self._style)

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        plain = _plain(attributes)
        self._tables, self._row, self._next_column = self._tables + 1, 0, 1
        self.table_names.append(plain.get("name", ""))
        self.table_styles.append(plain.get("style-name", ""))

    def _open_table_column(self, attributes: Mapping[str, str]) -> None:
        plain = _plain(attributes)
        count = min(_number(plain.get("number-columns-repeated"), 1), MOST_COLUMNS)
        if plain.get("visibility") in HIDDEN and self._tables == 1:
            self.hidden_columns |= set(range(self._next_column, self._next_column + count))
        self._next_column += count

    def _open_table_row(self, attributes: Mapping[str, str]) -> None:
        plain = _plain(attributes)
        count = _number(plain.get("number-rows-repeated"), 1)
        self._row += count
        self._column = 0
        if plain.get("visibility") in HIDDEN and self._tables == 1:
            self.hidden_rows.add(self._row)

    def _open_table_cell(self, attributes: Mapping[str, str]) -> None:
        plain = _plain(attributes)
        self._column += _number(plain.get("number-columns-repeated"), 1)
        if "value-type" in plain or "formula" in plain:
            self._use(is_formula="formula" in plain and self._tables == 1)

    def _use(self, *, is_formula: bool) -> None:
        """The cell that was opened last holds something."""
        self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
        if self.rows * self.columns > MOST_CELLS:
            message = _(
                "The sheet reaches to row %(row)s and column %(column)s. Delete what stands "
                "behind the table, or split it."
            )
            raise refuse(message % {"row": self.rows, "column": self.columns})
        if is_formula:
            self.formulas.add((self._row, self._column))

    def _list_sheet(self, attributes: Mapping[str, str]) -> None:
        relation = next((attributes[key] for key in attributes if key.endswith(" id")), "")
        is_hidden = attributes.get("state", "visible") != "visible"
        self.sheets.append(SheetName(attributes.get("name", ""), relation, is_hidden))

    def _relate(self, attributes: Mapping[str, str]) -> None:
        target = attributes.get("Target", "")
        if attributes.get("Type", "").endswith("/worksheet") and not target.endswith(".xml"):
            raise refuse(_("This is no workbook. Save the table as XLSX, ODS or CSV."))
        self.targets[attributes.get("Id", "")] = target


ACTS = {
    "row": WorkbookPart._open_row,
    "col": WorkbookPart._open_columns,
    "c": WorkbookPart._open_cell,
    "v": WorkbookPart._hold,
    "is": WorkbookPart._hold,
    "p": WorkbookPart._hold,
    "f": WorkbookPart._compute,
    "style": WorkbookPart._open_style,
    "table-properties": WorkbookPart._open_table_style,
    "table": WorkbookPart._open_table,
    "table-column": WorkbookPart._open_table_column,
    "table-row": WorkbookPart._open_table_row,
    "table-cell": WorkbookPart._open_table_cell,
    "covered-table-cell": WorkbookPart._open_table_cell,
    "sheet": WorkbookPart._list_sheet,
    "Relationship": WorkbookPart._relate,
}


def _plain(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes without their namespaces."""
    return {key.rpartition(" ")[2]: value for key, value in attributes.items()}


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (only_digits(text) and len(text) <= 7):
        raise unreadable(ValueError(text[:20]))
    return int(text)
