"""Import grants: published ones, or new cases as drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.imports.command import ImportCommand, ImportReport
from programs.imports.grants import import_grants


class Command(ImportCommand):
    help = (
        "Take over published grants or new cases from CSV, XLSX or ODS (columns: "
        "docs/rules/import.md). The same file twice adds nothing; a wrong cell refuses the file."
    )

    def load(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_grants(path, by=None)
