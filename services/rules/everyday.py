"""Everyday words for services: what people call them, though no official name says so."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from core.database.text_keys import search_key

FILE = Path(__file__).parents[1] / "reference" / "everyday_words.csv"
SHORTEST = 3  # letters that a word needs to stand for one it begins


def meant_by(word: str) -> frozenset[str]:
    """The OZG ids that people mean by the folded word or by an everyday word it begins."""
    known = _words()
    found = set(known.get(word, ()))
    if len(word) >= SHORTEST:
        found.update(*(ids for said, ids in known.items() if said.startswith(word)))
    return frozenset(found)


@cache
def _words() -> dict[str, frozenset[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            search_key(row["word"]): frozenset(row["ozg_ids"].split("|"))
            for row in csv.DictReader(file, strict=True)
        }
