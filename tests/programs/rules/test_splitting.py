"""Changes of a grant split over lines and partners: rows and columns add up to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from core.money import sum_eur
from programs.rules.splitting import by_partner, split_changes

A, B, C = "06531005", "06531006", "06531007"
D = Decimal
SHARES = {A: D("60000.00"), B: D("40000.00")}


def test_more_money_goes_in_proportion_to_the_shares() -> None:
    table = split_changes({1: D("1000.01")}, weights=SHARES, rests={}, lead=A)
    assert table == {1: {A: D("600.01"), B: D("400.00")}}


def test_without_shares_all_of_it_is_the_leads() -> None:
    table = split_changes({1: D(10)}, weights={A: D(0), B: D(0)}, rests={}, lead=B)
    assert table == {1: {A: D(0), B: D(10)}}


def test_a_release_goes_by_what_each_has_left_on_the_line() -> None:
    rests = {(1, A): D("100.00"), (1, B): D("300.00")}
    table = split_changes({1: D("-200.00")}, weights=SHARES, rests=rests, lead=A)
    assert table == {1: {A: D("-50.00"), B: D("-150.00")}}


def test_a_release_of_a_line_on_which_nothing_is_left_goes_by_the_shares() -> None:
    rests = {(1, A): D("-5.00"), (2, B): D("300.00")}
    table = split_changes({1: D("-200.00")}, weights=SHARES, rests=rests, lead=A)
    assert table == {1: {A: D("-120.00"), B: D("-80.00")}}


def test_money_between_lines_leaves_the_shares_as_they_are() -> None:
    """The release goes by the rests, so the line that takes it on evens out."""
    rests = {(1, A): D("100.00"), (1, B): D("300.00")}
    changes = {2: D("200.00"), 1: D("-200.00")}
    table = split_changes(changes, weights=SHARES, rests=rests, lead=A)
    assert table == {
        1: {A: D("-50.00"), B: D("-150.00")},
        2: {A: D("50.00"), B: D("150.00")},
    }
    assert by_partner(table) == {A: D(0), B: D(0)}


def test_given_shares_are_met_by_the_last_line() -> None:
    changes = {1: D("10.00"), 2: D("10.00")}
    shares = {B: D("5.00"), C: D("15.00")}
    table = split_changes(changes, weights=SHARES, rests={}, lead=A, shares=shares)
    assert by_partner(table) == {A: D(0), **shares}
    assert table[1] == {A: D("6.00"), B: D("4.00"), C: D(0)}


@pytest.mark.parametrize("more", ["0.01", "-0.01"])
def test_shares_that_do_not_add_up_are_refused(more: str) -> None:
    with pytest.raises(RuleError) as refused:
        split_changes(
            {1: D("10.00")}, weights=SHARES, rests={}, lead=A, shares={A: D("10.00") + D(more)}
        )
    assert (refused.value.field, refused.value.code) == ("shares", "shares")


def test_no_change_of_a_line_gives_no_table() -> None:
    assert split_changes({}, weights=SHARES, rests={}, lead=A) == {}


cents = st.integers(-10_000_00, 10_000_00).filter(bool).map(lambda n: D(n) / 100)
weights = st.integers(0, 100_000_00).map(lambda n: D(n) / 100)


@given(
    changes=st.dictionaries(st.integers(1, 4), cents, min_size=1, max_size=4),
    weight=st.fixed_dictionaries({A: weights, B: weights, C: weights}),
    rest=st.dictionaries(st.tuples(st.integers(1, 4), st.sampled_from([A, B, C])), weights),
)
def test_each_line_adds_up_to_its_change(
    changes: dict[int, Decimal],
    weight: dict[str, Decimal],
    rest: dict[tuple[int, str], Decimal],
) -> None:
    table = split_changes(changes, weights=weight, rests=rest, lead=A)
    assert {line: sum_eur(parts.values()) for line, parts in table.items()} == changes


def test_more_money_goes_by_the_shares_whatever_is_left_on_the_line() -> None:
    rests = {(1, B): D("300.00")}
    table = split_changes({1: D("100.00")}, weights=SHARES, rests=rests, lead=A)
    assert table == {1: {A: D("60.00"), B: D("40.00")}}


def test_the_line_that_takes_money_on_evens_out_whichever_number_it_has() -> None:
    rests = {(3, A): D("100.00"), (3, B): D("300.00")}
    changes = {1: D("150.00"), 2: D("50.00"), 3: D("-200.00")}
    table = split_changes(changes, weights=SHARES, rests=rests, lead=A)
    assert table == {
        3: {A: D("-50.00"), B: D("-150.00")},
        1: {A: D("90.00"), B: D("60.00")},
        2: {A: D("-40.00"), B: D("90.00")},
    }


def test_releases_of_two_lines_each_go_by_what_is_left_there() -> None:
    """Only where money moves between lines does the last one even out."""
    rests = {(1, A): D("100.00"), (2, B): D("100.00")}
    table = split_changes({1: D(-10), 2: D(-20)}, weights=SHARES, rests=rests, lead=A)
    assert table == {1: {A: D(-10), B: D(0)}, 2: {A: D(0), B: D(-20)}}
