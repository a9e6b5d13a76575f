"""What a file says is what the rows were, value by value, in every format."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
from django import forms

from core.exports import FORMATS
from core.reporting import ROWS_AT_ONCE, Column, ColumnKind, Edition, Report
from reports.tables import report_table
from tests.reports.files import READERS

COLUMNS = [
    Column("ags", "AGS", help="key"),
    Column("name", "Name", help="name"),
    Column("amount_eur", "Betrag", ColumnKind.EUR, summed=True, help="amount"),
    Column("part", "Teil", ColumnKind.COUNT, summed=True, help="part"),
    Column("whole", "Ganzes", ColumnKind.COUNT, summed=True, help="whole"),
    Column("rate", "Anteil", ColumnKind.SHARE, ratio=("part", "whole"), help="part of whole"),
    Column("day", "Tag", ColumnKind.DAY, help="day"),
]
ROWS: list[dict[str, Any]] = [
    {
        "ags": "06411000",
        "name": "Bad Homburg v. d. Höhe",
        "amount_eur": Decimal("-1234567.89"),
        "part": 1,
        "whole": 3,
        "day": date(2024, 12, 31),
    },
    {
        "ags": "06531",
        "name": "=SUMME(A1:A9)",
        "amount_eur": Decimal("0.03"),
        "part": 2,
        "whole": 3,
        "day": None,
    },
    {
        "ags": "06635001",
        "name": 'Allendorf; "Eder"\nzweite Zeile',
        "amount_eur": None,
        "part": 0,
        "whole": 2,
        "day": date(2026, 1, 1),
    },
]
REPORT = Report(
    name="probe",
    title="Probe",
    permission="",
    columns=lambda _filters: COLUMNS,
    form=forms.Form,
    rows=lambda _user, _filters, _at: ROWS,
    is_dated=True,
    rollup="budget",
    rule="Zählregel der Probe",
    basis="Grundlage der Probe",
)


def make() -> Edition:
    return Edition(
        report=REPORT,
        columns=COLUMNS,
        rows=ROWS,
        filters=[("Gebiet", "Landkreis Gießen")],
        standing="Stand 22.11.2026, 11:03 · geprüft: 0 Abweichungen",
        day=date(2026, 11, 22),
        made_at=datetime(2026, 11, 22, 10, 3, tzinfo=UTC),
    )


def content(name: str, *, is_demo: bool = False) -> bytes:
    return b"".join(FORMATS[name].chunks(replace(make(), is_demo=is_demo)))


def test_office_csv_opens_in_german_excel() -> None:
    data = content("csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines[0] == ["AGS", "Name", "Betrag", "Teil", "Ganzes", "Anteil", "Tag"]
    assert lines[1] == [
        "06411000",
        "Bad Homburg v. d. Höhe",
        "-1234567,89",
        "1",
        "3",
        "0,333333",
        "31.12.2024",
    ]
    assert lines[4] == ["Summe", "", "-1234567,86", "3", "8", "0,375000", ""]


def test_office_csv_disarms_formulas_in_text_and_leaves_numbers_alone() -> None:
    lines = list(csv.reader(io.StringIO(content("csv").decode("utf-8-sig")), delimiter=";"))
    assert lines[2][1] == "'=SUMME(A1:A9)"
    assert lines[1][2] == "-1234567,89"


def test_open_csv_is_for_machines() -> None:
    rows = list(csv.DictReader(io.StringIO(content("opencsv").decode(), newline="")))
    assert [row["ags"] for row in rows] == ["06411000", "06531", "06635001"]
    assert [row["amount_eur"] for row in rows] == ["-1234567.89", "0.03", ""]
    assert rows[0]["day"] == "2024-12-31"
    assert rows[2]["name"] == 'Allendorf; "Eder"\nzweite Zeile'


@pytest.mark.parametrize("name", ["xlsx", "ods"])
def test_spreadsheets_keep_every_value(name: str) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content(name)))
    rows = book.get_sheet_by_name("Tabelle").to_python()
    assert rows[0] == ["AGS", "Name", "Betrag", "Teil", "Ganzes", "Anteil", "Tag"]
    assert [row[0] for row in rows[1:4]] == ["06411000", "06531", "06635001"]
    assert [row[1] for row in rows[1:3]] == ["Bad Homburg v. d. Höhe", "=SUMME(A1:A9)"]
    assert str(rows[3][1]).startswith('Allendorf; "Eder"')
    assert [row[2] for row in rows[1:4]] == [-1234567.89, 0.03, ""]
    assert rows[1][6] == date(2024, 12, 31)
    assert rows[4][:5] == ["Summe", "", pytest.approx(-1234567.86), 3, 8]
    assert rows[4][5] == pytest.approx(0.375)


@pytest.mark.parametrize("name", ["xlsx", "ods"])
def test_spreadsheets_explain_themselves(name: str) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content(name)))
    notes = {row[0]: row[1] for row in book.get_sheet_by_name("Erläuterung").to_python()}
    assert notes["Stand"] == "Stand 22.11.2026, 11:03 · geprüft: 0 Abweichungen"
    assert notes["Filter"] == "Gebiet: Landkreis Gießen"
    assert notes["Zählregel"] == "Zählregel der Probe"
    assert notes["Anteil"] == "part of whole"


@pytest.mark.parametrize("name", ["xlsx", "ods"])
def test_spreadsheets_carry_the_digest_of_their_rows(name: str) -> None:
    """It is that of the CSV for machines, which anybody can make and add up."""
    said = explanations(name, content(name))["SHA-256 der Zeilen, wie in CSV (Open Data)"]
    assert said == hashlib.sha256(content("opencsv")).hexdigest()


def test_json_holds_rows_totals_and_notes() -> None:
    data = json.loads(content("json"))
    assert [row["ags"] for row in data["rows"]] == ["06411000", "06531", "06635001"]
    assert data["rows"][0]["amount_eur"] == "-1234567.89"
    assert data["totals"]["amount_eur"] == "-1234567.86"
    assert data["notes"]["Quelle"] == "OZG Hessen"


def explanations(name: str, data: bytes) -> dict[str, str]:
    """Labels and texts of what a file says about itself."""
    if name == "json":
        return dict(json.loads(data)["notes"])
    if name == "csv":
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
        return {line[0]: line[1] for line in lines if len(line) == 2}
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("Erläuterung").to_python()}


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"opencsv", "pdf"}))
def test_files_with_notes_say_that_demonstration_data_is_invented(name: str) -> None:
    assert "Demonstrationsdaten" not in explanations(name, content(name))
    said = explanations(name, content(name, is_demo=True))["Demonstrationsdaten"]
    assert said == (
        "Zuwendungen, Zahlungen und Fortschrittsmeldungen sind erfunden. "
        "Sie sagen nichts über wirkliche Kommunen aus."
    )


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_formats_write_an_empty_report(name: str) -> None:
    empty = Edition(
        REPORT, COLUMNS, [], [], "Stand", date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert b"".join(FORMATS[name].chunks(empty))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json", "opencsv", "pdf"}))
def test_file_without_a_summed_column_has_no_row_of_totals(name: str) -> None:
    columns = [COLUMNS[0], COLUMNS[1], COLUMNS[6]]
    data = b"".join(FORMATS[name].chunks(replace(make(), columns=columns)))
    if name == "csv":
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert (lines[3][0], lines[4]) == ("06635001", [])
        return
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_name("Tabelle").to_python()
    assert [row[0] for row in rows] == ["AGS", "06411000", "06531", "06635001"]


def test_page_has_a_row_of_totals_only_where_something_is_summed() -> None:
    with_sums, without = make(), replace(make(), columns=[COLUMNS[0], COLUMNS[1]])
    assert report_table(with_sums, with_sums.shown()).has_footer()
    assert not report_table(without, without.shown()).has_footer()


def test_share_total_is_the_ratio_of_the_sums_and_no_mean() -> None:
    edition = make()
    list(edition)
    assert edition.total(COLUMNS[5]) == Decimal(3) / Decimal(8)


@pytest.mark.parametrize("name", ["csv", "opencsv", "xlsx", "ods", "json"])
@pytest.mark.parametrize("count", [ROWS_AT_ONCE - 1, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 1])
def test_rows_of_several_batches_stand_in_their_order(name: str, count: int) -> None:
    rows = [{**ROWS[number % 3], "ags": f"{number:08}", "part": number} for number in range(count)]
    data = b"".join(FORMATS[name].chunks(replace(make(), rows=rows)))
    if name == "json":
        found = [(row["ags"], row["part"]) for row in json.loads(data)["rows"]]
    elif name == "opencsv":
        lines = csv.DictReader(io.StringIO(data.decode()))
        found = [(line["ags"], int(line["part"])) for line in lines]
    else:
        table = READERS[name](data)
        found = [(line[0], int(line[3])) for line in table[1 : count + 1]]
        assert (table[count + 1][0], int(table[count + 1][3])) == ("Summe", sum(range(count)))
    assert found == [(f"{number:08}", number) for number in range(count)]
