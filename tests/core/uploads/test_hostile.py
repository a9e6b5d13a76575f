"""What is sent to hurt: each ends within two seconds, in words or as a file nobody here opens."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile as File

from core.imports.errors import FileRefused
from core.imports.kind import TABLES, require_kind
from core.imports.workbook import MOST_PARTS, measure
from core.uploads.papers import LARGEST_PAPER, PaperField, media_type_of
from core.uploads.sent import SentFileField

LONGEST = 2.0  # seconds
PAGES = 10_000
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@contextmanager
def in_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < LONGEST


def pdf_of(pages: int, *, text: str = "") -> bytes:
    """A whole PDF with so many pages, each with its own line of text."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + 2 * pages, 2))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>"]
    for number in range(pages):
        shown = f"BT /F1 9 Tf 50 800 Td ({number}{text}) Tj ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number * 2 + 4} 0 R>>"
        )
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}\nendstream")
    written, places = io.BytesIO(b"%PDF-1.4\n"), []
    written.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, start=1):
        places.append(written.tell())
        written.write(f"{number} 0 obj{content}endobj\n".encode())
    begins = written.tell()
    written.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    written.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    written.write(f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n".encode())
    written.write(f"startxref\n{begins}\n%%EOF\n".encode())
    return written.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def bomb(megabytes: int) -> bytes:
    return packed({"xl/workbook.xml": b"<x/>", "xl/media/a.bin": bytes(megabytes * 1024**2)})


def refusal(name: str, content: bytes) -> str:
    """In which words the door for papers refuses the file."""
    with in_time(), pytest.raises(forms.ValidationError) as refused:
        PaperField().clean(File(name, content))
    (said,) = refused.value.messages
    return said


def test_pdf_of_ten_thousand_written_pages_is_too_large() -> None:
    content = pdf_of(PAGES, text=" Rechnung zu Lizenzen und Schulungen, siehe Anlage" * 7)
    assert len(content) > LARGEST_PAPER
    said = "Die Datei ist größer als 5 MB. Verkleinern oder teilen Sie sie."
    assert refusal("belege.pdf", content) == said


def test_pdf_of_ten_thousand_empty_pages_is_bytes_and_nothing_more() -> None:
    """What costs is the number of bytes: nobody here opens a PDF, or counts its pages."""
    content = pdf_of(PAGES)
    assert len(content) < LARGEST_PAPER
    with in_time():
        paper = PaperField().clean(File("leer.pdf", content))
    assert (paper.content, media_type_of(paper)) == (content, "application/pdf")


def test_pdf_of_ten_thousand_pages_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(pdf_of(PAGES))
    with in_time(), pytest.raises(FileRefused, match=r"„liste\.csv“ ist ein PDF und keine Tabelle"):
        require_kind(path, TABLES)


@pytest.mark.parametrize("name", ["bild.svg", "bild.png", "bild.jpg", "bild.pdf", "bild.xlsx"])
def test_picture_with_a_script_is_refused_whatever_it_is_called(name: str) -> None:
    assert refusal(name, SCRIPT).startswith(f"„{name}“ ist kein PDF, keine Tabelle (XLSX, ODS)")


def test_picture_with_a_script_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "bild.csv"
    path.write_bytes(b"\xef\xbb\xbf \n" + SCRIPT)
    with pytest.raises(FileRefused, match=r"„bild\.csv“ ist eine XML-Datei"):
        require_kind(path, TABLES)


@pytest.mark.parametrize(("megabytes", "is_fine"), [(19, True), (21, False)])
def test_paper_that_unpacks_to_a_flood_is_refused(megabytes: int, is_fine: bool) -> None:
    """Nobody here unpacks it, and who opens it at a desk shall not lose the machine to it."""
    content = bomb(megabytes)
    assert len(content) < LARGEST_PAPER
    if is_fine:
        assert PaperField().clean(File("belege.xlsx", content)).content == content
    else:
        assert f"entpackt {megabytes} MB" in refusal("belege.xlsx", content)


@pytest.mark.parametrize(("others", "is_fine"), [(MOST_PARTS - 1, True), (MOST_PARTS, False)])
def test_archive_of_very_many_parts_is_refused(others: int, is_fine: bool) -> None:
    parts = dict.fromkeys((f"xl/{number}" for number in range(others)), b"")
    content = packed({"xl/workbook.xml": b"<x/>", **parts})
    if is_fine:
        assert PaperField().clean(File("belege.xlsx", content)).content == content
    else:
        assert "Teile" in refusal("belege.xlsx", content)


def test_archive_that_breaks_off_is_refused_in_words() -> None:
    content = bomb(1)
    assert refusal("belege.xlsx", content[: len(content) // 2])


def test_bomb_is_no_table_either(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    sent = SentFileField().clean(File(path.name, bomb(200)))
    path.write_bytes(sent.content)
    with in_time(), pytest.raises(FileRefused, match="200 MB"):
        measure(path)
