"""Load the reference tables that come with the project."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

import municipalities.reference
import programs.reference
import services.reference
from core.reference import FileError, Loaded, load_source

SOURCES = (
    *municipalities.reference.SOURCES,
    *services.reference.SOURCES,
    *programs.reference.SOURCES,
)


class Command(BaseCommand):
    help = "Load bodies, services and programs from the project's files, if those have changed."
    requires_system_checks = ()  # the next command checks; this one runs at every start

    def handle(self, *args: Any, **options: Any) -> None:
        begun = monotonic()
        try:
            with transaction.atomic():
                results = [load_source(source) for source in SOURCES]
        except FileError as error:
            raise CommandError("\n".join(error.errors)) from error
        for result in results:
            self._say(result, options["verbosity"])
        if not all(result.unchanged for result in results):
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        if options["verbosity"]:
            self.stdout.write(f"Reference data: {monotonic() - begun:.2f} s")

    def _say(self, result: Loaded, verbosity: int) -> None:
        if verbosity and not result.unchanged:
            self.stdout.write(f"{result.name}: {result.rows} rows")
        for kept in result.kept:
            self.stdout.write(f"{result.name}: kept as edited: {kept}")
