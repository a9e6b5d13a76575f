"""One upload page: ask for the file, show what it brings, take it over or hand it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from core.errors import RuleError
from core.exports import XLSX_TYPE
from core.http.downloads import download
from core.imports.errors import FileRefused, as_refusal
from core.imports.marked import marked_copy
from core.sending.seen import as_errors
from core.sending.versions import Changed
from core.uploads.sent import SentFile, UploadForm, carried_file

CONFIRMED, MARKED = "_confirmed", "_marked"
ROWS_SHOWN = 500

Result = TypeVar("Result")
Values = Mapping[str, Any]
Columns = Mapping[str, Sequence[str]]
Page = Callable[[UploadForm | None, dict[str, Any]], HttpResponse]


def _nothing_shown(_request: HttpRequest) -> None:
    """The preview showed nothing that somebody else could have changed."""


@dataclass(frozen=True)
class Upload(Generic[Result]):
    """What is its own in an upload page.

    `read` takes the file over and returns what it did, or raises FileRefused; it runs in a
    transaction that only the second click keeps. `show` makes the preview of that, inside the
    transaction. `taken` answers the second click, `page` renders. `columns` are the headings a
    file may use, by our names, so that a refused one can come back with its wrong cells marked.
    `check` raises Changed where what the preview met has changed since.
    """

    form: type[UploadForm]
    read: Callable[[Path, Values], Result]
    show: Callable[[Result], dict[str, Any]]
    taken: Callable[[Result], HttpResponse]
    page: Page
    columns: Callable[[Path], Columns]
    form_options: dict[str, Any] = field(default_factory=dict)
    check: Callable[[HttpRequest], None] = _nothing_shown

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page for a GET, the preview of a file, or what the second click asks for.

        Who may come here is the caller's to ask. Raises BadRequest for a second click that no
        preview has made.
        """
        if request.method != "POST":
            return self.page(self.form(**self.form_options), {})
        if CONFIRMED in request.POST or MARKED in request.POST:
            return self._second_click(request)
        form = self.form(request.POST, request.FILES, **self.form_options)
        if not form.is_valid():
            return self.page(form, {})
        return self.page(form, self._preview(form))

    def _second_click(self, request: HttpRequest) -> HttpResponse:
        """Read the file again; in between somebody else may have changed what it meets.

        The one place where a confirmation arrives.
        """
        sent = carried_file(request.POST.get("name", ""), request.POST.get("content", ""))
        if sent is None:
            raise BadRequest
        files: Any = {"file": sent}
        form = self.form(request.POST, files, **self.form_options)
        if form.has_error("file"):  # it carries malware, or nobody can tell any more
            return self.page(form, {})
        if not form.is_valid():
            raise BadRequest
        if MARKED in request.POST:
            return self._hand_back(form, sent)
        try:
            with sent.stored() as path, transaction.atomic():
                self.check(request)
                result = self.read(path, form.cleaned_data)
        except Changed as changed:
            for text in as_errors(changed):
                messages.error(request, text)
            return self.page(form, self._preview(form))
        except RuleError as error:
            shown = self._refused(form, as_refusal(error))
            return self.page(self.form(**self.form_options), shown)
        return self.taken(result)

    def _preview(self, form: UploadForm) -> dict[str, Any]:
        """What the file brings or what is wrong in it; nothing is kept."""
        sent: SentFile = form.cleaned_data["file"]
        try:
            with sent.stored() as path, transaction.atomic():
                shown = self.show(self.read(path, form.cleaned_data))
                transaction.set_rollback(True)
        except RuleError as error:
            return self._refused(form, as_refusal(error))
        return {**shown, **_carried(form)}

    def _refused(self, form: UploadForm, refused: FileRefused) -> dict[str, Any]:
        shown = refused.errors[:ROWS_SHOWN]
        return {
            "refused": shown,
            "count": refused.count,
            "more": refused.left_out(shown),
            "can_be_marked": any(error.row for error in refused.errors)
            and self._columns(form.cleaned_data["file"]) is not None,
            **_carried(form),
        }

    def _hand_back(self, form: UploadForm, sent: SentFile) -> HttpResponse:
        """The file as a workbook with its wrong cells marked; the preview if none is wrong now."""
        columns = self._columns(sent)
        try:
            with sent.stored() as path, transaction.atomic():
                self.read(path, form.cleaned_data)
                transaction.set_rollback(True)
        except RuleError as error:
            if columns is None:
                raise BadRequest from None
            with sent.stored() as path:
                content = marked_copy(path, columns, as_refusal(error).errors)
            return download(content, media_type=XLSX_TYPE, name=sent.marked_name)
        return self.page(form, self._preview(form))

    def _columns(self, sent: SentFile) -> Columns | None:
        """The headings of the file's kind; None for a file of no kind we know."""
        try:
            with sent.stored() as path:
                return self.columns(path)
        except FileRefused:
            return None


def _carried(form: UploadForm) -> dict[str, Any]:
    """The file and what was entered with it, for the fields of the second click."""
    sent: SentFile = form.cleaned_data["file"]
    others = [(name, form[name].data or "") for name in form.fields if name != "file"]
    return {"name": sent.name, "content": sent.encoded, "others": others}
