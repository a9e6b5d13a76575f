"""The files of an open set: CSV and JSON for machines, and the Frictionless data package."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.sign_in.demo import has_demo_data
from core.database.replica import reads_replica
from reports.open_data.sets import SETS, OpenField, OpenSet

LICENCE = {
    "name": "dl-de/by-2-0",
    "path": "https://www.govdata.de/dl-de/by-2-0",
    "title": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
}
ATTRIBUTION = "OZG Hessen"


@reads_replica
def csv_of(one: OpenSet) -> bytes:
    """Comma, decimal point, ISO days, UTF-8 without a mark; what is unknown is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in one.fields]
    writer.writerow(names)
    for row in one.rows():
        writer.writerow(_cell(row[name]) for name in names)
    return out.getvalue().encode()


@reads_replica
def json_of(one: OpenSet) -> bytes:
    """A list of objects; euros are exact numbers with two places."""
    names = [field.name for field in one.fields]
    numbers = {field.name for field in one.fields if field.type == "number"}
    rows = [{name: _value(row[name], name in numbers) for name in names} for row in one.rows()]
    return (json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def package(root: str) -> dict[str, Any]:
    """datapackage.json: every set with its columns, keys and references."""
    return {
        "profile": "tabular-data-package",
        "name": "ozg-hessen",
        "title": "OZG Hessen",
        "description": described(),
        "homepage": root,
        "licenses": [LICENCE],
        "contributors": [{"title": ATTRIBUTION, "role": "publisher"}],
        "resources": [_resource(one) for one in SETS.values()],
    }


def described() -> str:
    """What the data are; that they are invented where they are."""
    text = _("Funding and progress of digital administration in the municipalities of Hessen.")
    if has_demo_data():
        invented = _("Demonstration data: grants, payments and progress reports are invented.")
        return f"{invented} {text}"
    return text


def _resource(one: OpenSet) -> dict[str, Any]:
    references = [
        {"fields": [field], "reference": {"resource": resource, "fields": [other]}}
        for field, (resource, other) in one.refers.items()
    ]
    return {
        "profile": "tabular-data-resource",
        "name": one.name,
        "path": f"{one.name}.csv",
        "title": str(one.title),
        "description": str(one.description),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_described(field) for field in one.fields],
            "primaryKey": list(one.key),
            **({"foreignKeys": references} if references else {}),
        },
    }


def _described(field: OpenField) -> dict[str, Any]:
    needed = {"constraints": {"required": True}} if field.is_needed else {}
    return {
        "name": field.name,
        "type": field.type,
        "title": str(field.meaning),
        **needed,
    }


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(value: Any, is_number: bool) -> Any:
    return float(value) if is_number and value is not None else _cell(value)
