"""Reads the reference tables of the project as plain text cells."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("*/reference/*.csv"))

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of `name` ("app/table"), each cell as it stands in the file."""
    app, table = name.split("/")
    with (ROOT / app / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def column(name: str, key: str) -> list[str]:
    """One column of a table."""
    return [row[key] for row in rows(name)]


def parts(cell: str) -> list[str]:
    """The parts of a listing, separated by |."""
    return cell.split("|") if cell else []


def exists_on(row: Row, day: str) -> bool:
    """Whether a row with a life span is alive on `day`; both ends are included."""
    return (row["valid_from"] or "0001-01-01") <= day <= (row["valid_to"] or "9999-12-31")


def is_day(cell: str) -> bool:
    """Whether the cell is a real day in ISO form."""
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False
