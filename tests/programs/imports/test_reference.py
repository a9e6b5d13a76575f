"""Our own files of reference data: what each loader refuses, adds, overwrites, and leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.imports.errors import FileRefused
from core.imports.reference import Loaded, Source, load_source
from programs.choices import NotificationKind, TextPlace
from programs.imports.reference import SOURCES
from programs.models import (
    Authority,
    BaseRate,
    DeliveryRule,
    Directive,
    Envelope,
    EnvelopePart,
    LetterText,
    Program,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]

BY_NAME = {source.name.removeprefix("programs/"): source for source in SOURCES}
UNKNOWN, EMPTY = "This value is not known.", "The cell must not be empty."
TWICE, UNREADABLE = "This key stands in line 2 already.", "This cannot be read here."
# One row that each file takes, by its columns.
ROWS: dict[str, dict[str, str]] = {
    "authorities": {"code": "neu", "name": "Neues Amt", "valid_from": "2026-01-01"},
    "programs": {
        "code": "neu",
        "name": "Neu",
        "description": "Probe",
        "grant_kind": "grant",
        "backdating_days": "30",
        "source": "Test",
    },
    "directives": {
        "program": "ikz",
        "version": "Probe",
        "valid_from": "1999-01-01",
        "valid_to": "1999-12-31",
        "source": "Test",
    },
    "envelopes": {
        "code": "neu",
        "program": "ikz",
        "name": "Neu",
        "amount_eur": "1.00",
        "qualifier": "exact",
        "source": "Test",
    },
    "envelope_parts": {"whole": "starke-heimat", "part": "ozg-modellkommunen", "note": "x"},
    "base_rates": {"valid_from": "1999-01-01", "percent": "1.95", "mark": "V", "source": "Test"},
    "delivery_rules": {
        "kind": "post",
        "valid_from": "1999-01-01",
        "days": "3",
        "mark": "V",
        "source": "Test",
    },
    "letter_texts": {
        "place": "opening",
        "kind": "",
        "valid_from": "1999-01-01",
        "mark": "V",
        "source": "Test",
        "text": "Guten Tag.",
    },
}
# The one filled cell of each row that may be empty.
SPARE = {
    "authorities": "valid_from",
    "programs": "description",
    "directives": "valid_to",
    "envelopes": "program",
    "envelope_parts": "note",
    "base_rates": "mark",
    "delivery_rules": "mark",
    "letter_texts": "mark",
}
Load = Callable[..., Loaded]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a file of the name with one row for each set of changes to the usual one."""

    def loaded(name: str, *changes: dict[str, str]) -> Loaded:
        source = BY_NAME[name]
        path = tmp_path / f"{name}.csv"
        rows = [{**ROWS[name], **changed} for changed in changes or ({},)]
        cells = [",".join(row.get(column, "") for column in source.columns) for row in rows]
        path.write_text("\n".join([",".join(source.columns), *cells, ""]), encoding="utf-8")
        return load_source(Source(f"probe/{name}", path, source.columns, source.load))

    return loaded


def says(load: Load, name: str, *changes: dict[str, str]) -> list[str]:
    """The sentences with which the file is refused."""
    with pytest.raises(FileRefused) as refused:
        load(name, *changes)
    return list(refused.value.lines)


