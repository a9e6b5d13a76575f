"""What the lines of a file have said: no two say different things of one service and day."""

from __future__ import annotations

from collections.abc import Hashable

from django.utils.translation import gettext as _

from core.imports.table import FileRow


class SaidLines:
    """Which of two contradicting lines holds would be a guess, so the second one is wrong."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, tuple[int, object]] = {}

    def contradicts(self, row: FileRow, column: str, about: Hashable, what: object) -> bool:
        """Whether an earlier line says something else `about` the same, which is noted then."""
        number, before = self._lines.setdefault(about, (row.number, what))
        if before != what:
            message = _("Row %(row)s says something else of this service. Keep one of them.")
            row.wrong(column, message % {"row": number})
        return before != what
