"""Load the reference tables that come with the project."""

from __future__ import annotations

from django.utils import timezone

import municipalities.reference
import programs.imports.reference
import services.imports.conferences
import services.imports.reference
from ozg_hessen.management.commands._loading import LoadCommand
from services.actions import carry_over_everywhere


class Command(LoadCommand):
    help = "Load bodies, services and programs from the project's files, if those have changed."
    what = "Reference data"
    sources = (
        *municipalities.reference.SOURCES,
        *services.imports.reference.SOURCES,
        *services.imports.conferences.SOURCES,
        *programs.imports.reference.SOURCES,
    )

    def follow_up(self, loaded: set[str]) -> None:
        """A successor that came with the file takes over what its predecessors had reported."""
        if "municipalities/bodies" in loaded:
            carry_over_everywhere(at=timezone.now())
