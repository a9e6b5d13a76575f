"""What the first row of a file says, CSV or workbook."""

from __future__ import annotations

from pathlib import Path

from core.imports.reader import encoding_of, header_of, require_readable
from core.imports.sheet import is_sheet, read_rows


def header_names(path: Path) -> list[str]:
    """The names of the columns, in lower case. Raises FileRefused for a file nobody can read."""
    require_readable(path)
    if is_sheet(path):
        return [cell.strip().lower() for cell in read_rows(path)[0]]
    return header_of(path, encoding_of(path))[0]
