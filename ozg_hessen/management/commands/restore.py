"""The way back from a backup, into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ozg_hessen.keeping import KeepingError, restore_backup


class Command(BaseCommand):
    help = "Load the backup in PLACE into an empty database, and prove that it is the same."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = restore_backup(options["place"])
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored as of {made.made_at}: {made.ledger_entries} ledger entries, as then."
        )
