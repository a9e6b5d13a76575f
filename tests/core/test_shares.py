"""Bars of parts: side by side, never beyond the whole."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from core.templatetags.shares import stacked


@dataclass
class Part:
    share: Decimal | None


@pytest.mark.parametrize(
    ("shares", "segments"),
    [
        (["0.25", "0.5"], [("0.00", "25.00"), ("25.00", "50.00")]),
        (["0.8", "0.4", "0.1"], [("0.00", "80.00"), ("80.00", "20.00"), ("100.00", "0.00")]),
        (["-0.1", None, "0.3"], [("0.00", "0.00"), ("0.00", "0.00"), ("0.00", "30.00")]),
        ([], []),
    ],
)
def test_stacked_parts_stay_within_the_bar(
    shares: list[str | None], segments: list[tuple[str, str]]
) -> None:
    parts = [Part(None if share is None else Decimal(share)) for share in shares]
    assert [(segment.start, segment.width) for segment in stacked(parts)] == segments
