"""Classes of a map: a value on a bound belongs above, the unknown to no class."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.formats import format_rate
from portal.map.classes import Classes

SHARES = Classes([Decimal("0.15"), Decimal("0.25")], format_rate)


@pytest.mark.parametrize(
    ("value", "code"),
    [("0", "1"), ("0.1499", "1"), ("0.15", "2"), ("0.2499", "2"), ("0.25", "3"), ("1", "3")],
)
def test_value_on_a_bound_belongs_to_the_class_above(value: str, code: str) -> None:
    assert SHARES.code(Decimal(value)) == code


def test_unknown_is_no_class() -> None:
    assert SHARES.code(None) == "u"


def test_legend_names_every_class_and_the_unknown() -> None:
    assert [(item.code, item.label.replace("\u00a0", " ")) for item in SHARES.legend] == [
        ("1", "unter 15 %"),
        ("2", "15 % bis unter 25 %"),
        ("3", "25 % und mehr"),
        ("u", "unbekannt"),
    ]
