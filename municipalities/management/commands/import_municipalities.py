"""Compare the tables of bodies with a GV100AD file and bring them up to its date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.imports.command import ImportCommand, ImportReport
from municipalities.imports import import_municipalities


class Command(ImportCommand):
    help = (
        "Import GV100AD of the Federal Statistical Office (UTF-8 or ISO-8859-1, 220 characters a "
        "line): tells every difference and writes new names, areas, bodies and population."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--population-as-of",
            type=date.fromisoformat,
            help="The day of the population (default: the last 31 December up to the file's day).",
        )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_municipalities(path, population_as_of=options["population_as_of"])
