"""Which papers are taken: by content and ending together, up to 5 MB."""

from __future__ import annotations

import io
import zipfile

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from core.uploads.papers import LARGEST_PAPER, PaperField, media_type_of
from core.uploads.sent import SentFile


def workbook(inside: str = "xl/workbook.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(inside, "<x/>")
    return buffer.getvalue()


def taken(name: str, content: bytes) -> SentFile:
    paper: SentFile = PaperField().clean(SimpleUploadedFile(name, content))
    return paper


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("Bericht.PDF", b"%PDF-1.4 x", "application/pdf"),
        ("bild.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("bild.png", b"\x89PNG\r\n", "image/png"),
        (
            "belege.xlsx",
            workbook(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_paper_of_an_allowed_kind_is_taken(name: str, content: bytes, media_type: str) -> None:
    paper = taken(name, content)
    assert (paper.content, media_type_of(paper)) == (content, media_type)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bericht.pdf", b"<html><script>"),
        ("bericht.html", b"%PDF-1.4"),
        ("bericht", b"%PDF-1.4"),
        ("belege.xlsm", workbook()),
        ("belege.xlsx", workbook("word/document.xml")),
        ("belege.ods", workbook()),
        ("programm.exe", b"MZ\x00\x00"),
    ],
)
def test_other_kinds_and_false_endings_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(forms.ValidationError, match="Speichern Sie sie als PDF"):
        taken(name, content)


def test_paper_may_be_as_large_as_is_said_and_no_larger() -> None:
    start = b"%PDF-1.4"
    most = start + b"x" * (LARGEST_PAPER - len(start))
    assert len(taken("gross.pdf", most).content) == LARGEST_PAPER
    with pytest.raises(forms.ValidationError, match="größer als 5 MB"):
        taken("gross.pdf", most + b"x")


def test_paper_that_need_not_be_sent_may_be_left_out() -> None:
    assert PaperField(required=False).clean(None) is None
    with pytest.raises(forms.ValidationError):
        PaperField().clean(None)
