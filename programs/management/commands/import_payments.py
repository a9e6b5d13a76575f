"""Import payments of the state's accounting (HKR)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from core.imports.command import ImportCommand, ImportReport
from programs.imports.hkr import import_hkr


class Command(ImportCommand):
    help = (
        "Take over the bookings of the state's accounting from CSV, XLSX or ODS (columns: "
        "docs/rules/hkr.md). The same file twice adds nothing; a wrong cell refuses the file."
    )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_hkr(path, at=timezone.now())
