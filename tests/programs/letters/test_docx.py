"""What a Word template may do: read texts. Everything else is refused when it is sent in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from core.errors import RuleError
from programs.letters.docx import (
    LARGEST_UNPACKED,
    SAMPLE,
    _compiled,
    check_template,
    letter_docx,
    our_template,
)
from tests.programs.letters.reading import docx_text

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def with_text(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    return saved(document)


def saved(document: object) -> bytes:
    out = BytesIO()
    document.save(out)  # type: ignore[attr-defined]  # a Word document
    return out.getvalue()


def linked(kind: str) -> bytes:
    document = Document()
    document.part.relate_to("https://example.org/", kind, is_external=True)
    return saved(document)


def test_our_template_holds_every_part_of_a_letter() -> None:
    text = docx_text(letter_docx(SAMPLE, our_template()))
    for part in ("Musterbescheid", "Behörde", "Magistrat", "Inhalt", "Absatz", "Betrag: 1,00 €"):
        assert part in text
    assert "{" not in text


def test_our_template_is_black_with_bold_heads_and_amounts_on_the_right() -> None:
    document = Document(BytesIO(letter_docx(SAMPLE, our_template())))
    styles: Any = document.styles
    for name in ("Normal", "Heading 1", "Heading 2"):
        assert (styles[name].font.name, str(styles[name].font.color.rgb)) == ("Arial", "000000")
    head, *rows = document.tables[0].rows
    assert [cell.paragraphs[0].runs[0].bold for cell in head.cells] == [True, True]
    right = {row.cells[1].paragraphs[0].alignment for row in (head, *rows)}
    assert right == {WD_ALIGN_PARAGRAPH.RIGHT}
    assert {row.cells[0].paragraphs[0].alignment for row in (head, *rows)} == {None}


def in_cm(length: Any) -> float:
    """A length as a person reads it; Word keeps it in twentieths of a point."""
    return float(round(length.cm, 2))


def test_our_template_is_a_sheet_of_a4_with_the_faces_and_distances_of_a_letter() -> None:
    document = Document(BytesIO(letter_docx(SAMPLE, our_template())))
    sheet, styles = document.sections[0], document.styles
    lengths = (sheet.page_width, sheet.page_height, sheet.left_margin, sheet.right_margin)
    assert [in_cm(length) for length in lengths] == [21, 29.7, 2.5, 2]
    told = {}
    for name in ("Normal", "Heading 1", "Heading 2"):
        style: Any = styles[name]
        told[name] = [
            style.font.size,
            style.paragraph_format.space_before,
            style.paragraph_format.space_after,
        ]
    assert told == {
        "Normal": [Pt(10.5), Pt(0), Pt(3)],
        "Heading 1": [Pt(14), Pt(12), Pt(3)],
        "Heading 2": [Pt(11), Pt(10), Pt(3)],
    }
    (table,) = document.tables
    assert [[in_cm(cell.width) for cell in row.cells] for row in table.rows] == [[11, 5.5]] * 2
    headed = {part.text: part.style.name for part in document.paragraphs if part.style is not None}
    assert (headed["Musterbescheid"], headed["Inhalt"]) == ("Heading 1", "Heading 2")
    (subject,) = [part for part in document.paragraphs if part.text == SAMPLE.subject]
    assert subject.runs[0].bold


@pytest.mark.parametrize(
    "text",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ ''.__class__ }}",
        "{{ unbekannt }}",
        "{{ title ",
        "{% for x in range(10000000) %}x{% endfor %}",
        "{{ 1 / 0 }}",
    ],
)
def test_template_that_does_more_than_read_texts_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check_template(with_text(text))
    assert refusal.value.code == "template"


def test_text_of_a_letter_is_not_read_as_a_template() -> None:
    letter = letter_docx(SAMPLE, with_text("{{ subject }} {{ '{{' }} & <b>"))
    assert "Programm: Vorhaben {{" in docx_text(letter)


def test_files_that_are_no_word_files_are_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr("word/other.xml", "x")
    for content in (b"", b"PK\x03\x04", b"%PDF-1.7", out.getvalue()):
        with pytest.raises(RuleError):
            check_template(content)


@pytest.mark.parametrize("part", sorted(ZipFile(BytesIO(with_text("x"))).namelist()))
@pytest.mark.parametrize("broken", [None, b"", b"<x/>", b"<x"])
def test_package_that_lacks_a_part_or_has_a_broken_one_is_a_refusal_or_a_letter(
    part: str, broken: bytes | None
) -> None:
    out = BytesIO()
    with ZipFile(BytesIO(with_text("x"))) as whole, ZipFile(out, "w") as package:
        for name in whole.namelist():
            content = whole.read(name) if name != part else broken
            if content is not None:
                package.writestr(name, content)
    with suppress(RuleError):
        check_template(out.getvalue())


@pytest.mark.parametrize(("more", "said"), [(1, "zu groß"), (0, "keine Word-Datei")])
def test_packed_bomb_is_refused_before_it_is_read(more: int, said: str) -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * (LARGEST_UNPACKED + more))
    with pytest.raises(RuleError, match=said):
        check_template(out.getvalue())


def test_macros_and_foreign_files_are_refused_and_web_addresses_are_not() -> None:
    check_template(linked(HYPERLINK))
    with pytest.raises(RuleError, match="Makros"):
        check_template(linked(TEMPLATE))
    out = BytesIO(with_text("x"))
    with ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(RuleError, match="Makros"):
        check_template(out.getvalue())


def test_text_of_a_template_is_compiled_once_and_filled_in_for_each_letter() -> None:
    first, second = (replace(SAMPLE, title=title) for title in ("Erster", "Zweiter"))
    template = our_template()
    letter_docx(first, template)
    compiled = _compiled.cache_info().misses
    assert "Zweiter" in docx_text(letter_docx(second, template))
    assert "Erster" in docx_text(letter_docx(first, template))
    assert _compiled.cache_info().misses == compiled


def test_our_template_carries_only_what_a_letter_uses() -> None:
    content = our_template()
    with ZipFile(BytesIO(content)) as package:
        names = set(package.namelist())
    assert {"word/document.xml", "word/styles.xml", "word/footer1.xml"} <= names
    assert not {part for part in names if part.endswith((".jpeg", "Effects.xml", "item1.xml"))}
    document: Any = Document(BytesIO(content))
    used = {paragraph.style.name for paragraph in document.paragraphs}
    kept = {style.name for style in document.styles}
    assert used | {"Table Grid", "Footer"} <= kept
    assert len(kept) < 12
    assert len(content) < 15_000
