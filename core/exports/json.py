"""JSON: the rows with what they mean; exact numbers as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from core.exports.notes import dictionary, notes
from core.reporting import Edition


def json_lines(edition: Edition) -> Iterator[bytes]:
    """Chunks of one JSON object: columns, rows (a list of objects), totals, notes."""
    keys = [column.key for column in edition.columns]
    meanings = dictionary(edition)
    columns = [
        {"key": column.key, "label": label, "kind": column.kind.value, "meaning": meaning}
        for column, (label, meaning) in zip(edition.columns, meanings, strict=True)
    ]
    yield f'{{"columns": {_dump(columns)},\n"rows": ['.encode()
    first = True
    for values in edition:
        row = _dump(dict(zip(keys, values, strict=True)))
        yield f"{'' if first else ','}\n{row}".encode()
        first = False
    totals = {column.key: edition.total(column) for column in edition.columns}
    known = {key: value for key, value in totals.items() if value is not None}
    yield f'\n],\n"totals": {_dump(known)},\n"notes": {_dump(dict(notes(edition)))}}}\n'.encode()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
