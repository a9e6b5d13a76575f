"""Take official boundaries from a GeoJSON file in place of the schematic map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.imports.command import ImportCommand, ImportReport
from municipalities.boundaries import import_boundaries


class Command(ImportCommand):
    help = (
        "Import boundaries as GeoJSON (WGS 84, polygons with the property ags): every body needs "
        "exactly one shape. The line of source and licence then stands under each map."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--credit",
            default="",
            help="Source and licence; default: those in the file's metadata.",
        )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_boundaries(path, credit=options["credit"])
