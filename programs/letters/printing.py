"""Many letters in one file for the printer, each beginning on the front of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from programs.choices import LetterFormat
from programs.models import Letter, LetterFile


def one_pdf(letters: Iterable[Letter]) -> bytes:
    """The frozen PDFs of the letters in their order; a blank page after an odd number of pages."""
    keys = [letter.pk for letter in letters]
    files = LetterFile.objects.filter(letter__in=keys, format=LetterFormat.PDF)
    contents = dict(files.values_list("letter_id", "content"))
    writer = PdfWriter()
    for key in keys:
        reader = PdfReader(BytesIO(bytes(contents[key])))
        for page in reader.pages:
            writer.add_page(page)
        if len(reader.pages) % 2:
            writer.add_blank_page()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
