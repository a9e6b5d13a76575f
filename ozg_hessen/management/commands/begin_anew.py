"""Throw the database of a demo away, to begin anew with this state of the project."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = "Empty the database of a demo: all tables and all data. Refused in production."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="yes, all data may go")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Refused: OZG_ENV=production. Restore a backup instead.")
        if not options["yes"]:
            raise CommandError("This throws all data away. Say --yes if that is meant.")
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        self.stdout.write("The database is empty. Next: make run")
