"""What stands in a letter: texts alone, the same for each format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from core.formats import format_day, format_eur
from municipalities.choices import Kind
from municipalities.models import Municipality
from programs.choices import LetterKind, TextPlace
from programs.letters.texts import BlockTexts, texts_of
from programs.models import Grant
from programs.rules.letters import AMOUNT, DEADLINE, PROGRAM, PROJECT, RECIPIENT, REFERENCE

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class LetterSection:
    """A part of a letter: paragraphs, facts by label, rows of two cells under `head`."""

    heading: str = ""
    paragraphs: Sequence[str] = ()
    facts: Facts = ()
    head: Sequence[str] = ()
    rows: Facts = ()


@dataclass(frozen=True)
class LetterContent:
    """A whole letter. `marks` stand beside the address: file reference, number, day."""

    kind: str
    title: str
    subject: str
    sender: Sequence[str]
    recipient: Sequence[str]
    marks: Facts
    sections: Sequence[LetterSection]
    signature: Sequence[str]
    annexes: Sequence[str]
    is_draft: bool


@dataclass(frozen=True)
class LetterSheet:
    """What a letter gets from its signing: number in the case, day, who signs (None: a draft)."""

    number: int
    day: date
    signed_by: User | None = None


def letter(
    grant: Grant,
    kind: LetterKind,
    sheet: LetterSheet,
    sections: Iterable[LetterSection | None],
    *,
    title: str = "",
    annexes: Iterable[str] = (),
) -> LetterContent:
    """The letter on `grant` to its lead; sections that are None or say nothing are left out."""
    authority = grant.authority or grant.program.granting_authority
    said = [one for one in sections if one is not None and _says(one)]
    return LetterContent(
        kind=kind.value,
        title=title or str(kind.label),
        subject=f"{grant.program.name}: {grant.title}",
        sender=[authority.name, *authority.address.splitlines()] if authority else [],
        recipient=address_of(grant.lead),
        marks=_marks(grant, sheet),
        sections=said,
        signature=_signature(sheet),
        annexes=[name for name in annexes if name],
        is_draft=sheet.signed_by is None,
    )


def address_of(body: Municipality) -> list[str]:
    """The lines of the address: the organ that acts for the body, its name, its place."""
    lines = [_organ(body), body.official_name or body.name]
    if body.postal_code:
        lines.append(f"{body.postal_code} {body.name}")
    return [line for line in lines if line]


def _organ(body: Municipality) -> str:
    """Source: §§ 9, 65 HGO, § 8 HKO."""
    if body.kind == Kind.DISTRICT:
        return _("District committee (Kreisausschuss)")
    if body.kind in (Kind.TOWN, Kind.INDEPENDENT_CITY):
        return _("Municipal executive of a town (Magistrat)")
    if body.kind == Kind.MUNICIPALITY:
        return _("Municipal executive (Gemeindevorstand)")
    return ""


def blocks(grant: Grant, kind: LetterKind, sheet: LetterSheet, **amounts: str) -> BlockTexts:
    """The text blocks in force for the letter, with its own words filled in."""
    values = {
        PROJECT: grant.title,
        REFERENCE: grant.file_reference,
        PROGRAM: grant.program.name,
        RECIPIENT: str(grant.lead),
        **amounts,
    }
    return texts_of(grant, kind, sheet.day, values)


def amount(value: Decimal) -> dict[str, str]:
    """The amount of the letter in euros, for its text blocks."""
    return {AMOUNT: format_eur(value)}


def deadline(day: date) -> dict[str, str]:
    """The day until which the letter asks for something, for its text blocks."""
    return {DEADLINE: format_day(day)}


def block(texts: BlockTexts, place: TextPlace, heading: str = "") -> LetterSection:
    """A section of one text block."""
    return LetterSection(heading, texts.get(place, ()))


def appeal(notice: str) -> LetterSection:
    """The instruction on appeal."""
    return LetterSection(_("Instruction on appeal"), paragraphs(notice))


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def facts(*pairs: tuple[str, str | None]) -> list[tuple[str, str]]:
    """The pairs whose value is known; what is unknown is not said."""
    return [(label, value) for label, value in pairs if value]


def _marks(grant: Grant, sheet: LetterSheet) -> list[tuple[str, str]]:
    officer = grant.officer
    return facts(
        (_("File reference"), grant.file_reference),
        (_("Letter"), _("No. %(number)s of this case") % {"number": sheet.number}),
        (_("Officer"), officer.get_full_name() if officer else None),
        (_("E-mail"), officer.email if officer else None),
        (_("Date"), format_day(sheet.day)),
    )


def _signature(sheet: LetterSheet) -> list[str]:
    if sheet.signed_by is None:
        return [_("Not signed yet")]
    return [
        _("On behalf of the authority"),
        sheet.signed_by.get_full_name() or str(sheet.signed_by),
    ]


def _says(section: LetterSection) -> bool:
    return bool(section.paragraphs or section.facts or section.rows)
