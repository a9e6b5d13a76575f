"""The reader sees what it looks for, and lets German administration speak."""

from __future__ import annotations

import pytest

from tests.words.leftovers import leftovers
from tests.words.reading import Piece, pieces

SEEN = {
    "None": "nothing put into words",
    "Ist: True": "nothing put into words",
    "<Grant object (1)>": "nothing put into words",
    "Wert %(day)s": "placeholder",
    "tranche_moves_money_twice": "name of the code",
    "am 2026-11-23": "day as in a file",
    "Stand 2024-12": "day as in a file",
    "in 2019-W40": "week as in a file",
    "seit dem 1. Januar 2026": "month in words",
    "1.52 %": "decimal with a point",
    "25000.00": "decimal with a point",
    "0.8000": "decimal with a point",
    "25000,00": "no thousands",
    "25.000 EUR": "euro as in a bank",
    "-25,00 €": "hyphen for a minus",
    "---------": "empty choice",
    "(Stadt Lauterbach (Hessen))": "doubled marks",
    "gebunden , ausgezahlt": "doubled marks",
    "Sichern und ansehen": "Django's word",
    "Recorded by": "English",
    "created by: Erika": "English",
}
FINE = (
    *("1.234,56 €", "−25,00 €", "80 %", "23.11.2026, 10:00", "KW 40/2019", "12/2024", "OZG 10.110"),
    *("Reifegradmodell 2.0", "Fördersatz unbekannt", "IV 3 - 3 v 03.02", "50.000", "z. B. …"),
    *("2020-06-30-bericht.pdf", "https://example.org/a_b_c/2024-12-31", "Main-Kinzig-Kreis"),
)


@pytest.mark.parametrize("text", SEEN)
def test_leftovers_are_seen_by_their_kind(text: str) -> None:
    assert SEEN[text] in {found.partition(":")[0] for found in leftovers(iter([Piece(text)]))}


@pytest.mark.parametrize("text", FINE)
def test_german_texts_pass(text: str) -> None:
    assert leftovers(iter([Piece(text)])) == set()


def test_heads_begin_with_a_capital() -> None:
    assert leftovers(iter([Piece("online", is_head=True)])) == {"head in small letters: online"}
    assert leftovers(iter([Piece("online")])) == set()


def test_page_is_read_as_a_person_reads_it() -> None:
    page = (
        "<html><body><script>None</script><h2>Kopf</h2><img alt='Bild'><input value='Wert'>"
        "<input type='hidden' value='None'><th scope='row'>zeile</th> Rest<a title='Titel'>x</a>"
        "<textarea>Text</textarea><!-- None --></body></html>"
    )
    assert {piece.text for piece in pieces(page)} == {
        *("Kopf", "Bild", "Wert", "zeile", "Rest", "Titel", "x", "Text")
    }
    assert {piece.text for piece in pieces(page) if piece.is_head} == {"Kopf"}
