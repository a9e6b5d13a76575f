"""What a file says of itself: each column with its meaning, none where nothing is said."""

from __future__ import annotations

from dataclasses import replace

from core.exports.notes import dictionary, notes
from core.reporting import Column
from tests.core.exports.test_files import COLUMNS, REPORT, make


def test_every_column_has_its_meaning_or_none() -> None:
    silent = Column("x", "Ohne Worte")
    edition = replace(make(), columns=[*COLUMNS, silent])
    assert dictionary(edition) == [
        *((str(column.label), str(column.help)) for column in COLUMNS),
        ("Ohne Worte", ""),
    ]


def test_question_is_told_where_there_is_one() -> None:
    asked = replace(REPORT, question="Wie viel?")
    assert dict(notes(replace(make(), report=asked)))["Frage"] == "Wie viel?"
    assert "Frage" not in dict(notes(make()))


def test_moment_and_role_stand_in_one_line() -> None:
    made = replace(make(), author="Prüfung, Sachbearbeitung")
    assert dict(notes(made))["Erstellt am"] == "22.11.2026, 11:03; Rolle: Prüfung, Sachbearbeitung"
    assert dict(notes(make()))["Erstellt am"] == "22.11.2026, 11:03"


def test_filter_is_named_or_said_to_be_none() -> None:
    assert dict(notes(make()))["Filter"] == "Gebiet: Landkreis Gießen"
    assert dict(notes(replace(make(), filters=[])))["Filter"] == "keiner"
