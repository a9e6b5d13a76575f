"""Load figures and grants known from publications."""

from __future__ import annotations

from ozg_hessen.management.commands._loading import LoadCommand
from programs.imports.published import SOURCES


class Command(LoadCommand):
    help = "Load published figures and published grants, if their files have changed."
    what = "Published facts"
    sources = SOURCES
