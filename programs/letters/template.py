"""Our own Word template, written by code, so that it can be read and compared."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

WIDTHS = (Cm(11), Cm(5.5))
STYLES = ("Normal", "Heading 1", "Heading 2", "Table Grid", "Footer")
# Parts of the sample that python-docx begins with: nine tenths of each letter, and of no use in it.
UNUSED = ("stylesWithEffects.xml", "customXml/item1.xml", "docProps/thumbnail.jpeg")


def default_template() -> bytes:
    """A DOCX with the tags of docxtpl: letterhead, address, marks, sections, signature."""
    document = docx.Document()
    document.core_properties.title = "OZG Hessen"
    document.core_properties.language = "de-DE"
    _write_plainly(document)
    margins = document.sections[0]
    margins.page_width, margins.page_height = Cm(21), Cm(29.7)
    margins.left_margin, margins.right_margin = Cm(2.5), Cm(2)
    margins.footer.paragraphs[0].text = "{{ footer }}"
    _lines(document, "{%p if draft_note %}", "{{ draft_note }}", "{%p endif %}")
    _loop(document, "line in sender", "{{ line }}")
    document.add_paragraph("")
    _loop(document, "line in recipient", "{{ line }}")
    document.add_paragraph("")
    _loop(document, "label, value in marks", "{{ label }}: {{ value }}")
    document.add_heading("{{ title }}", 1)
    document.add_paragraph().add_run("{{ subject }}").bold = True
    document.add_paragraph()
    document.add_paragraph("{{ salutation }}")
    _sections(document)
    document.add_paragraph("")
    _loop(document, "line in signature", "{{ line }}")
    _lines(
        document,
        "{%p if annexes %}",
        "{{ annexes_title }}: {{ annexes|join('; ') }}",
        "{%p endif %}",
    )
    _leave_out_what_is_unused(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _leave_out_what_is_unused(document: Any) -> None:
    for style in list(document.styles):
        if style.name not in STYLES and style.element.get(qn("w:default")) is None:
            style.delete()
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.target_part.partname.endswith(UNUSED):
                del relations[key]


def _write_plainly(document: Any) -> None:
    """Black letters of one face; lines of an address or of facts close to one another."""
    for name, size, above in (("Normal", 10.5, 0), ("Heading 1", 14, 12), ("Heading 2", 11, 10)):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        for theme in ("w:asciiTheme", "w:hAnsiTheme"):  # else Word takes the face of its theme
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_before = Pt(above)
        style.paragraph_format.space_after = Pt(3)


def _sections(document: Any) -> None:
    document.add_paragraph("{%p for section in sections %}")
    document.add_paragraph("{%p if section.heading %}")
    document.add_heading("{{ section.heading }}", 2)
    document.add_paragraph("{%p endif %}")
    _loop(document, "paragraph in section.paragraphs", "{{ paragraph }}")
    _loop(document, "label, value in section.facts", "{{ label }}: {{ value }}")
    document.add_paragraph("{%p if section.rows %}")
    _table(document)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _table(document: Any) -> None:
    table = document.add_table(rows=4, cols=2)
    table.style = "Table Grid"
    cells = [
        ("{{ section.head[0] }}", "{{ section.head[1] }}"),
        ("{%tr for label, value in section.rows %}", ""),
        ("{{ label }}", "{{ value }}"),
        ("{%tr endfor %}", ""),
    ]
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
            cell.text, cell.width = text, width
        row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True


def _loop(document: Any, over: str, text: str) -> None:
    _lines(document, f"{{%p for {over} %}}", text, "{%p endfor %}")


def _lines(document: Any, *texts: str) -> None:
    for text in texts:
        document.add_paragraph(text)
