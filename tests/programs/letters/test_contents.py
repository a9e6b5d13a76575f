"""What every letter holds, made of texts alone: address, marks, signature, parts that say nothing.

No database: bodies, cases and people are made in memory.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from municipalities.choices import Kind
from municipalities.models import Municipality
from programs.choices import LetterKind, TextPlace
from programs.letters.contents import (
    LetterContent,
    LetterSection,
    LetterSheet,
    address_of,
    amount,
    appeal,
    block,
    deadline,
    facts,
    letter,
    paragraphs,
)
from programs.letters.texts import BlockTexts
from programs.letters.words import words
from programs.models import Authority, Grant, Program
from programs.rules.letters import placeholders

pytestmark = pytest.mark.usefixtures("untranslated")

DAY = date(2026, 11, 23)
OFFICER = User(username="o", first_name="Olga", last_name="Ott", email="olga@hessen.example")
APPROVER = User(username="abt", first_name="Anton", last_name="Abt")
MINISTRY = Authority(code="m", name="Ministerium", address="Straße 1\n65185 Wiesbaden")
PRESIDIUM = Authority(code="r", name="Regierungspräsidium", address="")


def town(kind: Kind = Kind.TOWN, **fields: str) -> Municipality:
    named = {"name": "Alsfeld", "official_name": "Alsfeld, Stadt", "postal_code": "36304"}
    return Municipality(ags="06535001", kind=kind, **{**named, **fields})


def case(**fields: object) -> Grant:
    """A case of a town in a program that the ministry grants, with its officer."""
    told: dict[str, object] = {
        "program": Program(code="p", name="IKZ", granting_authority=MINISTRY),
        "file_reference": "IV 3 - 7",
        "title": "Standesamt",
        "lead": town(),
        "officer": OFFICER,
    }
    return Grant(**(told | fields))


def made(*sections: LetterSection | None, grant: Grant | None = None, **more: str) -> LetterContent:
    sheet = LetterSheet(2, DAY, APPROVER)
    return letter(grant or case(), LetterKind.DECISION, sheet, sections, **more)


@pytest.mark.parametrize(
    ("kind", "organ"),
    [
        (Kind.MUNICIPALITY, "Municipal executive (Gemeindevorstand)"),
        (Kind.TOWN, "Municipal executive of a town (Magistrat)"),
        (Kind.INDEPENDENT_CITY, "Municipal executive of a town (Magistrat)"),
        (Kind.DISTRICT, "District committee (Kreisausschuss)"),
    ],
)
def test_a_letter_is_addressed_to_the_organ_that_acts_for_the_body(kind: Kind, organ: str) -> None:
    assert address_of(town(kind)) == [organ, "Alsfeld, Stadt", "36304 Alsfeld"]


@pytest.mark.parametrize("kind", [Kind.ASSOCIATION, Kind.UNINCORPORATED_AREA])
def test_a_body_whose_organ_the_law_does_not_name_is_addressed_by_its_name(kind: Kind) -> None:
    assert address_of(town(kind)) == ["Alsfeld, Stadt", "36304 Alsfeld"]


def test_an_unknown_place_is_left_out_and_the_short_name_stands_for_the_official_one() -> None:
    assert address_of(town(Kind.ASSOCIATION, postal_code="")) == ["Alsfeld, Stadt"]
    assert address_of(town(Kind.ASSOCIATION, official_name="")) == ["Alsfeld", "36304 Alsfeld"]


def test_the_authority_of_the_case_sends_before_that_of_its_program() -> None:
    assert made().sender == ["Ministerium", "Straße 1", "65185 Wiesbaden"]
    assert made(grant=case(authority=PRESIDIUM)).sender == ["Regierungspräsidium"]
    nobody = case(program=Program(code="p", name="IKZ"))
    assert made(grant=nobody).sender == []


def test_a_letter_is_about_the_program_and_the_project_and_named_by_its_kind() -> None:
    content = made()
    assert (content.kind, content.subject) == ("initial", "IKZ: Standesamt")
    assert content.title == str(LetterKind.DECISION.label)
    assert made(title="Bescheid eigener Art").title == "Bescheid eigener Art"


def test_marks_name_reference_number_officer_and_day() -> None:
    assert list(made().marks) == [
        ("File reference", "IV 3 - 7"),
        ("Letter", "No. 2 of this case"),
        ("Officer", "Olga Ott"),
        ("E-mail", "olga@hessen.example"),
        ("Date", "23.11.2026"),
    ]


def test_a_case_without_officer_and_an_officer_without_name_leave_no_empty_mark() -> None:
    assert [label for label, _value in made(grant=case(officer=None)).marks] == [
        "File reference",
        "Letter",
        "Date",
    ]
    nameless = User(username="x", email="amt@hessen.example")
    labels = [label for label, _value in made(grant=case(officer=nameless)).marks]
    assert labels == ["File reference", "Letter", "E-mail", "Date"]


def test_who_signs_stands_below_and_without_a_signature_it_is_a_draft() -> None:
    signed = made()
    assert (signed.is_draft, list(signed.signature)) == (
        False,
        ["On behalf of the authority", "Anton Abt"],
    )
    draft = letter(case(), LetterKind.DECISION, LetterSheet(1, DAY), [])
    assert (draft.is_draft, list(draft.signature)) == (True, ["Not signed yet"])


def test_a_signer_without_a_name_is_named_as_the_house_knows_them() -> None:
    nameless = User(username="kennung")
    content = letter(case(), LetterKind.DECISION, LetterSheet(1, DAY, nameless), [])
    assert list(content.signature)[1] == str(nameless) != ""


def test_only_sections_that_say_something_are_kept_in_their_order() -> None:
    said = [
        LetterSection("Gründe", paragraphs=["weil"]),
        LetterSection(facts=[("Betrag", "1,00 €")]),
        LetterSection("Anteile", head=("Wer", "Wie viel"), rows=[("Alsfeld", "1,00 €")]),
    ]
    silent = [None, LetterSection("Nur eine Überschrift"), LetterSection(head=("Wer", "Was"))]
    assert list(made(silent[0], said[0], silent[1], said[1], silent[2], said[2]).sections) == said
    assert list(made(*silent).sections) == []


def test_annexes_without_a_name_are_none() -> None:
    sheet = LetterSheet(1, DAY)
    content = letter(case(), LetterKind.DECISION, sheet, [], annexes=["", "ANBest-GK", ""])
    assert list(content.annexes) == ["ANBest-GK"]
    assert list(letter(case(), LetterKind.DECISION, sheet, []).annexes) == []


def test_facts_are_said_only_where_they_are_known() -> None:
    assert facts(("a", "1"), ("b", None), ("c", ""), ("d", "0")) == [("a", "1"), ("d", "0")]
    assert facts() == []


def test_each_line_that_says_something_is_a_paragraph() -> None:
    assert paragraphs("  Erstens. \n\n \nZweitens.\r\n") == ["Erstens.", "Zweitens."]
    assert paragraphs("") == []


def test_a_block_is_the_text_of_its_place_and_says_nothing_without_one() -> None:
    texts: BlockTexts = {TextPlace.OPENING: ["Guten Tag.", "Es geht um Geld."]}
    opening = block(texts, TextPlace.OPENING, "Anfang")
    assert (opening.heading, list(opening.paragraphs)) == ("Anfang", texts[TextPlace.OPENING])
    assert list(block(texts, TextPlace.CLOSING).paragraphs) == []


def test_the_instruction_on_appeal_has_its_heading_and_is_left_out_without_a_text() -> None:
    notice = appeal("Klage binnen eines Monats.\nVerwaltungsgericht Gießen.")
    assert notice.heading == "Instruction on appeal"
    assert list(notice.paragraphs) == ["Klage binnen eines Monats.", "Verwaltungsgericht Gießen."]
    assert list(made(appeal(" \n")).sections) == []


def test_amount_and_deadline_are_filled_in_under_the_words_the_ministry_types() -> None:
    assert amount(Decimal("1234.5")) == {"Betrag": "1.234,50\u00a0€"}
    assert deadline(date(2026, 1, 2)) == {"Frist": "02.01.2026"}
    assert {*amount(Decimal(1)), *deadline(DAY)} <= placeholders(LetterKind.RECLAIM)


def test_the_foot_names_title_reference_and_number_and_a_draft_says_that_it_is_one() -> None:
    signed = words(made())
    title = str(LetterKind.DECISION.label)
    assert signed["footer"] == f"{title} · IV 3 - 7 · No. 2 of this case"
    assert signed["draft_note"] == ""
    draft = words(letter(case(), LetterKind.DECISION, LetterSheet(1, DAY), []))
    assert draft["draft_note"] == "Draft, not signed. It has no legal effect."
    assert (draft["salutation"], draft["annexes_title"]) == ("Dear Sir or Madam,", "Annexes")
