"""Published grants and figures: one of unknown amount stays unknown, a wrong cell names itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.imports.errors import FileRefused
from core.imports.reference import Source, load_source
from programs.actions.published import (
    PublishedGrant,
    programs_by_name,
    qualifier_of,
    record_grants,
)
from programs.choices import GrantState, Origin, Qualifier
from programs.imports.grants import import_grants
from programs.imports.published import SOURCES
from programs.models import Grant, Program, PublishedFigure
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import program
from tests.programs.imports.sheets import PLAIN, refused, written
from tests.programs.imports.test_model_municipalities import load_figure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]

MODEL = "ozg-modellkommunen"


def published(**changed: object) -> PublishedGrant:
    told = PublishedGrant(
        program=program(MODEL),
        year=2020,
        keys=(LAUTERBACH, ALSFELD),
        amount_eur=Decimal("100000.00"),
        qualifier=Qualifier.EXACT,
        subject="Portal",
        source_url="https://example.org",
        note="",
    )
    return replace(told, **changed)  # type: ignore[arg-type]  # names of its fields


def line(**changed: str) -> str:
    """A row of the plain layout with one amount that is known."""
    cells = {
        "programme": "OZG-Modellkommune",
        "year": "2020",
        "lead": "Fulda",
        "partners": "",
        "keys": "06631009",
        "n_partners": "1",
        "amount": "54912",
        "qualifier": "exact",
        "subject": "Portal",
        "source": "https://example.org",
        "note": "",
    }
    return ",".join((cells | changed).values()) + "\n"


def told(folder: Path, **changed: str) -> list[str]:
    return refused(written(folder, PLAIN + line(**changed)))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"programme": "Nirgends"},
            (
                "Row 2, column “programme”, “Nirgends”: "
                "No program has this name. Write it as in the list."
            ),
        ),
        ({"year": "1999"}, "Row 2, column “year”, “1999”: Write the year with four digits."),
        ({"year": "2100"}, "Row 2, column “year”, “2100”: Write the year with four digits."),
        ({"year": "20"}, "Row 2, column “year”, “20”: Write the year with four digits."),
        (
            {"year": "\uff12020"},
            "Row 2, column “year”, “\uff12020”: Write the year with four digits.",
        ),
        ({"keys": ""}, "Row 2, column “keys”: The key (AGS) of the lead is missing."),
        (
            {"keys": "06999999"},
            (
                "Row 2, column “keys”, “06999999”: No municipality or district has the key "
                "06999999. Look it up in the list of municipalities: 8 digits for a municipality, "
                "5 for a district."
            ),
        ),
        (
            {"n_partners": "2"},
            (
                "Row 2, column “n_partners”, “2”: "
                "The row names 1 keys. Correct the number or the keys."
            ),
        ),
        (
            {"amount": ""},
            "Row 2, column “amount_eur”: An empty amount is “unknown”, and only an empty one.",
        ),
        (
            {"qualifier": "unknown"},
            (
                "Row 2, column “amount_eur”, “54912”: "
                "An empty amount is “unknown”, and only an empty one."
            ),
        ),
        ({"source": ""}, "Row 2, column “source_url”: The source is missing."),
        (
            {"qualifier": "vielleicht"},
            (
                "Row 2, column “amount_qualifier”, “vielleicht”: Unknown qualifier. "
                f"Possible: {', '.join(Qualifier.values)}."
            ),
        ),
    ],
)
def test_a_wrong_cell_says_where_it_stands_what_it_says_and_what_to_do(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    assert said in told(tmp_path, **changed)


@pytest.mark.parametrize("year", ["2000", "2099", ""])
def test_a_year_of_this_century_or_none_is_taken(tmp_path: Path, year: str) -> None:
    import_grants(written(tmp_path, PLAIN + line(year=year)), by=None)
    grant = Grant.objects.get()
    assert grant.published_year == (int(year) if year else None)
    start, digest = f"VÖ-{year or 'o.J.'}-", grant.file_reference[-8:]
    assert grant.file_reference == f"{start}{digest}"


@pytest.mark.parametrize("amount", ["", "–", "unbekannt", "Unknown", "k. a.", "K.A."])
def test_each_word_for_no_amount_is_unknown_and_never_zero(tmp_path: Path, amount: str) -> None:
    import_grants(written(tmp_path, PLAIN + line(amount=amount, qualifier="unknown")), by=None)
    assert Grant.objects.get().published_eur is None


def test_a_short_key_is_whole_and_several_are_parted_by_bars(tmp_path: Path) -> None:
    keys = {"keys": "6535011| |06535001", "n_partners": "2"}
    import_grants(written(tmp_path, PLAIN + line(**keys)), by=None)
    grant = Grant.objects.get()
    assert grant.lead_id == LAUTERBACH
    assert set(grant.participations.values_list("municipality", "share_eur")) == {
        (LAUTERBACH, None),
        (ALSFELD, None),
    }


def test_a_publication_is_known_again_and_only_its_amount_and_note_are_corrected() -> None:
    first = record_grants([published(), published(subject="Anderes")])
    assert (first.created, first.known) == (2, 0)
    corrected = published(amount_eur=None, qualifier=Qualifier.UNKNOWN, note="Laut Nachfrage")
    again = record_grants([corrected, corrected])
    assert (again.created, again.known) == (0, 2)
    grant = Grant.objects.get(title="Portal")
    assert (grant.published_eur, grant.published_qualifier, grant.source_note) == (
        None,
        Qualifier.UNKNOWN,
        "Laut Nachfrage",
    )
    other = Grant.objects.get(title="Anderes")
    assert (other.published_eur, other.source_note) == (Decimal("100000.00"), "")


def test_the_same_case_twice_in_one_file_is_one_case() -> None:
    recorded = record_grants([published(), published(note="zweite Zeile")])
    assert (recorded.created, recorded.known) == (1, 1)
    assert Grant.objects.get().source_note == "zweite Zeile"
    assert record_grants([]) == replace(recorded, created=0, known=0)


def test_a_recorded_case_says_where_it_comes_from_and_has_no_share() -> None:
    record_grants([published()])
    grant = Grant.objects.get()
    assert (grant.state, grant.origin, grant.lead_id) == (
        GrantState.RECORDED,
        Origin.PUBLISHED,
        LAUTERBACH,
    )
    assert grant.authority == program(MODEL).granting_authority
    assert (grant.title, grant.subject_area, grant.source_url) == (
        "Portal",
        "Portal",
        "https://example.org",
    )
    assert not grant.participations.exclude(share_eur=None).exists()


def test_a_case_without_subject_bears_the_name_of_its_program() -> None:
    record_grants([published(subject="")])
    grant = Grant.objects.get()
    assert (grant.title, grant.subject_area) == (program(MODEL).name, "")


def test_a_long_subject_is_the_title_and_its_beginning_the_area() -> None:
    record_grants([published(subject="x" * 101)])
    grant = Grant.objects.get()
    assert (len(grant.title), len(grant.subject_area)) == (101, 100)


@pytest.mark.parametrize(
    "changed",
    [
        {"year": 2021},
        {"year": None},
        {"keys": (LAUTERBACH, GIESSEN)},
        {"keys": (LAUTERBACH,)},
        {"subject": "Portal 2"},
        {"source_url": "https://example.org/2"},
    ],
)
def test_what_identifies_a_case_changes_its_reference(changed: dict[str, object]) -> None:
    assert published(**changed).file_reference != published().file_reference


@pytest.mark.parametrize(
    "changed",
    [
        {"keys": (ALSFELD, LAUTERBACH)},
        {"amount_eur": None},
        {"qualifier": Qualifier.AROUND},
        {"note": "x"},
    ],
)
def test_what_may_be_corrected_leaves_the_reference(changed: dict[str, object]) -> None:
    assert published(**changed).file_reference == published().file_reference


def test_a_program_is_found_by_code_name_and_other_names_however_written() -> None:
    model = Program(pk=1, code="probe", name="Starke Ämter", aliases=["SÄ", "starke aemter neu"])
    found = programs_by_name([model])
    assert set(found.values()) == {model}
    assert len(found) == 4


@pytest.mark.parametrize("words", ["", "vielleicht", "exakt rund", "(rund)"])
def test_words_we_do_not_know_are_not_guessed(words: str) -> None:
    with pytest.raises(KeyError):
        qualifier_of(words)


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("CA.", Qualifier.AROUND),
        ("more_than [laut Presse]", Qualifier.MORE_THAN),
        ("höchstens", Qualifier.UP_TO),
        ("k. a.", Qualifier.UNKNOWN),
        ("soweit  möglich", Qualifier.AS_FAR_AS_POSSIBLE),
    ],
)
def test_case_dots_and_brackets_are_no_part_of_a_qualifier(words: str, qualifier: str) -> None:
    assert qualifier_of(words) == qualifier


def load_rows(folder: Path, *rows: dict[str, str]) -> None:
    """Load our own file of published grants with the rows."""
    source = SOURCES[1]
    usual = {
        "program": MODEL,
        "year": "2020",
        "lead_ags": LAUTERBACH,
        "partner_ags": ALSFELD,
        "amount_eur": "1.00",
        "qualifier": "exact",
        "subject": "Portal",
        "source": "Presse",
    }
    cells = [",".join({**usual, **row}.get(name, "") for name in source.columns) for row in rows]
    path = folder / "grants.csv"
    path.write_text("\n".join([",".join(source.columns), *cells, ""]), encoding="utf-8")
    load_source(Source("probe/grants", path, source.columns, source.load))


def test_our_own_file_of_grants_is_recorded_with_lead_and_partners(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, {"subject": "Zwei", "partner_ags": "", "amount_eur": "", "year": ""})
    first, second = Grant.objects.order_by("title")
    assert (first.lead_id, first.participations.count()) == (LAUTERBACH, 2)
    assert (second.title, second.published_eur, second.published_year) == ("Zwei", None, None)


@pytest.mark.parametrize(
    ("column", "cell"),
    [("program", "nirgends"), ("lead_ags", "06999999"), ("partner_ags", "06999998")],
)
def test_our_own_file_of_grants_names_known_programs_and_bodies(
    tmp_path: Path, column: str, cell: str
) -> None:
    with pytest.raises(FileRefused) as refusal:
        load_rows(tmp_path, {column: cell})
    assert list(refusal.value.lines) == [
        f"Row 2, column “{column}”, “{cell}”: This value is not known."
    ]
    assert not Grant.objects.exists()


def test_a_figure_without_a_value_says_that_it_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        load_figure(tmp_path, value="", qualifier="exact")
    assert list(refusal.value.lines) == [
        "Row 2, column “value”: Without a value the qualifier says unknown."
    ]
    load_figure(tmp_path, value="", qualifier="unknown")
    assert PublishedFigure.objects.get(key="probe").value is None


def test_a_figure_of_no_program_is_taken_and_corrected_by_its_file(tmp_path: Path) -> None:
    load_figure(tmp_path, program="", unit="EUR", value="5.00")
    load_figure(tmp_path, program=MODEL, unit="EUR", value="6.00")
    figure = PublishedFigure.objects.get(key="probe")
    assert figure.program is not None
    assert (figure.program.code, figure.value) == (MODEL, Decimal(6))
    with pytest.raises(FileRefused, match="nirgends"):
        load_figure(tmp_path, program="nirgends")


@pytest.mark.parametrize(
    "column",
    ["key", "region", "measure", "unit", "qualifier", "basis", "counting_rule", "source"],
)
def test_figure_without_a_needed_cell_is_refused(tmp_path: Path, column: str) -> None:
    with pytest.raises(FileRefused, match=f"“{column}”: The cell must not be empty"):
        load_figure(tmp_path, **{column: ""})


@pytest.mark.parametrize("column", ["program", "lead_ags", "qualifier", "source"])
def test_grant_without_a_needed_cell_is_refused(tmp_path: Path, column: str) -> None:
    known = SOURCES[1]
    row = {"program": MODEL, "lead_ags": ALSFELD, "qualifier": "unknown", "source": "Presse"}
    path = tmp_path / "grants.csv"
    for cells in (row, row | {column: ""}):
        line = ",".join(cells.get(name, "") for name in known.columns)
        path.write_text(f"{','.join(known.columns)}\n{line}\n")
        if cells[column]:
            load_source(Source("probe", path, known.columns, known.load))
    with pytest.raises(FileRefused, match=f"“{column}”: The cell must not be empty"):
        load_source(Source("probe", path, known.columns, known.load))
