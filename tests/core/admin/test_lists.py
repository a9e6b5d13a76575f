"""Lists of the administration: few enough rows that a phone can be asked to show them."""

from __future__ import annotations

from tests.ozg_hessen.lists import changelists

MOST_ROWS = 25


def test_page_of_a_list_has_at_most_25_rows() -> None:
    longer = {path for path, desk in changelists().items() if desk.list_per_page > MOST_ROWS}
    assert longer == set()
