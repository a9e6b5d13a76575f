"""A call in its order: ties, successors, and what is left of the places."""

from __future__ import annotations

from datetime import date

import pytest

from programs.actions.call import approve_call_decision
from programs.queries.call import ranking_of
from tests.factories.accounts import NOW
from tests.factories.calls import call_with
from tests.factories.life import Staff
from tests.programs.selected import give_up, in_order, select

pytestmark = pytest.mark.django_db


def test_either_of_two_tied_applications_is_next_in_rank(staff: Staff) -> None:
    call = call_with([90, 80, 80], places=1)
    first, _second, third = in_order(call)
    select(first, staff)
    assert len(ranking_of(call).next_in_rank()) == 2
    assert give_up(first, staff, third).successor == third


def test_tie_at_the_edge_of_the_places_is_named() -> None:
    assert ranking_of(call_with([90, 80, 80], places=2)).tie_at_the_edge == 2
    assert ranking_of(call_with([90, 90, 80], places=2)).tie_at_the_edge is None
    assert ranking_of(call_with([90, 80], places=2)).tie_at_the_edge is None


def test_row_says_in_words_what_was_decided(staff: Staff) -> None:
    call = call_with([90, 80], places=1)
    first, second = in_order(call)

    def texts() -> list[str]:
        return [row.text for row in ranking_of(call).rows]

    assert texts() == ["nicht ausgewählt"] * 2
    select(first, staff)
    assert texts() == ["ausgewählt am 19.11.2026", "nicht ausgewählt"]
    given_up = give_up(first, staff, second, on=date(2026, 11, 20))
    assert texts()[0].startswith("vorgeschlagen: ")
    approve_call_decision(given_up, by=staff.approver, at=NOW)
    assert texts()[0] == f"aufgegeben am 20.11.2026; Nachrückend: {second}"


def test_places_left_are_those_of_the_call_less_the_selected(staff: Staff) -> None:
    call = call_with([90, 80, None], places=2)
    ranked = ranking_of(call)
    assert (ranked.taken, ranked.free) == (0, 2)
    first, second, unscored = in_order(call)
    assert [row.application for row in ranked.next_in_rank()] == [first]
    assert [row.application for row in ranked.next_in_rank(but=first)] == [second]
    select(first, staff)
    ranked = ranking_of(call)
    assert (ranked.taken, ranked.free) == (1, 1)
    assert [row.application for row in ranked.next_in_rank()] == [second]
    assert ranked.next_in_rank(but=second) == []  # who has no rank is never next
    assert ranked.row_of(unscored).place.rank is None
