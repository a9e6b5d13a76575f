"""Import roll-outs from Open-PVOG, XZuFi, civento usage lists or our own table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from core.imports.command import ImportCommand, ImportReport
from services.imports.rollouts import import_rollouts


class Command(ImportCommand):
    help = (
        "Record what a file says about roll-outs: Open-PVOG CSV, XZuFi 2.2 XML, a civento usage "
        "list or our own table. Events are written only where something changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--day",
            type=date.fromisoformat,
            help="The day the file speaks of (2026-11-22), in place of the one it names itself.",
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help=(
                "The file is the whole state of the bodies in it: what Open-PVOG or XZuFi had "
                "listed there and the file no longer has is taken off the list."
            ),
        )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_rollouts(
            path,
            by=None,
            at=timezone.now(),
            day=options["day"],
            complete=options["complete"],
        )
