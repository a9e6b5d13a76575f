"""Shapes: read and written alike, joined without their common edges."""

from __future__ import annotations

from municipalities.geometry import (
    HEIGHT,
    WIDTH,
    area_of_ring,
    join,
    path_of,
    project,
    read_rings,
    ring_of,
    write_rings,
)

LEFT = ((0, 0), (2, 0), (2, 2), (0, 2))
RIGHT = ((2, 0), (4, 0), (4, 2), (2, 2))
FAR = ((10, 10), (12, 10), (12, 12))
AROUND = ((0, 0), (9, 0), (9, 9), (0, 9))
HOLE = ((3, 3), (6, 3), (6, 6), (3, 6))


def areas(rings: object) -> list[int]:
    assert isinstance(rings, list)
    return sorted(area_of_ring(ring) for ring in rings)


def test_rings_are_read_as_they_were_written() -> None:
    assert write_rings([LEFT, FAR]) == "0,0 2,0 2,2 0,2|10,10 12,10 12,12"
    assert read_rings(write_rings([LEFT, FAR])) == [LEFT, FAR]
    assert read_rings("") == []


def test_ring_drops_repetitions_and_the_closing_point() -> None:
    assert ring_of([(0, 0), (0, 0), (2, 0), (2, 2), (0, 0)]) == ((0, 0), (2, 0), (2, 2))
    assert ring_of([(0, 0), (2, 0), (0, 0)]) == ()


def test_neighbours_lose_their_common_edge_whichever_way_they_run() -> None:
    for right in (RIGHT, RIGHT[::-1]):
        (ring,) = join([[LEFT], [right]])
        assert area_of_ring(ring) == 16
        assert set(ring) == {(0, 0), (2, 0), (4, 0), (4, 2), (2, 2), (0, 2)}


def test_shapes_apart_stay_apart() -> None:
    assert areas(join([[LEFT], [FAR]])) == [4, 8]


def test_hole_stays_until_it_is_filled() -> None:
    for hole in (HOLE, HOLE[::-1]):
        assert areas(join([[AROUND, hole], [FAR]])) == [-18, 4, 162]
        assert areas(join([[AROUND, hole], [HOLE]])) == [162]


def test_path_runs_in_relative_steps() -> None:
    assert path_of([LEFT]) == "M0 0l2 0 0 2-2 0z"


def test_state_lies_on_its_sheet() -> None:
    corners = [(7.77, 49.39), (10.24, 51.66)]  # the box around Hessen
    for x, y in (project(*corner) for corner in corners):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
