"""A call in its order: ties, successors, and what is left of the places."""

from __future__ import annotations

import pytest

from programs.queries.call import ranking_of
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
