"""Load the reference tables that come with the project."""

from __future__ import annotations

import municipalities.reference
import programs.reference
import services.reference
import services.reference_coordination
from ozg_hessen.management.commands._loading import LoadCommand


class Command(LoadCommand):
    help = "Load bodies, services and programs from the project's files, if those have changed."
    what = "Reference data"
    sources = (
        *municipalities.reference.SOURCES,
        *services.reference.SOURCES,
        *services.reference_coordination.SOURCES,
        *programs.reference.SOURCES,
    )
