"""Whether ledgers and histories still are what was sealed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.seals.chain import head, seal_history
from core.seals.verifying import BrokenError, verify_history


class Command(BaseCommand):
    help = (
        "Compare ledgers and histories with their seals; ends with 1 and the first row that was "
        "changed, added or taken away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a head kept elsewhere, e.g. from the log")
        parser.add_argument("--seal", action="store_true", help="seal what is new afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = verify_history(known=options["head"])
        except BrokenError as error:
            raise CommandError(str(error)) from error
        if options["seal"]:
            seal_history(at=timezone.now())
        self.stdout.write(f"{rows} rows are as they were sealed. Head: {head()}")
