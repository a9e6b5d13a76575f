"""What a report is. Apps declare theirs in reports.py; page, files and command come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from importlib import import_module
from itertools import islice, repeat
from operator import itemgetter
from pkgutil import iter_modules
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst

from core.as_of import AsOf
from core.money import ZERO, round_eur

ROWS_AT_ONCE = 500
Row = Mapping[str, Any]
Values = tuple[Any, ...]
Text = str | Promise


class ColumnKind(Enum):
    TEXT = "text"
    COUNT = "count"
    EUR = "eur"
    SHARE = "share"
    MEAN = "mean"  # neither counted nor money; two decimals
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """A column: where its value comes from, how it looks, what stands below it.

    A share, or euros per something, names the two columns it is the ratio of, so that its total is
    the ratio of the sums, never a mean of percentages. `help` goes into the data dictionary of
    every file; `link` makes the address to which the table on screen leads: of the value, or of
    those of the keys in `link_by`, none where one of them is empty. These need no columns.
    The first columns that are marked `names_row` stand in every part of a table that is too wide
    for paper, and in every choice of columns; without a mark the first one does. Who has not the
    `permission` has no such column.
    """

    key: str
    label: Text
    kind: ColumnKind = ColumnKind.TEXT
    summed: bool = False
    ratio: tuple[str, str] | None = None
    help: Text = ""
    link: Callable[..., str] | None = None
    link_by: tuple[str, ...] = ()
    names_row: bool = False
    permission: str = ""

    @property
    def heading(self) -> str:
        """What stands above the column on pages and in files."""
        return str(capfirst(str(self.label)))

    def values(self, of: Callable[[str], Sequence[Any]]) -> Sequence[Any]:
        """The column from top to bottom, computed where it is a ratio `of` two others."""
        if self.ratio is None:
            return of(self.key)
        return list(map(self._ratio, *map(of, self.ratio)))

    def addresses(self, of: Callable[[str], Sequence[Any]]) -> list[str | None]:
        """Where the column leads to from top to bottom; none where it leads nowhere."""
        if self.link is None:
            return []
        found = zip(*map(of, self.link_by or (self.key,)), strict=True)
        return [None if None in keys or "" in keys else self.link(*keys) for keys in found]

    def ratio_of(self, values: Row) -> Decimal | None:
        """The ratio of the two columns, euros to the cent; None without both or by zero."""
        part, whole = (values.get(key) for key in self.ratio or ())
        return self._ratio(part, whole)

    def _ratio(self, part: Any, whole: Any) -> Decimal | None:
        if part is None or not whole:
            return None
        found = Decimal(part) / Decimal(whole)
        return round_eur(found) if self.kind is ColumnKind.EUR else found


def naming(columns: list[Column]) -> list[Column]:
    """The columns that say what a row is about: those marked, without a mark the first."""
    return [column for column in columns if column.names_row] or columns[:1]


def counted(key: str, label: Text, meaning: Text, *, summed: bool = True) -> Column:
    """A column of numbers, with a total unless they mean nothing together."""
    return Column(key, label, ColumnKind.COUNT, summed=summed, help=meaning)


def money(key: str, label: Text, meaning: Text, *, summed: bool = True) -> Column:
    """A column of euros, with a total unless they mean nothing together."""
    return Column(key, label, ColumnKind.EUR, summed=summed, help=meaning)


@dataclass(frozen=True)
class Bars:
    """A chart of a report: for each value of the column `by` a bar of each of the `columns`.

    These are of one kind, and added up over the rows of one value. The first column of `by` that
    has several values is taken.
    """

    by: Sequence[str]
    columns: Sequence[str]


@dataclass(frozen=True)
class Report:
    """The declaration of a report.

    `question` is what a reader comes with, in one sentence; what explains a single figure has none.
    `rows` gets the user, the cleaned filters and the day and yields rows the user may see; `form`
    is the filter; `rule` and `basis` are printed on every page and file. A report that is not
    dated knows today alone: it is offered no day, and its files carry today's. One that can freeze
    is kept as annex to a printed paper; it says the same to everybody who may run it. A long one
    names the `keys` of its rows once; the rows are tuples in that order then. `bars` are drawn
    above its table.
    """

    name: str
    title: Text
    permission: str
    columns: Callable[[Mapping[str, Any]], list[Column]]
    form: type[forms.Form]
    rows: Callable[[Any, Mapping[str, Any], AsOf], Iterable[Any]]
    is_dated: bool
    rollup: str
    rule: Text
    basis: Text
    source: Text = "OZG Hessen"
    can_freeze: bool = False
    question: Text = ""
    keys: Sequence[str] = ()
    bars: Bars | None = None
    of_list: str = ""  # the model whose list in the administration leads to it: "programs.grant"


REGISTRY: dict[str, Report] = {}
Beside = Callable[[Mapping[str, Any], AsOf], list[tuple[str, str]]]
BESIDE: dict[str, Beside] = {}


def register(report: Report) -> Report:
    """Offer `report` on its page, on the command line and wherever reports are listed."""
    REGISTRY[report.name] = report
    return report


def say_beside(name: str, said: Beside) -> None:
    """Have `said` tell lines of label and text beside the report of that name.

    What others published for the same filter and day; an app above that of the report may know it.
    """
    BESIDE[name] = said


def reports_of(model: str, user: Any) -> list[Report]:
    """The reports about the rows of a list that the person may run."""
    found = (report for report in REGISTRY.values() if report.of_list == model.lower())
    return [report for report in found if user.has_perm(report.permission)]


def declare_all(package: str, path: Iterable[str]) -> None:
    """Import every module of a room of reports; each declares its own."""
    for module in iter_modules(path):
        import_module(f"{package}.{module.name}")


@dataclass(frozen=True)
class ShownRow:
    """A row on screen: the value of each column, and where those of some keys lead to."""

    values: tuple[Any, ...]
    addresses: Mapping[str, str | None]


@dataclass
class Edition:
    """One report made for one person, with one filter, of one `day`; its rows stream once.

    `is_demo` says that the figures are invented; every file with notes repeats it. `author` names
    the roles of the person, "" for a file that nobody asked for by hand. Columns
    that a person left out are added up all the same: a share may be the ratio of two of them.
    """

    report: Report
    columns: list[Column]
    rows: Iterable[Row | Values]
    filters: list[tuple[str, str]]
    standing: str
    day: date
    made_at: datetime
    is_demo: bool = False
    author: str = ""
    beside: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[Column] = field(default_factory=list)
    keys: Sequence[str] = ()
    totals: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def __iter__(self) -> Iterator[list[Any]]:
        """The values of each row in the order of the columns; adds up the totals on the way."""
        for columns in self.batches():
            yield from map(list, zip(*columns, strict=True))

    def batches(self) -> Iterator[list[Sequence[Any]]]:
        """For each ROWS_AT_ONCE rows the values of every column; adds up the totals on the way."""
        for of in self._read():
            yield [column.values(of) for column in self.columns]

    def shown(self, most: int | None = None) -> list[ShownRow]:
        """The first rows, `most` of them or all; every row passes, for the totals."""
        found: list[ShownRow] = []
        keys = [column.key for column in self.columns if column.link]
        for of in self._read():
            if most is None or len(found) < most:
                values = zip(*(column.values(of) for column in self.columns), strict=True)
                leading = [column.addresses(of) for column in self.columns if column.link]
                addresses = zip(*leading, strict=True) if keys else repeat(())
                for row, ways in zip(values, addresses, strict=False):
                    found.append(ShownRow(row, dict(zip(keys, ways, strict=True))))
        return found[:most]

    def _read(self) -> Iterator[Callable[[str], Sequence[Any]]]:
        """For each ROWS_AT_ONCE rows what gives the values of a key; adds up the totals."""
        columns = [*self.columns, *self.left_out]
        zeros = {c.key: ZERO if c.kind is ColumnKind.EUR else 0 for c in columns if c.summed}
        self.totals, self.count = dict(zeros), 0
        rows = iter(self.rows)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            self.count += len(batch)
            of = _columns_of(batch, self.keys)
            for key, zero in zeros.items():
                self.totals[key] += sum(filter(None, of(key)), zero)
            yield of

    @property
    def fixed_at(self) -> int:
        """The first second of its day, for what file formats ask for beside the notes.

        When a file was made stands in its notes alone, so that the rest is the same each time.
        """
        return int(datetime.combine(self.day, time.min, UTC).timestamp())

    @property
    def has_totals(self) -> bool:
        """Whether anything stands in the row of totals; without it there is no such row."""
        return any(column.summed or column.ratio for column in self.columns[1:])

    def total(self, column: Column) -> Any:
        """What stands below `column` once all rows have passed; None where nothing does."""
        if column.ratio is not None:
            return column.ratio_of(self.totals)
        return self.totals.get(column.key)


def _columns_of(
    rows: Sequence[Row | Values], keys: Sequence[str]
) -> Callable[[str], Sequence[Any]]:
    """What gives the values of a key from top to bottom; rows of `keys` are turned at once."""
    if keys:
        return dict(zip(keys, zip(*rows, strict=True), strict=True)).__getitem__
    return lambda key: list(map(itemgetter(key), rows))
