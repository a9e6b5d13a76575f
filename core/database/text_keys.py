"""Stored keys for sorting and searching German names, independent of the database's collation."""

from __future__ import annotations

import unicodedata


def sort_key(name: str) -> str:
    """A key that sorts names by DIN 5007-1: ä as a, ß as ss, case and punctuation ignored."""
    return " ".join(_plain(name.replace("-", " ")).split())


def search_key(text: str) -> str:
    """A folded key in which "giess", "Gießen" and "Giessen" meet; ä, ae and a are one letter.

    Hyphens and spaces are one as well: "gross gerau" finds Groß-Gerau. Both sides of a search are
    folded, so a match never depends on how the user writes.
    """
    folded = sort_key(text)
    for digraph, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        folded = folded.replace(digraph, letter)
    return folded


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (char for char in decomposed if char.isalnum() or char.isspace())
    return "".join(letters).strip()
