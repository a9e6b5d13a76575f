"""One part of a workbook as its elements go by: how far it reaches and what it hides."""

from __future__ import annotations

import pytest

from core.imports import workbook_part
from core.imports.errors import FileRefused
from core.imports.workbook_part import ElementBudget, SheetName, WorkbookPart

Elements = list[tuple[str, dict[str, str]]]


def part_of(elements: Elements) -> WorkbookPart:
    part = WorkbookPart(ElementBudget())
    for name, attributes in elements:
        part.start(f"urn:x {name}", attributes)
    return part


def cell(reference: str, holding: str = "v") -> Elements:
    return [("c", {"r": reference} if reference else {}), (holding, {})]


@pytest.mark.parametrize(
    ("reference", "place"),
    [("A1", (1, 1)), ("Z9", (9, 26)), ("AA10", (10, 27)), ("xfd2", (2, 16_384)), ("B7", (7, 2))],
)
def test_cell_lies_where_its_name_says(reference: str, place: tuple[int, int]) -> None:
    part = part_of([("row", {}), *cell(reference, "f")])
    assert part.formulas == {place}
    assert (part.rows, part.columns) == place


def test_cell_without_a_name_lies_beside_the_one_before_it() -> None:
    part = part_of([("row", {}), *cell("", "f"), *cell("", "f"), ("row", {}), *cell("", "f")])
    assert part.formulas == {(1, 1), (1, 2), (2, 1)}


def test_row_without_a_number_follows_the_one_before_it() -> None:
    part = part_of([("row", {"r": "5"}), ("row", {}), *cell("", "f")])
    assert part.formulas == {(6, 1)}


def test_empty_cells_and_rows_are_no_content() -> None:
    part = part_of([("row", {"r": "9"}), ("c", {"r": "Z9"})])
    assert (part.rows, part.columns) == (0, 0)
    for holding in ("v", "is", "p"):
        part = part_of(cell("C2", holding))
        assert (part.rows, part.columns, part.formulas) == (2, 3, set())


@pytest.mark.parametrize(("hidden", "is_told"), [("1", True), ("true", True), ("0", False)])
def test_hidden_rows_and_columns_are_told(hidden: str, is_told: bool) -> None:
    columns = {"hidden": hidden, "min": "2", "max": "4"}
    part = part_of([("col", columns), ("row", {"r": "3", "hidden": hidden})])
    assert part.hidden_columns == ({2, 3, 4} if is_told else set())
    assert part.hidden_rows == ({3} if is_told else set())


def test_hidden_columns_end_at_the_last_one_a_sheet_can_have() -> None:
    part = part_of([("col", {"hidden": "1", "min": "16383", "max": "9999999"})])
    assert part.hidden_columns == {16_383, 16_384}
    assert part_of([("col", {"hidden": "1"})]).hidden_columns == {1}


@pytest.mark.parametrize("number", ["x", "-1", "12345678", "²", ""])
def test_number_that_no_program_writes_is_a_broken_workbook(number: str) -> None:
    with pytest.raises(FileRefused, match="Die Arbeitsmappe ist nicht lesbar"):
        part_of([("row", {"r": number})])
    assert part_of([("row", {"r": "1234567"}), *cell("", "f")]).formulas == {(1_234_567, 1)}


def test_sheet_reaches_as_far_as_its_cells_together_and_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook_part, "MOST_CELLS", 20)
    part_of([*cell("A10"), *cell("B1")])
    with pytest.raises(FileRefused, match="bis Zeile 10 und Spalte 3"):
        part_of([*cell("A10"), *cell("C1")])


def test_budget_ends_with_the_element_after_the_last() -> None:
    budget = ElementBudget()
    budget.elements, budget.texts = 2, 1
    budget.take("si")
    budget.take("row")
    with pytest.raises(FileRefused, match="mehr als 2000000 Elemente"):
        budget.take("row")
    budget.elements = 2
    with pytest.raises(FileRefused, match="mehr als 200000 Elemente"):
        budget.take("si")


def test_sheets_and_what_they_refer_to_are_listed() -> None:
    part = part_of(
        [
            ("sheet", {"name": "Liste", "urn:r id": "rId1"}),
            ("sheet", {"name": "Alt", "urn:r id": "rId2", "state": "veryHidden"}),
            ("sheet", {"state": "visible"}),
            ("Relationship", {"Id": "rId1", "Target": "a.xml", "Type": "x/worksheet"}),
            ("Relationship", {"Id": "rId2", "Target": "a.png", "Type": "x/image"}),
        ]
    )
    assert part.sheets == [
        SheetName("Liste", "rId1", False),
        SheetName("Alt", "rId2", True),
        SheetName("", "", False),
    ]
    assert part.targets == {"rId1": "a.xml", "rId2": "a.png"}
    with pytest.raises(FileRefused, match="Das ist keine Arbeitsmappe"):
        part_of([("Relationship", {"Target": "a.png", "Type": "x/worksheet"})])


HOLDS = {"urn:o value-type": "string"}


def row_of(*cells: dict[str, str], **row: str) -> Elements:
    attributes = {f"urn:t {key.replace('_', '-')}": value for key, value in row.items()}
    return [("table-row", attributes), *(("table-cell", given) for given in cells)]


def test_cells_of_a_document_are_counted_with_their_repeats() -> None:
    repeated = {"urn:t number-columns-repeated": "3"}
    formula = {"urn:t formula": "of:=1"}
    part = part_of([("table", {}), *row_of(repeated, formula, number_rows_repeated="4")])
    assert part.formulas == {(4, 4)}
    part = part_of([("table", {}), *row_of(HOLDS | repeated), *row_of(repeated)])
    assert (part.rows, part.columns) == (1, 3)
    covered: Elements = [("table", {}), ("table-row", {}), ("covered-table-cell", {})]
    assert part_of([*covered, ("table-cell", formula)]).formulas == {(1, 2)}


@pytest.mark.parametrize(
    ("visibility", "hidden"), [("collapse", {2}), ("filter", {2}), ("visible", set())]
)
def test_document_hides_by_collapse_and_by_filter(visibility: str, hidden: set[int]) -> None:
    mark = {"urn:t visibility": visibility}
    table: Elements = [("table", {}), ("table-column", {}), ("table-column", mark)]
    part = part_of([*table, *row_of(HOLDS), *row_of(HOLDS, visibility=visibility)])
    assert (part.hidden_columns, part.hidden_rows) == (hidden, hidden)


def test_only_the_first_table_of_a_document_tells_formulas_and_what_is_hidden() -> None:
    hidden = {"urn:t visibility": "collapse"}
    second: Elements = [("table", {}), ("table-column", hidden)]
    rows = row_of({"urn:t formula": "of:=1"}, visibility="collapse")
    part = part_of([("table", {}), *second, *rows])
    assert (part.formulas, part.hidden_rows, part.hidden_columns) == (set(), set(), set())


def test_hidden_tables_are_known_by_their_style() -> None:
    part = part_of(
        [
            ("style", {"urn:s name": "ta1"}),
            ("table-properties", {"urn:t display": "true"}),
            ("style", {"urn:s name": "ta2"}),
            ("table-properties", {"urn:t display": "false"}),
            ("table", {"urn:t name": "Liste", "urn:t style-name": "ta1"}),
            ("table", {}),
        ]
    )
    assert part.hidden_tables == {"ta2"}
    assert part.table_names == ["Liste", ""]
    assert part.table_styles == ["ta1", ""]
