"""Elements of an SVG: built as a tree, so that every text is escaped and the file well formed."""

from __future__ import annotations

from functools import cache

from lxml import etree

NAMESPACE = "http://www.w3.org/2000/svg"
LETTER = 7.4  # mean width of a letter at the size of the texts, in units of the sheet
Element = etree._Element
Attribute = str | int | float


def root(width: float, height: float, **attributes: Attribute) -> Element:
    """A sheet of that size, which grows and shrinks with its place."""
    shown = {"viewBox": f"0 0 {_text(width)} {_text(height)}", **_written(attributes)}
    return etree.Element("svg", shown)


def add(parent: Element, tag: str, text: str = "", /, **attributes: Attribute) -> Element:
    """A new element in `parent`; `class_` and other names with _ become class and with -."""
    made = etree.SubElement(parent, tag, _written(attributes))
    made.text = text or None
    return made


def markup(element: Element) -> str:
    return etree.tostring(element, encoding="unicode")


def wide(text: str) -> float:
    """About how wide a text is."""
    return len(text) * LETTER


def path(points: list[tuple[float, float] | None]) -> str:
    """The path through `points`; None lifts the pen."""
    parts, is_down = [], False
    for point in points:
        if point is not None:
            x, y = map(_text, point)
            parts.append(f"{'L' if is_down else 'M'}{x} {y}")
        is_down = point is not None
    return "".join(parts)


def _written(attributes: dict[str, Attribute]) -> dict[str, str]:
    return {_name(name): _text(value) for name, value in attributes.items()}


@cache
def _name(name: str) -> str:
    return name if name == "viewBox" else name.rstrip("_").replace("_", "-")


def _text(value: Attribute) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
