"""One name, one thing: no two modules of the house have a class of the same name."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.house.test_house import ROOT
from tests.house.test_rooms import code_files

# Django asks for these names; each says only "that of its module".
ASKED_FOR = {"Command", "Media", "Meta"}
# A name on this list is allowed twice; each line says why. Keep it empty if you can.
TWICE: dict[str, str] = {}


def test_class_names_say_what_they_are() -> None:
    """Public classes only: what starts with _ is read in its module alone."""
    places = defaultdict(list)
    for file in code_files():
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(file.relative_to(ROOT)))
    shared = {
        name: where
        for name, where in places.items()
        if len(where) > 1 and name not in ASKED_FOR and name not in TWICE
    }
    assert shared == {}
    assert [name for name in TWICE if len(places[name]) < 2] == []
