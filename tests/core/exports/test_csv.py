"""CSV: text is never run by a spreadsheet, numbers stay numbers, and everything comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms

from core.exports.csv import office_csv, open_csv, safe_text
from core.reporting import ROWS_AT_ONCE, Column, ColumnKind, Edition, Report

COLUMNS = [
    Column("name", "Name"),
    Column("amount_eur", "Betrag", ColumnKind.EUR, summed=True),
    Column("number", "Zahl", ColumnKind.COUNT, summed=True),
    Column("rate", "Anteil", ColumnKind.SHARE, ratio=("number", "whole")),
    Column("whole", "Ganzes", ColumnKind.COUNT, summed=True),
    Column("day", "Tag", ColumnKind.DAY),
]
FORMULAS = ["=", "+", "-", "@", "\t", "\r"]
SHARES = [(2, 3, "0.666667"), (1, 3, "0.333333"), (1, 2_000_000, "0.000001"), (0, 3, "0.000000")]


def row(name: str = "Gießen", **values: Any) -> dict[str, Any]:
    return {
        "name": name,
        "amount_eur": Decimal("1.00"),
        "number": 1,
        "whole": 4,
        "day": date(2026, 1, 2),
        **values,
    }


def edition(*rows: dict[str, Any], **changed: Any) -> Edition:
    report = Report(
        name="probe",
        title="Probe",
        permission="",
        columns=lambda _filters: COLUMNS,
        form=forms.Form,
        rows=lambda _user, _filters, _at: rows,
        is_dated=True,
        rollup="budget",
        rule="Regel",
        basis="Grundlage",
    )
    made = Edition(
        report=report,
        columns=COLUMNS,
        rows=rows,
        filters=[],
        standing="Stand",
        day=date(2026, 11, 23),
        made_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    )
    return replace(made, **changed)


def office(made: Edition) -> list[list[str]]:
    text = b"".join(office_csv(made)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def machine(made: Edition) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(open_csv(made)).decode(), newline="")))


@pytest.mark.parametrize("lead", FORMULAS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(lead: str) -> None:
    dangerous = f"{lead}cmd|' /C calc'!A0"
    assert safe_text(dangerous) == f"'{dangerous}"
    assert safe_text(lead) == f"'{lead}"
    assert office(edition(row(dangerous)))[1][0] == f"'{dangerous}"


@pytest.mark.parametrize("text", ["06411000", "a=b", " =1", "1-2", "'=1", "Bad Homburg", ""])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text
    assert office(edition(row(text)))[1][0] == text


def test_unknown_text_is_empty() -> None:
    assert safe_text(None) == ""


@pytest.mark.parametrize(
    ("values", "german", "plain"),
    [
        ({"amount_eur": Decimal("-0.01")}, "-0,01", "-0.01"),
        ({"amount_eur": Decimal("1234567.89")}, "1234567,89", "1234567.89"),
        ({"amount_eur": Decimal("0.00")}, "0,00", "0.00"),
        ({"amount_eur": None}, "", ""),
    ],
)
def test_amounts_stay_numbers(values: dict[str, Any], german: str, plain: str) -> None:
    made = edition(row(**values))
    assert (office(made)[1][1], machine(made)[1][1]) == (german, plain)


def test_negative_count_stays_a_number() -> None:
    made = edition(row(number=-3))
    assert (office(made)[1][2], machine(made)[1][2]) == ("-3", "-3")


@pytest.mark.parametrize(("number", "whole", "text"), SHARES)
def test_shares_are_rounded_half_up_to_six_places(number: int, whole: int, text: str) -> None:
    made = edition(row(number=number, whole=whole))
    assert (office(made)[1][3], machine(made)[1][3]) == (text.replace(".", ","), text)


def test_share_of_nothing_is_empty() -> None:
    made = edition(row(whole=0))
    assert (office(made)[1][3], machine(made)[1][3]) == ("", "")


@pytest.mark.parametrize(
    ("day", "german", "plain"), [(date(2026, 1, 2), "02.01.2026", "2026-01-02"), (None, "", "")]
)
def test_days_are_written_for_people_and_for_machines(
    day: date | None, german: str, plain: str
) -> None:
    made = edition(row(day=day))
    assert (office(made)[1][5], machine(made)[1][5]) == (german, plain)


def test_office_file_has_head_rows_total_and_notes() -> None:
    lines = office(edition(row("A"), row("B", amount_eur=Decimal("-0.25"), number=2)))
    assert lines[:5] == [
        ["Name", "Betrag", "Zahl", "Anteil", "Ganzes", "Tag"],
        ["A", "1,00", "1", "0,250000", "4", "02.01.2026"],
        ["B", "-0,25", "2", "0,500000", "4", "02.01.2026"],
        ["Summe", "0,75", "3", "0,375000", "8", ""],
        [],
    ]
    assert ["Zählregel", "Regel"] in lines[5:]


def test_file_for_machines_has_keys_and_rows_alone_with_text_as_it_is() -> None:
    assert machine(edition(row("=A1"))) == [
        ["name", "amount_eur", "number", "rate", "whole", "day"],
        ["=A1", "1.00", "1", "0.250000", "4", "2026-01-02"],
    ]


@pytest.mark.parametrize("count", [0, 1, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1])
def test_long_file_loses_no_row_between_its_chunks(count: int) -> None:
    made = edition(*(row(f"Zeile {number}") for number in range(count)))
    lines = machine(made)
    assert [line[0] for line in lines[1:]] == [f"Zeile {number}" for number in range(count)]
    assert len(list(open_csv(made))) == -(-count // ROWS_AT_ONCE) + 1


def test_office_file_starts_with_the_mark_of_utf_8_and_ends_lines_for_windows() -> None:
    data = b"".join(office_csv(edition(row())))
    assert data[:3] == b"\xef\xbb\xbf"
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"\r" not in b"".join(open_csv(edition(row())))


def test_row_of_one_empty_field_is_a_line_of_its_own() -> None:
    made = replace(edition(row(name=""), row()), columns=COLUMNS[:1])
    lines = b"".join(open_csv(made)).decode()
    assert lines == 'name\n""\nGießen\n'
    assert list(csv.reader(io.StringIO(lines))) == [["name"], [""], ["Gießen"]]
