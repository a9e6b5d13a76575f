"""Rows from Python into a table by COPY, in flat memory whatever their number."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
CHUNK_LINES = 5000


def copy_rows(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Iterable[Any]]
) -> None:
    """Append `rows` to `table`; None becomes NULL, a sequence an array.

    `table` and `columns` are names given in code. Runs in the cursor's transaction.
    """
    command = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    cursor.copy_expert(command, _Stream(_chunks(rows)))


def _chunks(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    lines: list[str] = []
    for row in rows:
        lines.append("\t".join([_text(value) for value in row]))
        if len(lines) == CHUNK_LINES:
            yield ("\n".join(lines) + "\n").encode()
            lines.clear()
    if lines:
        yield ("\n".join(lines) + "\n").encode()


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(ESCAPES)
    if isinstance(value, list | tuple):
        return "{" + ",".join(str(item) for item in value) + "}"
    return str(value)


class _Stream(io.RawIOBase):
    """What psycopg2 reads from: chunks, made as it asks for them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        end = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:end], self._rest[end:]
        return part
