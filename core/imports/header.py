"""What the first row of a file says, CSV or workbook."""

from __future__ import annotations

from pathlib import Path

from core.imports.kind import SHEETS, TABLES, require_kind
from core.imports.reader import encoding_of, header_of, heading, require_readable
from core.imports.sheet import read_rows


def header_names(path: Path) -> list[str]:
    """The names of the columns, in lower case. Raises FileRefused for a file that is no table."""
    require_readable(path)
    if require_kind(path, TABLES) in SHEETS:
        return [heading(cell) for cell in read_rows(path)[0]]
    return header_of(path, encoding_of(path))[0]
