"""Papers that people hand in with a form and that are kept: which kinds, how large, as what."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.imports.errors import FileRefused
from core.imports.kind import SHEETS, FileKind, kind_of
from core.imports.workbook import refuse_flood
from core.uploads.sent import SentFile, SentFileField

LARGEST_PAPER = 5 * 1024**2
# By ending: what the content has to be, and as what the file is handed out again.
PAPERS = {
    ".pdf": (FileKind.PDF, "application/pdf"),
    ".xlsx": (
        FileKind.XLSX,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ".ods": (FileKind.ODS, "application/vnd.oasis.opendocument.spreadsheet"),
    ".jpg": (FileKind.PICTURE, "image/jpeg"),
    ".jpeg": (FileKind.PICTURE, "image/jpeg"),
    ".png": (FileKind.PICTURE, "image/png"),
}
ACCEPTED = ",".join(PAPERS)


def media_type_of(paper: SentFile) -> str:
    """As what a paper that was taken is handed out again."""
    return PAPERS[_ending(paper)][1]


class PaperField(SentFileField):
    """A PDF, a table (XLSX, ODS) or a picture (JPG, PNG) of at most 5 MB, by its content."""

    largest = LARGEST_PAPER

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A SentFile of an allowed kind whose ending tells the truth; None where left empty."""
        paper = super().clean(data, initial)
        if paper is None:
            return None
        allowed = PAPERS.get(_ending(paper))
        with paper.stored() as path:
            if allowed is None or kind_of(path) is not allowed[0]:
                message = _(
                    "“%(name)s” is no PDF, no table (XLSX, ODS) and no picture (JPG, PNG). "
                    "Save it as PDF and choose it again."
                )
                raise forms.ValidationError(message % {"name": paper.name}, code="kind")
            if allowed[0] in SHEETS:
                _refuse_flood(path)
        return paper

    def _too_large(self) -> str:
        return _("The file is larger than 5 MB. Reduce or split it.")


def _refuse_flood(path: Path) -> None:
    """Nobody here opens a paper; who does later shall not lose the machine to it."""
    try:
        refuse_flood(path)
    except FileRefused as refused:
        raise forms.ValidationError(refused.message, code="flood") from None


def _ending(paper: SentFile) -> str:
    return PurePath(paper.name).suffix.lower()
