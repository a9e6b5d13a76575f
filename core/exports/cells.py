"""Columns of values as cells of a file: one function for each column, chosen once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

MOST_KNOWN = 10_000
Cells = Callable[[Sequence[Any]], Iterable[Any]]


def each(tell: Callable[[Any], Any]) -> Cells:
    """Every value by itself."""
    return lambda values: map(tell, values)


class _Known(dict[Any, Any]):
    """Values that were told already, at most MOST_KNOWN and one batch of them."""

    def __init__(self, tell: Callable[[Any], Any]) -> None:
        self.tell = tell

    def __missing__(self, value: Any) -> Any:
        self[value] = told = self.tell(value)
        return told


def once(tell: Callable[[Any], Any]) -> Cells:
    """Equal values told once: for names, keys, days and counts, which come again and again.

    Not for exact numbers, since 1.0 equals 1.00 and is written otherwise.
    """
    known = _Known(tell)

    def cells(values: Sequence[Any]) -> Iterable[Any]:
        if len(known) > MOST_KNOWN:
            known.clear()
        return map(known.__getitem__, values)

    return cells


def told(columns: Sequence[Sequence[Any]], cells: Sequence[Cells]) -> Iterator[tuple[Any, ...]]:
    """The rows of these columns as cells."""
    by_column = (tell(values) for tell, values in zip(cells, columns, strict=True))
    return zip(*by_column, strict=True)
