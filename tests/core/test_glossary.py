"""The terms of the pages come from docs/glossary.md, each with its explanation."""

from __future__ import annotations

from django.test import Client

from core.glossary import SOURCE, explained, terms


def test_terms_are_those_of_the_page_that_are_explained() -> None:
    lines = [line for line in SOURCE.read_text().splitlines() if line.startswith("| ")]
    said = [line for line in lines if line.strip("| ").count("|") == 3]
    found = terms()
    assert 30 < len(found) <= len(said)
    assert all(term.word and term.text[0].isupper() for term in found)
    assert len({term.anchor for term in found}) == len(found)


def test_headings_are_explained_once_by_either_of_their_names() -> None:
    words = [term.word for term in explained(["Gebunden", "Stand", "gebunden", "Unbekanntes"])]
    assert words == ["gebunden", "Stand"]
    assert [term.word for term in explained(["Lebenslage"])] == ["Lebenslage / Unternehmenslage"]


def test_help_is_open_and_has_an_address_for_each_term(client: Client) -> None:
    page = client.get("/hilfe/").content.decode()
    assert [term.word for term in terms() if f'id="{term.anchor}"' not in page] == []
