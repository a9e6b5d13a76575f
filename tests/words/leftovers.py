"""What nobody should have to read: names of the code, raw values, English, dashes for choices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import django
import polib
from django.apps import apps

from tests.house.test_house import ROOT
from tests.words.reading import Piece

KINDS = {
    "nothing put into words": re.compile(
        r"\b(None|True|False|nan|NaN|undefined|Decimal\(|datetime\.|Traceback)\b"
        r"|<\w+ object|<[A-Z]\w+:"
    ),
    "placeholder": re.compile(r"%\(\w*\)?|\{\{|\{%|\{\w*\}|%[sd]\b|&(amp|lt|gt|quot|nbsp|#\d+);"),
    "name of the code": re.compile(r"(?<![\w.@/-])[a-z]+(_[a-z0-9]+)+(?![\w@/-])"),
    "day as in a file": re.compile(r"(?<![\w/-])\d{4}-\d{2}(-\d{2})?(?![\w-])"),
    "week as in a file": re.compile(r"\b\d{4}-W\d{2}\b"),
    "month in words": re.compile(
        r"\b\d{1,2}\. (Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
        r"|Dezember) \d{4}\b"
    ),
    "decimal with a point": re.compile(r"(?<![\w.,/-])\d+\.(\d{1,2}|\d{4,})(?![\w.])"),
    "no thousands": re.compile(r"(?<![\w.,-])\d{4,},\d{2}(?!\d)"),
    "euro as in a bank": re.compile(r"\d\s(EUR|Euro)\b|EUR\s?\d"),
    "hyphen for a minus": re.compile(r"(?<![\w-])-\d[\d.]*(,\d+)?\s?(€|%)"),
    "empty choice": re.compile(r"-{3,}"),
    "doubled marks": re.compile(r"\)\)|\(\(|\.\.(?!\.)(?<!\.\.\.)|,,|\?\.|!\.|\s[,;](\s|$)|“\s?“"),
    "Django's word": re.compile(r"\b[Ss]icher(n|e)\b|\bZugriff verweigert\b"),
}
SMALL = re.compile(r"[a-zäöü][a-zäöüß]")
PLACEHOLDER = re.compile(r"%\(\w+\)|{\w*}")
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:’[a-z]+)?")
CATALOGUES = (
    ROOT / "locale/de/LC_MESSAGES/django.po",
    *sorted((Path(django.__file__).parent).glob("conf/locale/de/LC_MESSAGES/django.po")),
    *sorted((Path(django.__file__).parent).glob("contrib/*/locale/de/LC_MESSAGES/django.po")),
)
# Read in German texts too: names of places and of public services, and what German took over.
BORROWED = frozenset(
    [
        *("main", "königstein", "see", "alter", "pass", "negative", "private", "budget", "rollout"),
        *("here", "art", "die", "ins", "kind", "data", "digital", "module", "service"),
    ]
)
NAMES = re.compile(
    r"https?://\S+|\S+@\S+|(?<!\S)/\S+|Web Content Accessibility Guidelines \(WCAG\) 2\.1|WCAG 2\.1"
    r"|European Union Public Licence \(EUPL\) 1\.2|(?<![\d.])(1\.1|2\.0)(?![\d.])"
    r"|\b[0-9a-f]{16,}\b"  # keys of the log
    r"|IV 3 - 3 v 03\.02|civento|ekom21|(?<![\d-])2019-10(?![\d-])"
)


def words(text: str) -> set[str]:
    said = PLACEHOLDER.sub(" ", text)
    return {word.lower() for word in WORD.findall(said) if len(word) > 2}


@cache
def english() -> frozenset[str]:
    """Words of texts in the code and of names of models and columns that no German text has."""
    foreign, german = set(), set()
    for catalogue in CATALOGUES:
        for entry in polib.pofile(str(catalogue)):
            foreign |= words(entry.msgid) | words(entry.msgid_plural)
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                german |= words(text)
    for model in apps.get_models():
        foreign |= words(model._meta.model_name or "")
        for field in model._meta.get_fields():
            foreign |= {part for part in field.name.split("_") if len(part) > 2}
    return frozenset(foreign - german - BORROWED)


def leftovers(pieces: Iterable[Piece]) -> set[str]:
    """What nobody should have to read, each with its kind."""
    return {found for piece in pieces for found in _leftovers_of(piece)}


@cache
def _leftovers_of(piece: Piece) -> frozenset[str]:
    """What is wrong with one text; most texts stand on many pages."""
    text = NAMES.sub("Name", piece.text)
    hits = ((kind, pattern.search(text)) for kind, pattern in KINDS.items())
    found = {f"{kind}: [{hit[0]}] {piece.text[:160]}" for kind, hit in hits if hit}
    if strange := words(text) & english():
        found.add(f"English: {sorted(strange)} {piece.text[:160]}")
    if piece.is_head and SMALL.match(text):
        found.add(f"head in small letters: {piece.text[:160]}")
    return frozenset(found)
