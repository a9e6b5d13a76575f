"""Search fields: every word counts, however it is written, in whatever column it stands."""

from __future__ import annotations

import pytest
from django.db.models import Q

from core.tables.search import every_word, found_in
from municipalities.models import Municipality

pytestmark = pytest.mark.django_db


def words(text: str) -> list[str]:
    """The words that a search asks for, in order."""
    asked: list[str] = []

    def find(word: str) -> Q:
        asked.append(word)
        return Q(pk=word)

    every_word(text, find)
    return asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", []),
        ("   ", []),
        ("-", []),
        ("Gießen", ["giessen"]),
        ("Groß-Gerau Kreis", ["gross", "gerau", "kreis"]),
        ("kreis Kreis KREIS", ["kreis"]),  # once is enough
        ("b a", ["b", "a"]),
    ],
)
def test_text_is_searched_by_its_folded_words(text: str, asked: list[str]) -> None:
    assert words(text) == asked
    assert (every_word(text, lambda word: Q(pk=word)) is None) is (not asked)


def bodies(text: str, *columns: str) -> set[str]:
    found = every_word(text, lambda word: found_in(columns, word))
    assert found is not None
    return set(Municipality.objects.filter(found).values_list("name", flat=True))


def test_all_words_have_to_be_found_in_one_column_or_another() -> None:
    assert bodies("lauterbach", "search_name") == {"Lauterbach (Hessen)"}
    assert bodies("hessen lauterbach", "search_name") == {"Lauterbach (Hessen)"}
    assert bodies("lauterbach alsfeld", "search_name") == set()
    assert bodies("lauterbach 06535011", "search_name") == set()
    assert bodies("lauterbach 06535011", "search_name", "ags") == {"Lauterbach (Hessen)"}


@pytest.mark.parametrize("typed", ["Gross-Umstadt", "groß umstadt", "UMSTADT gross", "umst gro"])
def test_folded_column_is_found_however_it_is_written(typed: str) -> None:
    assert "Groß-Umstadt" in bodies(typed, "search_name")


def test_column_without_a_folded_key_is_searched_as_it_is() -> None:
    """In upper or lower case, but with its umlauts."""
    assert "Groß-Umstadt" in set(
        Municipality.objects.filter(found_in(["name"], "UMSTADT")).values_list("name", flat=True)
    )
    assert not Municipality.objects.filter(found_in(["name"], "gross-umstadt")).exists()
    assert found_in([], "x") == Q()
