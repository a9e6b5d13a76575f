"""Elements of an SVG: built as a tree, so that every text is escaped and the file well formed."""

from __future__ import annotations

from lxml import etree

NAMESPACE = "http://www.w3.org/2000/svg"
LETTER = 7.4  # mean width of a letter at the size of the texts, in units of the sheet
Element = etree._Element
Attribute = str | int | float


def root(width: float, height: float, **attributes: Attribute) -> Element:
    """A sheet of that size, which grows and shrinks with its place."""
    made = etree.Element("svg", nsmap=None)
    _set(made, {"viewBox": f"0 0 {_text(width)} {_text(height)}", **attributes})
    return made


def add(parent: Element, tag: str, text: str = "", /, **attributes: Attribute) -> Element:
    """A new element in `parent`; `class_` and other names with _ become class and with -."""
    made = etree.SubElement(parent, tag)
    _set(made, attributes)
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


def _set(element: Element, attributes: dict[str, Attribute]) -> None:
    for name, value in attributes.items():
        element.set(name.rstrip("_").replace("_", "-") if name != "viewBox" else name, _text(value))


def _text(value: Attribute) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
