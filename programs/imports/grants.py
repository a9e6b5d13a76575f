"""One door for files of grants: published ones in the plain layout, new cases as drafts."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from accounts.models import User
from core.imports.command import ImportReport
from core.imports.errors import refuse
from core.imports.header import header_names
from core.imports.reader import has_columns
from programs.imports.drafts import COLUMNS as DRAFT_COLUMNS
from programs.imports.drafts import import_drafts
from programs.imports.published_grants import COLUMNS as PUBLISHED_COLUMNS
from programs.imports.published_grants import import_published

Columns = dict[str, list[str]]


def columns_of(path: Path) -> Columns:
    """The columns of the layout a file has. Raises FileRefused if it has none that we know."""
    header = header_names(path)
    if has_columns(header, "aktenzeichen"):
        return DRAFT_COLUMNS
    if has_columns(header, "keys"):
        return PUBLISHED_COLUMNS
    message = _(
        "Not a file of grants. Expected the columns of new cases (programm, aktenzeichen, "
        "vorhaben, kommunen, …) or the table of published grants that comes with the house."
    )
    raise refuse(message, row=1, value=", ".join(header)[:500])


def import_grants(path: Path, *, by: User | None) -> ImportReport:
    """Take a file of grants over, all of it or nothing; the same file twice adds nothing.

    Raises FileRefused with every wrong cell.
    """
    if columns_of(path) is DRAFT_COLUMNS:
        return import_drafts(path, by=by)
    return import_published(path)
