"""Reads letters as their recipients do: the text of the PDF and of the DOCX."""

from __future__ import annotations

import re
from io import BytesIO

import docx
from pypdf import PdfReader

from programs.choices import LetterFormat
from programs.models import Letter, LetterFile


def content(letter: Letter, fmt: LetterFormat) -> bytes:
    return bytes(LetterFile.objects.get(letter=letter, format=fmt).content)


def plain(text: str) -> str:
    """The text with each space an ordinary one, so that a break is no difference."""
    return re.sub(r"\s+", " ", text)


def pdf_text(made: bytes) -> str:
    """All pages in one line."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    return plain(" ".join(pages).replace("-\n", ""))


def docx_text(made: bytes) -> str:
    """Paragraphs and cells in one line."""
    document = docx.Document(BytesIO(made))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain(" ".join(parts))


def both(letter: Letter) -> list[str]:
    """What stands in the PDF and in the DOCX of a letter."""
    return [
        pdf_text(content(letter, LetterFormat.PDF)),
        docx_text(content(letter, LetterFormat.DOCX)),
    ]
