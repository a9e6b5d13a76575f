"""A backup of the whole house: all of it is in the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ozg_hessen.keeping import KeepingError, make_backup


class Command(BaseCommand):
    help = "Dump the database into a new folder below FOLDER, with a manifest of hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_backup(options["folder"], at=timezone.localtime())
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made.dump_bytes} bytes, {made.ledger_entries} ledger entries, "
            f"ledger {made.ledger_sha256}"
        )
