"""Placeholders of text blocks: which a letter knows, and how they are filled."""

from __future__ import annotations

import pytest

from programs.choices import LetterKind
from programs.rules.letters import check_placeholders, filled, placeholders
from tests.saying_no import says_no

IN_ALL = {"Vorhaben", "Aktenzeichen", "Programm", "Empfänger"}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("", set()),
        (LetterKind.REJECTION, set()),
        (LetterKind.DECISION, {"Betrag"}),
        (LetterKind.PAYMENT, {"Betrag"}),
        (LetterKind.MISSING_PAPERS, {"Frist"}),
        (LetterKind.REMINDER, {"Frist"}),
        (LetterKind.RECLAIM, {"Betrag", "Frist"}),
    ],
)
def test_words_of_a_kind_of_letter(kind: str, more: set[str]) -> None:
    assert placeholders(kind) == IN_ALL | more
    for word in placeholders(kind):
        check_placeholders(f"Zu [{word}].", kind)


@pytest.mark.django_db  # refusing rolls back
@pytest.mark.usefixtures("untranslated")
def test_word_that_a_letter_does_not_fill_in_is_named_with_those_it_does() -> None:
    says_no(
        lambda: check_placeholders("[Vorhaben] bis [Frist]", LetterKind.PAYMENT),
        "text",
        "placeholder",
        "“[Frist]” is not filled in here. Known: [Aktenzeichen], [Betrag], [Empfänger], "
        "[Programm], [Vorhaben].",
    )
    check_placeholders("[" + "x" * 41 + "] ist kein Wort, [a\nb] auch nicht", "")


def test_a_text_is_filled_once_and_falls_into_paragraphs() -> None:
    text = "  Zu [Vorhaben]\n\n \n[Betrag] und [Unbekannt]\nin zwei Zeilen\n\n"
    values = {"Vorhaben": "[Betrag]", "Betrag": "1,00 €"}
    assert filled(text, values) == ["Zu [Betrag]", "1,00 € und [Unbekannt]\nin zwei Zeilen"]