@pytest.mark.parametrize("name", ROWS)
def test_a_needed_cell_is_not_empty_and_every_one_of_them_is_told(load: Load, name: str) -> None:
    needed = [column for column, cell in ROWS[name].items() if cell and column != SPARE[name]]
    told = [line for line in says(load, name, dict.fromkeys(needed, "")) if EMPTY in line]
    assert sorted(told) == sorted(f"Row 2, column “{column}”: {EMPTY}" for column in needed)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("authorities", "code"),
        ("programs", "code"),
        ("directives", "program, version"),
        ("envelopes", "code"),
        ("envelope_parts", "whole, part"),
        ("base_rates", "valid_from"),
        ("delivery_rules", "kind, valid_from"),
        ("letter_texts", "place, kind, valid_from"),
    ],
)
def test_a_key_stands_in_a_file_once(load: Load, name: str, keys: str) -> None:
    row = ROWS[name]
    value = ", ".join(row[key] for key in keys.split(", "))
    assert f"Row 3, column “{keys}”, “{value}”: {TWICE}" in says(load, name, {}, {})


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("programs", "parent"),
        ("programs", "granting_authority"),
        ("programs", "policy_owner"),
        ("directives", "program"),
        ("envelopes", "program"),
        ("envelope_parts", "whole"),
        ("envelope_parts", "part"),
    ],
)
def test_what_a_row_points_to_is_known(load: Load, name: str, column: str) -> None:
    assert says(load, name, {column: "nirgends"}) == [
        f"Row 2, column “{column}”, “nirgends”: {UNKNOWN}"
    ]


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        ("authorities", "valid_from", "01.01.2026"),
        ("programs", "grant_kind", "geschenkt"),
        ("programs", "third_signature_from_eur", "250 Tsd."),
        ("directives", "takes_applications", "ja"),
        ("directives", "max_months", "2.5"),
        ("directives", "valid_to", "1999-02-29"),
        ("envelopes", "qualifier", "rund"),
        ("envelopes", "amount_eur", "viel"),
        ("base_rates", "percent", "hoch"),
        ("delivery_rules", "kind", "taube"),
        ("delivery_rules", "days", "drei"),
        ("letter_texts", "place", "mitte"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(load: Load, name: str, column: str, cell: str) -> None:
    told = says(load, name, {column: cell})
    assert f"Row 2, column “{column}”, “{cell}”: {UNREADABLE}" in told


def test_a_refused_file_leaves_nothing_behind(load: Load) -> None:
    says(load, "programs", {}, {"code": "neu-2", "name": "Neu 2", "parent": "nirgends"})
    assert not Program.objects.filter(code__startswith="neu").exists()
    assert load("programs").rows == 1  # its digest was not kept either


def test_the_same_file_again_costs_nothing_and_a_changed_one_is_read(load: Load) -> None:
    assert not load("base_rates").unchanged
    again = load("base_rates")
    assert (again.unchanged, again.rows) == (True, 0)
    assert not load("base_rates", {"percent": "2.00"}).unchanged


def test_an_authority_gets_what_the_file_says(load: Load) -> None:
    load("authorities")
    load("authorities", {"name": "Umbenannt", "valid_to": "2026-12-31"})
    renamed = Authority.objects.get(code="neu")
    assert (renamed.name, renamed.valid_from, renamed.valid_to) == (
        "Umbenannt",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


def test_a_part_may_stand_before_its_program_and_empty_cells_stay_unknown(load: Load) -> None:
    part = {"code": "neu-teil", "name": "Teil", "parent": "neu", "granting_authority": "hmd"}
    assert load("programs", part, {"aliases": "Neues | Neuestes"}).kept == ()
    whole, found = Program.objects.get(code="neu"), Program.objects.get(code="neu-teil")
    assert (found.parent, found.granting_authority_id) == (whole, "hmd")
    assert (whole.parent, whole.granting_authority, whole.policy_owner) == (None, None, None)
    assert (whole.aliases, found.aliases) == (["Neues", "Neuestes"], [])
    assert (whole.third_signature_from_eur, whole.count_since) == (None, None)


def test_what_staff_maintain_stays_and_is_named(load: Load) -> None:
    """Programs, directives, envelopes, rates: a changed file adds what is new alone."""
    for name in ("programs", "directives", "envelopes", "base_rates", "delivery_rules"):
        assert load(name).kept == ()
    changed = {
        "programs": {"description": "anders"},
        "directives": {"cap_eur": "5.00"},
        "envelopes": {"amount_eur": "2.00"},
        "base_rates": {"percent": "2.00"},
        "delivery_rules": {"days": "4"},
    }
    kept = {name: load(name, told).kept for name, told in changed.items()}
    assert {name: len(rows) for name, rows in kept.items()} == dict.fromkeys(changed, 1)
    assert Program.objects.get(code="neu").description == "Probe"
    assert Directive.objects.get(version="Probe").cap_eur is None
    assert Envelope.objects.get(code="neu").amount_eur == Decimal(1)
    assert BaseRate.objects.get(valid_from=date(1999, 1, 1)).percent == Decimal("1.95")
    assert DeliveryRule.objects.get(valid_from=date(1999, 1, 1)).days == 3


def test_a_new_version_is_added_beside_the_old_one(load: Load) -> None:
    load("directives")
    later = {"version": "Probe 2", "valid_from": "2000-01-01", "valid_to": "2000-12-31"}
    assert load("directives", {}, later).kept == ()
    found = Directive.objects.filter(version__startswith="Probe").order_by("version")
    assert [row.program.code for row in found] == ["ikz", "ikz"]
    first = found[0]
    assert (first.takes_applications, first.required_entries, first.finality_months) == (
        False,
        [],
        None,
    )


def test_the_note_of_a_part_of_an_envelope_is_the_files(load: Load) -> None:
    load("envelope_parts")
    load("envelope_parts", {"note": "y"})
    part = EnvelopePart.objects.get(part_id="ozg-modellkommunen", whole_id="starke-heimat")
    assert part.note == "y"


@pytest.mark.parametrize(("mark", "confirmed"), [("V", True), ("G", False), ("", False)])
def test_only_what_a_source_says_is_confirmed(load: Load, mark: str, confirmed: bool) -> None:
    for name in ("base_rates", "delivery_rules", "letter_texts"):
        load(name, {"mark": mark})
    day = date(1999, 1, 1)
    rate = BaseRate.objects.get(valid_from=day)
    rule = DeliveryRule.objects.get(valid_from=day)
    text = LetterText.objects.get(valid_from=day)
    assert {rate.is_confirmed, rule.is_confirmed, text.is_confirmed} == {confirmed}
    assert (rule.kind, text.place, text.kind) == (NotificationKind.POST, TextPlace.OPENING, "")
    assert (text.program, text.directive) == (None, None)


def test_a_text_of_the_ministrys_own_is_left_as_it_is(load: Load) -> None:
    load("letter_texts")
    LetterText.objects.filter(valid_from=date(1999, 1, 1)).update(text="Eigene Worte.")
    assert len(load("letter_texts", {"source": "Andere"}).kept) == 1
    assert LetterText.objects.get(valid_from=date(1999, 1, 1)).text == "Eigene Worte."


def test_every_file_of_the_house_is_loaded_and_says_nothing_new(load: Load) -> None:
    assert {load_source(source).unchanged for source in SOURCES} == {True}
