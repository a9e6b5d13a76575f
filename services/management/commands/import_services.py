"""Import the LeiKa list, or our own tables of services and competences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.imports.command import ImportCommand, ImportReport
from services.imports.catalogue import import_catalogue


class Command(ImportCommand):
    help = (
        "Import the LeiKa list (CSV with ;, cp1252 or UTF-8) or our own tables of OZG services "
        "and competences. --dry-run shows every change before it applies."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--catalogue", default="", help="The version that OZG services join (default: current)."
        )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_catalogue(path, catalogue=options["catalogue"])
