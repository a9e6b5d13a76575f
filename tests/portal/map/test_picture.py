"""The map as a picture: each area a link with its words, bodies joined to the areas around them."""

from __future__ import annotations

from lxml import etree

from core.areas import Level
from municipalities.geometry import Ring, area_of_ring
from portal.map.land import grouped, outline
from portal.map.picture import MapArea, draw_map

LEFT: Ring = ((0, 0), (2, 0), (2, 2), (0, 2))
RIGHT: Ring = ((2, 0), (4, 0), (4, 2), (2, 2))
FAR: Ring = ((10, 10), (12, 10), (12, 12))
SHAPES = {"06531001": [LEFT], "06531002": [RIGHT], "06611000": [FAR]}
NAMES = {"06531001": "Allendorf", "06531002": "Biebertal", "06611000": "Kassel"}


def area(key: str, code: str = "3") -> MapArea:
    return MapArea(key, NAMES.get(key, key), code, "25 %", f"/kommunen/{key}/")


def drawn(*areas: MapArea, level: Level = Level.BODY) -> etree._Element:
    return etree.fromstring(draw_map(outline(SHAPES, level), areas, level, "Online <heute>"))


def test_bodies_keep_their_own_shapes_and_areas_join_those_inside() -> None:
    assert grouped(SHAPES, Level.BODY) == SHAPES
    districts = grouped(SHAPES, Level.DISTRICT)
    assert sorted(districts) == ["06531", "06611"]
    assert [area_of_ring(ring) for ring in districts["06531"]] == [16]  # without the common edge
    assert sorted(grouped(SHAPES, Level.GOVERNMENT_DISTRICT)) == ["065", "066"]
    assert len(grouped(SHAPES, Level.STATE)["06"]) == 2


def test_area_is_a_link_that_says_its_name_and_value() -> None:
    link = drawn(area("06531001")).find(".//a")
    assert link is not None
    assert dict(link.items()) == {
        "href": "/kommunen/06531001/",
        "class": "map-area map-3",
        "data-key": "06531001",
        "data-name": "Allendorf",
        "aria-label": "Allendorf: 25 %",
        "tabindex": "0",
    }
    assert link.findtext("title") == "Allendorf: 25 %"


def test_first_area_takes_the_focus_and_the_others_are_reached_by_arrows() -> None:
    picture = drawn(*map(area, SHAPES))
    assert [link.get("tabindex") for link in picture.iter("a")] == ["0", "-1", "-1"]


def test_land_without_an_area_is_empty_and_an_area_without_land_is_not_drawn() -> None:
    picture = drawn(area("06531001"), area("06999999"))
    assert [link.get("data-key") for link in picture.iter("a")] == ["06531001"]
    empty = [path for path in picture.iter("path") if path.get("class") == "map-empty"]
    assert len(empty) == 2


def test_lines_of_the_districts_lie_over_the_bodies_alone() -> None:
    def districts(level: Level, key: str) -> list[int]:
        picture = drawn(area(key), level=level)
        return [len(g) for g in picture.iter("g") if g.get("class") == "map__districts"]

    assert districts(Level.BODY, "06531001") == [2]
    assert districts(Level.DISTRICT, "06531") == []


def test_picture_is_named_and_its_highest_classes_and_the_unknown_have_patterns() -> None:
    picture = drawn(area("06531001", "u"))
    assert (picture.get("role"), picture.get("aria-label")) == ("group", "Online <heute>")
    patterns = {item.get("id"): [part.tag for part in item] for item in picture.iter("pattern")}
    assert patterns == {
        "map-4": ["rect", "path"],
        "map-5": ["rect", "path"],
        "map-u": ["rect", "circle"],
    }
