"""Each column of money of each report, on days around its bookings, against sums of raw rows.

The sums are written down by kind of booking in `ledger`, once more than in the code. A report with
money stands here, or in the file named in ELSEWHERE, where its rows need whole cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.choices import Role
from core import rollups
from core.as_of import AsOf
from core.reporting import REGISTRY, ColumnKind
from programs.models import LedgerEntry
from programs.rollups import BUDGET
from reports.making import check_filter, edition
from tests.factories.accounts import NOW, UserFactory
from tests.programs.reports.ledger import (
    DUE,
    OF_CASES,
    OF_PLACES,
    OUTFLOW,
    PAID,
    SPRING,
    SUMMER,
    Books,
    Raw,
    Sum,
    raw,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()
# Both sides of each day on which something is booked, and what is kept for today.
DAYS = [
    *(AsOf(day) for day in (SPRING - DAY, SPRING, SPRING + DAY, SUMMER - DAY, SUMMER)),
    AsOf(TODAY),
    AsOf(TODAY, is_today=True),
]


@dataclass(frozen=True)
class Table:
    """A report: its filters, which row a booking belongs to, the sums, and money of no booking."""

    key: str
    sums: dict[str, Sum]
    row_of: Callable[[Raw], Any]
    given: dict[str, str] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()


def area(length: int) -> Callable[[Raw], str | None]:
    """The area of so many digits in which the body of a booking lies."""
    return lambda entry: entry["municipality_id"] and entry["municipality_id"][:length]


def case_of(entry: Raw) -> str | None:
    return entry["file_reference"] or None


def month_of_payment(entry: Raw) -> str | None:
    is_paid = entry["kind"] in PAID
    return f"{entry['booked_on']:%m/%Y}" if is_paid else None


SUMS_OF_THE_YEAR = ("available_eur", "committed_eur", "drawn_eur", "paid_eur")
# Of the quarter and of earlier years: test_forecast.py and queries/budget/test_forecast.py.
FORECAST = frozenset(
    {"paid_since_quarter_eur", "forecast_low_eur", "forecast_eur", "forecast_high_eur"}
)
PER_HEAD = frozenset({"per_inhabitant_eur"})
TABLES: dict[str, list[Table]] = {
    "mittel": [Table("program_name", OUTFLOW, lambda _entry: "Probe")],
    "mittel-prognose": [
        Table(
            "program_name",
            {name: OUTFLOW[name] for name in SUMS_OF_THE_YEAR},
            lambda _entry: "Probe",
            beside=FORECAST,
        )
    ],
    "faelligkeiten": [Table("year", DUE, lambda entry: "2026" if entry["is_cash"] else "2028")],
    "datenabgleich": [
        Table(
            "month",
            {"ours_eur": OUTFLOW["paid_eur"], "difference_eur": OUTFLOW["paid_eur"]},
            month_of_payment,
            beside=frozenset({"theirs_eur"}),
        )
    ],
    "zuwendungen": [
        Table(
            "file_reference",
            OF_CASES,
            case_of,
            beside=frozenset({"applied_eur", "eligible_eur", "published_eur"}),
        )
    ],
    "regionen": [
        Table("key", OF_PLACES, area(5), beside=PER_HEAD),
        Table("key", OF_PLACES, area(3), {"gliederung": "government_district"}, PER_HEAD),
    ],
    "mittel-kommunen": [Table("ags", OF_PLACES, area(8), beside=PER_HEAD)],
}
# Reports whose rows are decisions, proofs or reclaims, with tests of whole cases.
ELSEWHERE = {
    "foerderblatt": "tests/programs/reports/test_sheet.py",
    "nachnutzung": "tests/programs/reports/test_reuse.py",
    "aenderungen": "tests/programs/queries/reporting/test_changes.py",
    "kooperationen": "tests/programs/reports/test_cooperation.py",
    "landtagsanlage": "tests/programs/queries/reporting/test_parliament.py",
    "nachweise-ueberfaellig": "tests/programs/reports/test_deadlines.py",
    "rueckforderungen": "tests/programs/reports/test_reclaim.py",
    "wirkung": "tests/programs/reports/test_effect.py",
}


def money_of(name: str, given: dict[str, str] | None = None) -> set[str]:
    report = REGISTRY[name]
    columns = report.columns(check_filter(report, given or {}).cleaned_data)
    return {column.key for column in columns if column.kind is ColumnKind.EUR}


def test_every_report_with_money_has_its_sums() -> None:
    root = Path(__file__).resolve().parents[3]
    assert {name for name in REGISTRY if money_of(name)} == {*TABLES, *ELSEWHERE}
    assert [file for file in ELSEWHERE.values() if not (root / file).exists()] == []
    for name, tables in TABLES.items():
        for table in tables:
            assert money_of(name, table.given) == {*table.sums, *table.beside}, name


@pytest.fixture
def books() -> Books:
    """The books of the probe alone in the ledger, and today's figures of them."""
    assert not LedgerEntry.objects.exists()
    made = Books()
    rollups.rebuild(BUDGET, at=TODAY, now=NOW)
    return made


def entries(books: Books, day: date) -> list[Raw]:
    names = {case.pk: case.file_reference for case in books.cases}
    return [{**row, "file_reference": names.get(row["grant_id"])} for row in raw(books, day)]


def shown(name: str, table: Table, books: Books, at: AsOf) -> tuple[dict[Any, Raw], Raw]:
    """The rows of the report by their key, and its totals."""
    report = REGISTRY[name]
    form = check_filter(report, {"programm": books.program.code, **table.given})
    auditor = UserFactory.create(roles=[Role.AUDITOR])
    made = edition(report, auditor, form, at=at, now=NOW)
    keys = [column.key for column in made.columns]
    rows = [dict(zip(keys, values, strict=True)) for values in made]
    return {row[table.key]: row for row in rows}, made.totals


@pytest.mark.parametrize(
    ("name", "table"),
    [(name, table) for name, tables in TABLES.items() for table in tables],
    ids=[name for name, tables in TABLES.items() for _table in tables],
)
def test_each_column_is_the_sum_of_its_bookings_on_every_day(
    books: Books, name: str, table: Table
) -> None:
    for at in DAYS:
        of_row: dict[Any, list[Raw]] = defaultdict(list)
        for entry in entries(books, at.day):
            if table.row_of(entry) is not None:
                of_row[table.row_of(entry)].append(entry)
        rows, totals = shown(name, table, books, at)
        assert set(of_row) <= set(rows), at
        for key, row in rows.items():
            want = {column: add_up(of_row[key]) for column, add_up in table.sums.items()}
            found = {column: row[column] or Decimal(0) for column in table.sums}
            assert found == want, (at, key)
        everything = [entry for own in of_row.values() for entry in own]
        for column, add_up in table.sums.items():
            assert (totals.get(column) or Decimal(0)) == add_up(everything), (at, column)


@pytest.mark.parametrize("sums", [OUTFLOW, OF_PLACES], ids=["outflow", "places"])
@pytest.mark.parametrize("day", [SPRING, SUMMER])
def test_no_two_columns_come_to_the_same(books: Books, day: date, sums: dict[str, Sum]) -> None:
    """So a column that shows the sum of another one is seen."""
    found = [amount for add_up in sums.values() if (amount := add_up(entries(books, day)))]
    assert len(found) == len(set(found))
