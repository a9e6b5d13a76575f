"""The beginning of point-in-time recovery: a copy of the server that the log continues."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ozg_hessen.embedded import EmbeddedError
from ozg_hessen.embedded.archive import base_backup


class Command(BaseCommand):
    help = "Copy the embedded PostgreSQL into the archive (OZG_ARCHIVE_DIR)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED_POSTGRES:
            raise CommandError("Your own PostgreSQL is copied by pg_basebackup (operations.md).")
        try:
            made = base_backup(settings.EMBEDDED, at=timezone.now())
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(made))
