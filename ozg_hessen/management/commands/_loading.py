"""What the commands that load the project's files share."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from core.imports.errors import FileRefused
from core.imports.reference import Loaded, Source, load_source


class LoadCommand(BaseCommand):
    """Loads `sources` in one transaction; unchanged files are skipped."""

    requires_system_checks = ()  # the next command checks; this one runs at every start
    sources: ClassVar[Iterable[Source]] = ()
    what = ""

    def follow_up(self, loaded: set[str]) -> None:
        """What the newly loaded files ask for, in the same transaction."""

    def load(self, source: Source) -> Loaded:
        """Load a file; one that is refused ends the command with all that is wrong in it."""
        try:
            return load_source(source)
        except FileRefused as error:
            raise CommandError("\n".join([source.path.name, *error.lines])) from error

    def handle(self, *args: Any, **options: Any) -> None:
        begun = monotonic()
        with transaction.atomic():
            results = [self.load(source) for source in self.sources]
            self.follow_up({result.name for result in results if not result.unchanged})
        if not all(result.unchanged for result in results):
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        for result in results:
            if not result.unchanged and options["verbosity"]:
                self.stdout.write(f"{result.name}: {result.rows} rows")
            for kept in result.kept:
                self.stdout.write(f"{result.name}: kept as edited: {kept}")
        if options["verbosity"]:
            self.stdout.write(f"{self.what}: {monotonic() - begun:.2f} s")
