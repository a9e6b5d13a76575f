"""What is wrong in a file: row, column, value and remedy, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleError

MOST_ERRORS = 1000  # more do not help anybody; the number of all is still told
LONGEST_VALUE = 60


@dataclass(frozen=True)
class CellError:
    """One wrong cell. `row` is the line as an editor shows it; 0 means the whole file."""

    row: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        value = self.value
        if len(value) > LONGEST_VALUE:
            value = value[: LONGEST_VALUE - 1] + "…"
        place = []
        if self.row:
            place.append(_("Row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column “%(column)s”") % {"column": self.column})
        if value:
            place.append(_("“%(value)s”") % {"value": value})
        return f"{', '.join(place)}: {self.message}" if place else self.message


class FileRefused(RuleError):  # noqa: N818  # reads as what happened
    """Nothing was written; `errors` lists the first thousand, `count` says how many there are."""

    def __init__(self, errors: list[CellError], count: int | None = None) -> None:
        self.errors = errors
        self.count = len(errors) if count is None else count
        super().__init__(str(errors[0]), field=errors[0].column or None, code="file")

    @property
    def lines(self) -> Iterator[str]:
        """One sentence per error, and what was left out."""
        yield from map(str, self.errors)
        if self.count > len(self.errors):
            more = self.count - len(self.errors)
            yield _("… and %(count)s more errors.") % {"count": more}


class Errors:
    """Collects wrong cells while a file streams by; memory stays flat however many there are."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[CellError] = []

    def add(self, row: int, column: str, value: object, message: str) -> None:
        self.count += 1
        if len(self._first) < MOST_ERRORS:
            self._first.append(CellError(row, column, str(value), message))

    def check(self) -> None:
        """Raise FileRefused if there are any."""
        if self.count:
            raise FileRefused(self._first, self.count)


def refuse(message: str, *, row: int = 0, column: str = "", value: str = "") -> FileRefused:
    """The error of a file that cannot be read on at all."""
    return FileRefused([CellError(row, column, value, message)])
