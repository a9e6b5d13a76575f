"""One door for all imports: a file, a dry run, errors by cell, exit code 1 and nothing written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.imports.errors import as_refusal

MOST_LINES = 2000  # of differences and notes on the screen


@dataclass
class ImportReport:
    """What an import found and did: rows read, rows written, differences and notes in words."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ImportCommand(BaseCommand):
    """FILE [--dry-run]: one transaction; the dry run is the same code, rolled back.

    What a rule or the database refuses while the file is written is told like a wrong cell.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change and write nothing."
        )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        """Read the file and write what it changes."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                report = self.load(options["file"], options)
                transaction.set_rollback(options["dry_run"])
        except RuleError as error:
            lines = [*as_refusal(error).lines, _("Nothing was written.")]
            raise CommandError("\n".join(lines), returncode=1) from None
        self._say(report, is_dry_run=options["dry_run"])

    def _say(self, report: ImportReport, *, is_dry_run: bool) -> None:
        for line in report.differences[:MOST_LINES]:
            self.stdout.write(line)
        left_out = len(report.differences) - MOST_LINES
        if left_out > 0:
            self.stdout.write(_("… and %(count)s more differences.") % {"count": left_out})
        for note in report.notes[:MOST_LINES]:
            self.stdout.write(_("Note: %(note)s") % {"note": note})
        message = _("%(read)s rows read, %(written)s written, %(unchanged)s unchanged.")
        if is_dry_run:
            message = _(
                "%(read)s rows read, %(written)s would be written, %(unchanged)s unchanged. "
                "Nothing was written (dry run)."
            )
        values = {"read": report.read, "written": report.written, "unchanged": report.unchanged}
        self.stdout.write(message % values)
