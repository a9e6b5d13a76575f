"""Which text block stands in a letter: of the day, its program, its directive, its kind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.errors import RuleError
from programs.choices import LetterKind, TextPlace
from programs.letters.texts import texts_of
from programs.models import Directive, Grant, LetterText
from programs.rules.letters import check_placeholders, filled, placeholders
from tests.factories.programs import DirectiveFactory, GrantFactory, program

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.fixture
def grant() -> Grant:
    """A case whose directive and program have no text of their own; nothing else is in force."""
    LetterText.objects.all().delete()
    directive = DirectiveFactory.create()
    found: Grant = GrantFactory.create(program=directive.program, directive=directive)
    return found


def write(text: str, **fields: object) -> None:
    told: dict[str, object] = {"place": TextPlace.OPENING, "kind": "", "valid_from": DAY}
    LetterText.objects.create(**(told | fields), text=text)


def opening(grant: Grant, day: date = DAY, **values: str) -> list[str] | None:
    return texts_of(grant, LetterKind.DECISION, day, values).get(TextPlace.OPENING)


def test_the_more_specific_text_stands_whatever_its_age_and_order(grant: Grant) -> None:
    assert opening(grant) is None
    directive = Directive.objects.get(grants=grant)
    levels: list[dict[str, object]] = [
        {},
        {"kind": LetterKind.DECISION},
        {"program": grant.program},
        {"program": grant.program, "kind": LetterKind.DECISION},
        {"directive": directive},
        {"directive": directive, "kind": LetterKind.DECISION},
    ]
    for number, level in enumerate(levels):
        write(f"Text {number}", **level, valid_from=DAY - timedelta(days=number))
        assert opening(grant) == [f"Text {number}"]
    for level in levels[1:-1]:
        write("Später", **level)
    assert opening(grant) == ["Text 5"]


def test_a_text_stands_from_its_day_on_and_the_newest_counts(grant: Grant) -> None:
    write("Alt", valid_from=YESTERDAY)
    write("Heute")
    write("Morgen", valid_from=TOMORROW)
    said = [opening(grant, day) for day in (YESTERDAY, DAY, TOMORROW)]
    assert said == [["Alt"], ["Heute"], ["Morgen"]]
    assert opening(grant, YESTERDAY - timedelta(days=1)) is None


def test_texts_of_another_program_directive_or_kind_are_not_taken(grant: Grant) -> None:
    write("fremd", program=program("ikz"))
    write("fremd", directive=DirectiveFactory.create())
    write("fremd", kind=LetterKind.RECLAIM)
    write("Gruß", place=TextPlace.CLOSING)
    assert texts_of(grant, LetterKind.DECISION, DAY, {}) == {TextPlace.CLOSING: ["Gruß"]}


def test_a_case_without_a_directive_has_the_texts_of_its_program(grant: Grant) -> None:
    write("Richtlinie", directive=Directive.objects.get(grants=grant))
    write("Programm", program=grant.program)
    assert opening(grant) == ["Richtlinie"]
    grant.directive = None
    assert opening(grant) == ["Programm"]


def test_words_in_brackets_are_filled_in_and_never_read_again(grant: Grant) -> None:
    write("Für [Vorhaben].\n\n \n\nBetrag [Betrag], [Frist].")
    said = opening(grant, Vorhaben="[Betrag]", Betrag="1,00 €")
    assert said == ["Für [Betrag].", "Betrag 1,00 €, [Frist]."]


def test_a_text_that_says_nothing_is_no_paragraph() -> None:
    assert filled(" \n\n\n ", {}) == []
    assert filled("a\nb\n \nc", {}) == ["a\nb", "c"]


def test_every_letter_fills_in_what_every_letter_knows_and_some_know_more() -> None:
    always = placeholders("")
    assert always == {"Vorhaben", "Aktenzeichen", "Programm", "Empfänger"}
    more = {kind: placeholders(kind) - always for kind in LetterKind}
    assert more[LetterKind.RECLAIM] == {"Betrag", "Frist"}
    assert more[LetterKind.REMINDER] == more[LetterKind.MISSING_PAPERS] == {"Frist"}
    assert more[LetterKind.PAYMENT] == more[LetterKind.DECISION] == {"Betrag"}
    assert more[LetterKind.REJECTION] == more[LetterKind.LAPSE] == frozenset()


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize(
    ("kind", "word"),
    [("", "Betrag"), (LetterKind.REMINDER, "Betrag"), (LetterKind.PAYMENT, "Frist"), ("", "Foo")],
)
def test_a_word_that_a_kind_cannot_fill_in_is_refused_with_those_it_can(
    kind: str, word: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        check_placeholders(f"Bitte [{word}].", kind)
    known = ", ".join(f"[{name}]" for name in sorted(placeholders(kind)))
    assert (refusal.value.field, refusal.value.code) == ("text", "placeholder")
    assert refusal.value.message == f"“[{word}]” is not filled in here. Known: {known}."
    with pytest.raises(ValidationError) as named:
        LetterText(text=f"[{word}]", kind=kind).clean()
    assert set(named.value.message_dict) == {"text"}
    LetterText(text="[Vorhaben] für [Empfänger]", kind=kind).clean()


def test_brackets_longer_than_a_word_are_text() -> None:
    check_placeholders(f"[{'x' * 41}] [ab\ncd] []", "")
    with pytest.raises(RuleError):
        check_placeholders(f"[{'x' * 40}]", "")
