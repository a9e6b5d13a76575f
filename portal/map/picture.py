"""The map as SVG: one shape for each area, with its class, its words and the page behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.areas import Level
from core.charts.svg import Element, add, markup, root
from municipalities.geometry import HEIGHT, WIDTH
from portal.map.classes import UNKNOWN
from portal.map.land import Land

# Lines on the colour, so that classes are told apart without it; the unknown is dotted.
HATCHES = {"4": "M0 8L8 0", "5": "M0 8L8 0M0 0L8 8"}


@dataclass(frozen=True)
class MapArea:
    """One area: its name, its class, its value in words, the page behind it."""

    key: str
    name: str
    code: str
    value: str
    url: str

    @property
    def reading(self) -> str:
        return f"{self.name}: {self.value}"


def draw_map(land: Land, areas: Sequence[MapArea], level: Level, label: str) -> str:
    """The map as markup. What has a shape and no area, as land without a council, stays empty."""
    svg = root(WIDTH, HEIGHT, class_="map__svg", role="group")
    svg.set("aria-label", label)
    _patterns(svg)
    sheet = add(svg, "g", class_="map__land")
    known = {area.key for area in areas}
    for key, path in land.areas.items():
        if key not in known:
            add(sheet, "path", d=path, class_="map-empty")
    for place, area in enumerate(areas):
        if area.key in land.areas:
            _draw_area(sheet, area, land.areas[area.key], is_first=place == 0)
    if level == Level.BODY:
        lines = add(sheet, "g", class_="map__districts")
        for path in land.borders:
            add(lines, "path", d=path)
    return markup(svg)


def _draw_area(parent: Element, area: MapArea, path: str, *, is_first: bool) -> None:
    link = add(
        parent,
        "a",
        href=area.url,
        class_=f"map-area map-{area.code}",
        data_key=area.key,
        aria_label=area.reading,
        data_name=area.name,
        tabindex="0" if is_first else "-1",
    )
    add(link, "title", area.reading)
    add(link, "path", d=path)


def _patterns(svg: Element) -> None:
    defs = add(svg, "defs")
    for code in (*HATCHES, UNKNOWN):
        pattern = add(defs, "pattern", id=f"map-{code}", patternUnits="userSpaceOnUse")
        pattern.set("width", "8")
        pattern.set("height", "8")
        add(pattern, "rect", width=8, height=8, class_=f"map-fill-{code}")
        if code == UNKNOWN:
            add(pattern, "circle", cx=4, cy=4, r=1.6, class_="map-dot")
        else:
            add(pattern, "path", d=HATCHES[code], class_="map-hatch")
