"""Whether the newest backup comes back, seen while the house goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ozg_hessen.keeping import KeepingError, try_backup


class Command(BaseCommand):
    help = "Restore the newest backup below FOLDER into a database beside this one, and drop it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = try_backup(options["folder"], at=timezone.localtime())
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"The backup of {made.made_at} comes back whole: {made.ledger_entries} ledger entries."
        )
