"""A letter as DOCX: a Word template, ours or the ministry's own, filled in by docxtpl.

A template is a file that a person sent, so its expressions run in a sandbox that reads texts and
can do nothing else; a name that it asks for and no letter has is refused when it is uploaded.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import asdict
from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

from core.errors import RuleError
from programs.letters.contents import LetterContent, LetterSection
from programs.letters.template import default_template
from programs.letters.words import words
from programs.models import LetterTemplate, Program

# What zipfile, lxml and python-docx raise for a package that lacks a part, or has a broken one.
BROKEN = (BadZipFile, zlib.error, LxmlError, AttributeError, LookupError, RuntimeError)
LARGEST_UNPACKED = 20 * 1024**2
EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
LINK = re.compile(rb"/relationships/hyperlink[\"']")  # a web address in the letterhead is no harm


class Sandbox(ImmutableSandboxedEnvironment):
    """Compiles each text of a template once: one letter after the other goes into it."""

    def from_string(self, source: Any, *args: Any, **named: Any) -> Template:
        """The compiled text; the same one for the same text."""
        return _compiled(source)


SANDBOX = Sandbox(undefined=StrictUndefined, autoescape=True)


@lru_cache(maxsize=64)  # a letterhead has about eight
def _compiled(source: str) -> Template:
    return ImmutableSandboxedEnvironment.from_string(SANDBOX, source)


def letter_docx(content: LetterContent, template: bytes) -> bytes:
    """The bytes of the letter in the Word template.

    Raises RuleError "template" for a template that asks for what no letter has.
    """
    data: dict[str, Any] = asdict(content) | words(content)
    out = BytesIO()
    try:
        document = DocxTemplate(BytesIO(template))
        document.render(data, jinja_env=SANDBOX, autoescape=True)
        document.save(out)
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        message = _("The Word template cannot be filled in: %(why)s")
        raise RuleError(message % {"why": error}, field="file", code="template") from error
    except BROKEN as error:
        raise _refused(_("it is no Word file (DOCX)")) from error
    return out.getvalue()


def template_for(program: Program) -> bytes:
    """The newest Word template of the program, else of all programs, else our own."""
    rows = LetterTemplate.objects.filter(program=program)
    found = rows.first() or LetterTemplate.objects.filter(program__isnull=True).first()
    return bytes(found.content) if found else our_template()


@cache
def our_template() -> bytes:
    return default_template()


def check_template(content: bytes) -> None:
    """Raise RuleError unless `content` is a Word file that a sample letter goes into.

    Macros, links to other files and packed bombs are refused before anything is read.
    """
    _check_package(content)
    letter_docx(SAMPLE, content)


def _check_package(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise _refused(_("it is too large"))
            if "word/document.xml" not in package.namelist():
                raise _refused(_("it is no Word file (DOCX)"))
            relations = b"".join(
                package.read(part) for part in parts if part.filename.endswith(".rels")
            )
    except BROKEN as error:
        raise _refused(_("it is no Word file (DOCX)")) from error
    has_macros = any("vbaProject" in part.filename for part in parts)
    if has_macros or any(not LINK.search(tag) for tag in EXTERNAL.findall(relations)):
        raise _refused(_("it holds macros or links to other files"))


def _refused(why: str) -> RuleError:
    message = _("The Word template is not taken: %(why)s.") % {"why": why}
    return RuleError(message, field="file", code="template")


SAMPLE = LetterContent(
    kind="initial",
    title="Musterbescheid",
    subject="Programm: Vorhaben",
    sender=["Behörde"],
    recipient=["Magistrat", "Stadt"],
    marks=[("Aktenzeichen", "IV 3"), ("Schreiben", "1")],
    sections=[
        LetterSection("Inhalt", ["Absatz"], [("Betrag", "1,00 €")]),
        LetterSection("Anteile", (), (), ["Kommune", "Betrag"], [("Stadt", "1,00 €")]),
    ],
    signature=["Im Auftrag"],
    annexes=["ANBest-GK"],
    is_draft=True,
)
