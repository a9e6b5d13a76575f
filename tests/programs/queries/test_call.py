"""A call in its order: ties, successors, and what is left of the places."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.actions.call import approve_call_decision
from programs.choices import CallDecisionKind
from programs.models import Call, CallApplication, CallCriterion, CallDecision
from programs.queries.call import (
    RankedApplication,
    Ranking,
    points_by_criterion,
    points_by_juror,
    ranking_of,
)
from programs.rules.ranking import Place
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


DAY = date(2026, 11, 19)


def row(key: int, rank: int | None, *decisions: CallDecision, **fields: Any) -> RankedApplication:
    """An application that is nowhere stored, with its rank."""
    points = None if rank is None else Decimal(100 - rank)
    place = Place(key, points, rank, False, 0, {1: Decimal(50)}, {"Jurorin": Decimal(60)})
    return RankedApplication(CallApplication(pk=key, **fields), place, (), decisions)


def order(places: int, *ranks: int | None, **of_first: Any) -> Ranking:
    rows = [row(key, rank, **(of_first if key == 1 else {})) for key, rank in enumerate(ranks, 1)]
    return Ranking(Call(places=places), (), (), tuple(rows))


@pytest.mark.parametrize(
    ("places", "ranks", "tied"),
    [
        (1, [1, 2], None),
        (1, [1, 1], 1),
        (2, [1, 1], None),
        (2, [1, 2, 2], 2),
        (1, [1, 2, 2], None),
        (3, [1, 2, 2, 4], None),
        (3, [1, 2, 2, 2], 2),
        (2, [1, 2, None], None),  # who has no rank is not at the edge
        (1, [None], None),
        (1, [], None),
    ],
)
def test_tie_is_at_the_edge_where_the_next_has_the_rank_of_the_last(
    places: int, ranks: list[int | None], tied: int | None
) -> None:
    assert order(places, *ranks).tie_at_the_edge == tied


@pytest.mark.parametrize(
    ("fields", "is_selected", "is_eligible", "left"),
    [
        ({}, False, True, 2),
        ({"selected_on": DAY}, True, False, 1),
        ({"selected_on": DAY, "withdrawn_on": DAY}, False, False, 2),
        ({"withdrawn_on": DAY}, False, False, 2),
    ],
)
def test_place_is_taken_by_who_is_selected_and_stayed(
    fields: dict[str, date], is_selected: bool, is_eligible: bool, left: int
) -> None:
    ranked = order(2, 1, 2, 3, **fields)
    first = ranked.rows[0]
    assert (first.is_selected, first.is_eligible) == (is_selected, is_eligible)
    assert (ranked.taken, ranked.free) == (2 - left, left)
    (following,) = ranked.next_in_rank()
    assert following == (first if is_eligible else ranked.rows[1])
    assert ranked.row_of(CallApplication(pk=3)) == ranked.rows[2]


def test_next_in_rank_are_all_of_the_best_rank_left() -> None:
    ranked = order(2, 1, 2, 2, 4, None)
    _first, second, third, fourth, last = (entry.application for entry in ranked.rows)

    def following(but: CallApplication | None, *gone: int) -> list[int]:
        rows = tuple(r for r in ranked.rows if r.application.pk not in gone)
        left = Ranking(ranked.call, (), (), rows).next_in_rank(but)
        return [entry.application.pk for entry in left]

    assert following(None) == [1]
    assert following(None, 1) == [2, 3]
    assert following(second, 1) == [3]
    assert following(third, 1, 2) == [4]
    assert following(fourth, 1, 2, 3) == []
    assert following(last, 1, 2, 3, 4) == []


def test_decisions_are_known_by_their_kind_and_their_signature() -> None:
    selection = CallDecision(kind=CallDecisionKind.SELECTION, approved_at=NOW)
    asked = CallDecision(kind=CallDecisionKind.WITHDRAWAL)
    given_up = CallDecision(kind=CallDecisionKind.WITHDRAWAL, approved_at=NOW)
    none, chosen, leaving, gone = (
        row(1, 1, *decisions)
        for decisions in ((), (selection,), (selection, asked), (selection, given_up))
    )
    assert (none.pending, none.selection, none.withdrawal, none.latest) == (None,) * 4
    assert (chosen.pending, chosen.latest) == (None, selection)
    assert (leaving.pending, leaving.latest, leaving.selection) == (asked, asked, selection)
    assert (gone.pending, gone.latest, gone.withdrawal) == (None, given_up, given_up)
    assert leaving.text == "vorgeschlagen: Auswahl aufgegeben"


def test_points_stand_in_the_order_of_criteria_and_jurors() -> None:
    entry = row(1, 1)
    criteria = tuple(CallCriterion(pk=key) for key in (2, 1))
    assert points_by_criterion(entry, criteria) == [None, Decimal(50)]
    assert points_by_juror(entry, ("Juror", "Jurorin")) == [None, Decimal(60)]
