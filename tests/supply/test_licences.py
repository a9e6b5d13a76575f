"""No licence that does not go with the EUPL-1.2 comes into the lock files unseen."""

from __future__ import annotations

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.supply.__main__ import misfits, table
from tests.supply.bom import bill
from tests.supply.licences import FIT, FIT_FOR_TOOLS, READ, fits, licence_of
from tests.supply.pins import Pin, pins


def test_every_pinned_package_has_a_licence_that_fits() -> None:
    assert misfits() == []


@pytest.mark.parametrize(
    ("licence", "is_fit"),
    [
        ("MIT", True),
        ("LGPL-2.1-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("MIT AND (AGPL-3.0-only OR BSD-3-Clause)", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("SSPL-1.0", False),
        ("BUSL-1.1", False),
        ("CC-BY-NC-4.0", False),
        ("", False),
    ],
)
def test_licences_are_met_on_one_side_of_or_and_both_of_and(licence: str, is_fit: bool) -> None:
    assert fits(licence, FIT) is is_fit


def test_tools_are_neither_linked_nor_passed_on() -> None:
    assert fits("GPL-3.0-or-later", FIT_FOR_TOOLS)
    assert not fits("SSPL-1.0", FIT_FOR_TOOLS)


def test_licence_of_a_package_nobody_has_is_unknown() -> None:
    assert licence_of(Pin("no-such-package-here", "1", (), is_shipped=True)) == ""


def test_licences_read_by_a_person_are_of_packages_that_are_pinned() -> None:
    assert set(READ) - {pin.name for pin in pins()} == set()


def test_pins_say_what_is_shipped_and_carry_their_check_sums() -> None:
    shipped = {pin.name for pin in pins() if pin.is_shipped}
    assert {"django", "celery"} <= shipped
    assert "pytest" not in shipped
    assert [pin.name for pin in pins() if not pin.digests] == []


def test_bill_of_materials_is_cyclonedx_and_names_every_package() -> None:
    text = bill()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bom = json.loads(text)
    named = {(part["name"], part["version"]) for part in bom["components"]}
    assert {(pin.name, pin.version) for pin in pins()} <= named
    assert [part["name"] for part in bom["components"] if not part["licenses"]] == []
    assert bom["metadata"]["component"]["name"] == "ozg-hessen"


def test_table_lists_every_package_once() -> None:
    assert len(table().splitlines()) == 2 + len(pins()) + 1
