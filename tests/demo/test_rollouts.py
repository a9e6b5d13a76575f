"""Roll-outs of the demo: bodies through their change of key, and rows without a gap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from demo.budget import _quarters
from demo.dates import LAST_DAY
from demo.histories import State
from demo.rollouts import COLUMNS, _by_key, _renamed, _rows, _spread, _until_today
from municipalities.models import Municipality

FIRST, CHANGE, LATER = date(2024, 3, 1), date(2026, 1, 1), date(2026, 5, 4)
OLD = Municipality(ags="06435014", valid_to=date(2025, 12, 31), successor_id="06415000")
NEW = Municipality(ags="06415000", valid_from=CHANGE)


def parts(*states: State) -> list[tuple[str, list[State]]]:
    return [(body.ags, part) for body, part in _by_key([OLD, NEW], list(states))]


def test_key_that_goes_on_alone_is_renamed_and_a_merger_is_not() -> None:
    merged = Municipality(ags="06633030", valid_from=CHANGE)
    before = [
        Municipality(ags=ags, valid_to=date(2019, 12, 31), successor_id="06633030")
        for ags in ("06633021", "06633027")
    ]
    assert _renamed([OLD, NEW, merged, *before]) == {"06435014": "06415000"}


def test_body_that_joins_one_that_was_there_is_not_renamed() -> None:
    there = Municipality(ags="06415000")
    assert _renamed([OLD, there]) == {}


def test_new_key_begins_with_the_state_the_old_one_had() -> None:
    registered, live = State(FIRST, registered=True), State(LATER, registered=True, live=True)
    assert parts(registered, live) == [
        ("06435014", [registered]),
        ("06415000", [registered.moved(CHANGE), live]),
    ]


def test_state_of_the_first_day_of_the_new_key_is_not_said_twice() -> None:
    registered, listed = State(FIRST, registered=True), State(CHANGE, listed=True)
    assert parts(registered, listed) == [("06435014", [registered]), ("06415000", [listed])]


def test_key_without_any_state_has_no_row() -> None:
    later = State(LATER)
    assert parts(later) == [("06415000", [later])]
    assert parts() == []


def test_rows_end_where_the_next_begins_and_the_last_stays_open() -> None:
    states = [State(FIRST), State(LATER, registered=True)]
    first, last = (
        dict(zip(COLUMNS, row, strict=True)) for row in _rows("06435014", "10160", None, states)
    )
    spans = [(row["valid_from"], row["valid_to"]) for row in (first, last)]
    assert spans == [(FIRST, LATER), (LATER, None)]
    assert [row["registered"] for row in (first, last)] == [False, True]
    told: set[Any] = {(row["source"], row["source_note"]) for row in (first, last)}
    assert told == {("demo", "Demodaten")}


def test_what_lies_beyond_the_demo_is_left_out() -> None:
    states = [State(LAST_DAY), State(date(2026, 11, 21))]
    assert _until_today(states) == states[:1]


def test_service_without_a_process_goes_online_nowhere_or_slowly() -> None:
    spreads = [_spread(Random(seed), None) for seed in range(100)]
    assert max(spread.pull for spread in spreads) <= 0.3
    assert {spread.goal for spread in spreads} == {None, 0, 1, 2}
    assert not any(spread.is_everywhere for spread in spreads)


def test_bills_of_four_quarters_add_up_to_the_year() -> None:
    for seed in range(50):
        bills = list(_quarters(Decimal("4000001.37"), Random(seed)))
        assert len(bills) == 4
        assert sum(bills) == Decimal("4000001.37")
        assert all(Decimal(700_000) < bill < Decimal(1_400_000) for bill in bills)
