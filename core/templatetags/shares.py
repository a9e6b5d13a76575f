"""Bars in SVG: their numbers are attributes, so they have to be written with a point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django import template

register = template.Library()

WHOLE = Decimal(100)


class HasShare(Protocol):
    @property
    def share(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Segment:
    """Start and width in percent, as SVG reads them."""

    start: str
    width: str


@register.simple_tag
def stacked(parts: Iterable[HasShare]) -> list[Segment]:
    """One segment for each part, side by side, cut off where they exceed the whole."""
    segments = []
    start = Decimal(0)
    for part in parts:
        width = min(max(part.share or Decimal(0), Decimal(0)) * WHOLE, WHOLE - start)
        segments.append(Segment(f"{start:.2f}", f"{width:.2f}"))
        start += width
    return segments
