"""Our own tables of reference data are read by the one reader, with all their errors at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.choices import Qualifier
from core.imports.errors import FileRefused
from core.imports.reference import (
    Loaded,
    ReferenceColumn,
    ReferenceTable,
    Source,
    day,
    decimal,
    flag,
    insert_missing,
    integer,
    listing,
    load_source,
    one_of,
    read,
    text,
    upsert,
)
from core.models import DataSet
from services.models import ThemeField

COLUMNS = {
    "key": text(needed=True),
    "name": text(),
    "rate": decimal(),
    "number": integer(),
    "since": day(),
    "is_joint": flag(),
    "kinds": listing(),
}
HEADER = ",".join(COLUMNS)

pytestmark = pytest.mark.usefixtures("untranslated")


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "probe.csv"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def refusals(path: Path) -> list[str]:
    def load() -> None:
        table = read(path, COLUMNS)
        table.must_be_unique("key")
        table.must_be_known("key", {"A", "B"})
        table.check()

    with pytest.raises(FileRefused) as refused:
        load()
    return list(refused.value.lines)


def test_cells_are_typed_and_empty_ones_say_so(tmp_path: Path) -> None:
    path = written(tmp_path, "A,Ärger,0.80,3,2026-02-28,yes,a | b", "B,,,,,,")
    table = read(path, COLUMNS)
    assert table.rows == [
        {
            "key": "A",
            "name": "Ärger",
            "rate": Decimal("0.80"),
            "number": 3,
            "since": date(2026, 2, 28),
            "is_joint": True,
            "kinds": ["a", "b"],
        },
        {
            "key": "B",
            "name": "",
            "rate": None,
            "number": None,
            "since": None,
            "is_joint": False,
            "kinds": [],
        },
    ]
    assert [row.line for row in table.rows] == [2, 3]


def test_every_wrong_cell_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "A,x,viel,1.5,2026-02-29,ja,", ",x,,,,,", "C,,,,,,", "A,,,,,,")
    assert refusals(path) == [
        "Row 2, column “rate”, “viel”: This cannot be read here.",
        "Row 2, column “number”, “1.5”: This cannot be read here.",
        "Row 2, column “since”, “2026-02-29”: This cannot be read here.",
        "Row 2, column “is_joint”, “ja”: This cannot be read here.",
        "Row 3, column “key”: The cell must not be empty.",
        "Row 4, column “key”, “C”: This value is not known.",
        "Row 5, column “key”, “A”: This key stands in line 2 already.",
    ]


def test_what_the_reader_of_imports_refuses_is_refused_here(tmp_path: Path) -> None:
    """A formula, a row that was cut off, a column that is not there."""
    path = written(tmp_path, 'A,"=1+1",,,,,', "B,cut off")
    assert [line.split(":")[0] for line in refusals(path)] == [
        "Row 2, column “name”, “=1+1”",
        "Row 3, “2 / 7”",
    ]
    (missing,) = refusals(written(tmp_path, "A", header="key"))[:1]
    assert missing.startswith("Row 1, column “name”: The column is missing.")


def test_a_text_may_have_several_lines(tmp_path: Path) -> None:
    path = written(tmp_path, 'A,"two\nlines",,,,,')
    assert [row["name"] for row in read(path, COLUMNS).rows] == ["two\nlines"]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (flag(), "true", True),
        (flag(), "false", False),
        (flag(), "no", False),
        (listing(), "a|b |c", ["a", "b", "c"]),
        (integer(), "-3", -3),
        (one_of(Qualifier), "up_to", "up_to"),
    ],
)
def test_cell_is_read_as_its_column_says(column: ReferenceColumn, cell: str, value: object) -> None:
    assert column.read(cell) == value


@pytest.mark.parametrize(
    ("column", "cell"), [(flag(), "True"), (one_of(Qualifier), "nearly"), (decimal(), "1,5")]
)
def test_cell_that_its_column_does_not_know_is_refused(column: ReferenceColumn, cell: str) -> None:
    with pytest.raises(ValueError, match="cannot be read here"):
        column.read(cell)


def test_only_a_choice_is_needed_without_being_said_so() -> None:
    assert [one_of(Qualifier).needed, one_of(Qualifier, needed=False).needed] == [True, False]
    assert not any(made().needed for made in (text, integer, decimal, day))
    assert all(made(needed=True).needed for made in (text, integer, decimal, day))


def test_parts_of_a_listing_are_each_known_and_empty_cells_are_no_key(tmp_path: Path) -> None:
    table = read(written(tmp_path, "A,,,,,,x|y", "B,,,,,,"), COLUMNS)
    table.must_be_known("kinds", {"x"})
    table.must_be_known("name", ())
    table.must_be_known("number", ())
    with pytest.raises(FileRefused) as refused:
        table.check()
    assert list(refused.value.lines) == ["Row 2, column “kinds”, “y”: This value is not known."]


def test_key_of_several_columns_is_told_with_all_of_them(tmp_path: Path) -> None:
    table = read(written(tmp_path, "A,x,,,,,", "A,y,,,,,", "A,x,,,,,"), COLUMNS)
    table.must_be_unique("key", "name")
    with pytest.raises(FileRefused) as refused:
        table.check()
    (line,) = refused.value.lines
    assert line == "Row 4, column “key, name”, “A, x”: This key stands in line 2 already."


class Loading:
    """A source of theme fields, and how often its rows were loaded."""

    COLUMNS = {"code": text(needed=True), "name": text(needed=True)}

    def __init__(self, path: Path) -> None:
        self.path = path
        self.times = 0

    def load(self, table: ReferenceTable) -> list[str]:
        self.times += 1
        rows = [ThemeField(**row, position=0) for row in table.rows]
        for row in table.rows:
            if row["name"] == "falsch":
                table.refuse(row.line, "name", row["name"], "Not this one.")
        return insert_missing(rows, key=("code",), fields=("name",))

    def again(self) -> Loaded:
        return load_source(Source("probe", self.path, self.COLUMNS, self.load))


@pytest.mark.django_db
def test_file_is_loaded_once_per_content_and_what_staff_changed_stays(tmp_path: Path) -> None:
    loading = Loading(written(tmp_path, "a,Eins", "b,Zwei", header="code,name"))
    assert loading.again() == Loaded("probe", 2)
    assert loading.again() == Loaded("probe", 0, unchanged=True)
    ThemeField.objects.filter(code="a").update(name="Von Hand")
    written(tmp_path, "a,Eins", "b,Zwei", "c,Drei", header="code,name")
    assert loading.again() == Loaded("probe", 3, kept=("Von Hand",))
    assert loading.times == 2
    found = ThemeField.objects.filter(code__in="abc").order_by("code")
    assert [row.name for row in found] == ["Von Hand", "Zwei", "Drei"]


@pytest.mark.django_db
def test_refused_file_leaves_nothing_behind_and_is_read_again(tmp_path: Path) -> None:
    loading = Loading(written(tmp_path, "a,Eins", "b,falsch", header="code,name"))
    for _time in range(2):
        with pytest.raises(FileRefused, match="Not this one"):
            loading.again()
    assert loading.times == 2
    assert not ThemeField.objects.filter(code="a").exists()
    assert not DataSet.objects.filter(name="probe").exists()


def test_digest_follows_the_content_and_what_is_read_of_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a,Eins", header="code,name")
    source = Source("probe", path, Loading.COLUMNS, lambda _table: None)
    first = source.digest()
    assert replace(source, name="other").digest() == first
    assert replace(source, columns={"code": text()}).digest() != first
    written(tmp_path, "a,Zwei", header="code,name")
    assert source.digest() != first


@pytest.mark.django_db
def test_upsert_takes_the_values_of_the_file_for_the_named_fields_alone() -> None:
    ThemeField.objects.create(code="a", name="Alt", position=7)
    values = (("a", "Neu", 1), ("b", "Zwei", 0))
    rows = [ThemeField(code=code, name=name, position=place) for code, name, place in values]
    upsert(rows, key=["code"], fields=["name"])
    upsert([], key=["code"], fields=["name"])
    found = ThemeField.objects.filter(code__in="ab").order_by("code")
    assert list(found.values_list("name", "position")) == [("Neu", 7), ("Zwei", 0)]
    assert insert_missing([], key=("code",), fields=("name",)) == []
