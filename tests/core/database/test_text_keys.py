from __future__ import annotations

import pytest

from core.database.text_keys import search_key, sort_key


def test_sort_key_follows_din_5007_1() -> None:
    names = ["Zierenberg", "Übach", "Unna", "Äpfelbach", "Apfelbach", "Weißenborn", "Weissach"]
    assert sorted(names, key=sort_key) == [
        "Äpfelbach",
        "Apfelbach",
        "Übach",
        "Unna",
        "Weissach",
        "Weißenborn",
        "Zierenberg",
    ]


@pytest.mark.parametrize("typed", ["giess", "Gießen", "Giessen", "GIESSEN", "gieß"])
def test_search_key_finds_giessen_however_it_is_typed(typed: str) -> None:
    assert search_key(typed) in search_key("Universitätsstadt Gießen")


@pytest.mark.parametrize("typed", ["Rödermark", "Roedermark", "rodermark"])
def test_search_key_makes_umlauts_and_digraphs_meet(typed: str) -> None:
    assert search_key(typed) == search_key("Rödermark")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("gross gerau", "Groß-Gerau"),
        ("Gross-Gerau", "Groß-Gerau"),
        ("sooden allendorf", "Bad Sooden-Allendorf"),
        ("homburg v d hohe", "Bad Homburg v. d. Höhe"),
    ],
)
def test_search_key_takes_hyphens_for_spaces(typed: str, name: str) -> None:
    assert search_key(typed) in search_key(name)
