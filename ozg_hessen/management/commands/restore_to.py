"""The way back to a moment: base backup, then the archived log up to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ozg_hessen import embedded
from ozg_hessen.embedded.archive import restore_to
from ozg_hessen.keeping import ledger_hash


class Command(BaseCommand):
    help = "Make the stopped house what it was at MOMENT; what it was until now is kept beside."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("moment", help="2026-11-23T09:59:30, local time unless it says other")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED_POSTGRES:
            raise CommandError("Your own PostgreSQL goes back as docs/operations.md says.")
        try:
            moment = datetime.fromisoformat(options["moment"])
            if timezone.is_naive(moment):
                moment = timezone.make_aware(moment)
            before = restore_to(settings.EMBEDDED, moment)
            embedded.ensure_running()
        except (ValueError, embedded.EmbeddedError) as error:
            raise CommandError(str(error)) from error
        entries, digest = ledger_hash()
        self.stdout.write(f"As of {moment.isoformat()}: {entries} ledger entries, {digest}")
        self.stdout.write(f"What it was before is kept in {before}.")
