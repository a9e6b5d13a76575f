"""Names of files: whatever a browser sends, it can be stored, printed and sent back."""

from __future__ import annotations

import pytest

from core.uploads.sent import SentFile, carried_file, plain_name

NAMES = [
    ("liste.csv", "liste.csv"),
    ("..", "datei"),
    (".", "datei"),
    ("", "datei"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Daten\\Liste.CSV", "Liste.CSV"),
    ("x" * 300, "x" * 50),
    ("x" * 300 + ".xlsx", "x" * 50 + ".xlsx"),
    ("a" + "." * 300, "a"),
    ("a." + "b" * 300, "a." + "b" * 10),
    ('a"b.csv', "ab.csv"),
    ("a\nb\x00\x1b.csv", "ab.csv"),
    ("Fo\u0308rderung.csv", "F\u00f6rderung.csv"),
    ("\u202efdp.csv", "fdp.csv"),
    (".htaccess", "htaccess"),
]


@pytest.mark.parametrize(("name", "plain"), NAMES)
def test_names_become_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain
    assert plain_name(plain) == plain


@pytest.mark.parametrize(("name", "_plain"), NAMES)
def test_any_name_can_be_stored(name: str, _plain: str) -> None:
    found = carried_file(name, "QUJD")
    assert found is not None
    with found.stored() as path:
        assert path.read_bytes() == b"ABC"


@pytest.mark.parametrize("content", ["", "###", "QUJD" * 400_000, "ä"])
def test_content_that_no_preview_made_is_none(content: str) -> None:
    assert carried_file("a.csv", content) is None


def test_marked_copy_is_named_after_the_file() -> None:
    assert SentFile("liste.csv", b"").marked_name == "liste-fehler.xlsx"
