"""Compare the tables of bodies with a GV100AD file and bring them up to its date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.imports.command import ImportCommand, ImportReport
from municipalities.choices import PopulationBasis
from municipalities.imports import import_municipalities

BASES = {"2011": PopulationBasis.CENSUS_2011, "2022": PopulationBasis.CENSUS_2022}


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
            help="The day of the population; needed unless the file repeats figures known here.",
        )
        parser.add_argument(
            "--population-basis",
            choices=list(BASES),
            help="The census the population is based on; needed for 2022 and 2023.",
        )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_municipalities(
            path,
            population_as_of=options["population_as_of"],
            population_basis=BASES.get(options["population_basis"]),
        )
