"""What a directive demands of a case is asked field by field, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs.choices import CaseEntry
from programs.models import Directive, Grant, Participation
from programs.terms.entries import (
    COLUMNS,
    RULED_COLUMNS,
    RULED_ENTRIES,
    demanded_entries,
    entry_checks,
)
from tests.factories.municipalities import MunicipalityFactory

ENTERED: dict[str, Any] = {
    "received_on": date(2026, 3, 2),
    "complete_on": date(2026, 3, 3),
    "cooperation_start": date(2027, 1, 1),
    "cooperation_until": date(2031, 12, 31),
    "cooperation_form": "agreement",
    "baseline_eur": Decimal(0),
    "planned_eur": Decimal(0),
    "period_start": date(2026, 4, 1),
    "period_end": date(2027, 3, 31),
    "eligible_eur": Decimal(1),
    "own_eur": Decimal(0),
    "third_party_eur": Decimal(0),
    "state_interest_reason": "Vorbild",
}


def part(*, name: str = "Neudorf", resolution_on: date | None) -> Participation:
    body = MunicipalityFactory.build(name=name, official_name=name)
    return Participation(municipality=body, resolution_on=resolution_on)


def asked(
    *entries: CaseEntry,
    parts: Sequence[Participation] = (),
    changed: Mapping[str, object] | None = None,
) -> list[str]:
    """Codes and fields of the refusals for a case on which all but what is changed is entered."""
    grant = Grant(**{**ENTERED, **(changed or {})})
    fields = []
    for check in entry_checks(grant, Directive(required_entries=list(entries)), parts):
        try:
            check()
        except RuleError as error:
            fields.append(f"{error.code}: {error.field}")
    return fields


def test_what_is_entered_is_enough_and_zero_euros_are_an_entry() -> None:
    assert asked(*CaseEntry, parts=(part(resolution_on=date(2026, 2, 1)),)) == []


@pytest.mark.parametrize(("entry", "column"), [(e, c) for e in COLUMNS for c in COLUMNS[e]])
def test_each_column_of_a_demanded_entry_is_asked_for(entry: CaseEntry, column: str) -> None:
    empty = "" if isinstance(ENTERED[column], str) else None
    assert asked(entry, changed={column: empty}) == [f"entry: {column}"]
    others = [other for other in CaseEntry if other != entry]
    assert asked(*others, changed={column: empty}) == []


@pytest.mark.parametrize(("rule", "entry"), RULED_ENTRIES.items())
def test_rule_demands_the_entry_it_looks_at(rule: str, entry: CaseEntry) -> None:
    assert demanded_entries(Directive(required_entries=[])) == []
    assert demanded_entries(Directive(**{rule: 1}, required_entries=[])) == [entry]
    assert demanded_entries(Directive(**{rule: 1}, required_entries=[entry])) == [entry]


@pytest.mark.parametrize(("rule", "column"), RULED_COLUMNS.items())
def test_rule_demands_the_column_it_looks_at(rule: str, column: str) -> None:
    directive = Directive(**{rule: 1}, required_entries=[])
    (check,) = entry_checks(Grant(), directive, ())
    with pytest.raises(RuleError) as refusal:
        check()
    assert (refusal.value.field, refusal.value.code) == (column, "entry")
    (passes,) = entry_checks(Grant(**{column: 1}), directive, ())
    passes()
    assert entry_checks(Grant(), Directive(required_entries=[]), ()) == []


def test_every_entry_but_the_resolutions_has_its_columns() -> None:
    assert set(CaseEntry) - set(COLUMNS) == {CaseEntry.RESOLUTIONS}


@pytest.mark.usefixtures("untranslated")
def test_partners_without_a_resolution_are_named() -> None:
    parts = (
        part(name="Adorf", resolution_on=None),
        part(name="Bdorf", resolution_on=date(2026, 2, 1)),
        part(name="Cdorf", resolution_on=None),
    )
    assert asked(CaseEntry.RESOLUTIONS, parts=parts) == ["entry: participations"]
    directive = Directive(required_entries=[CaseEntry.RESOLUTIONS])
    (check,) = entry_checks(Grant(), directive, parts)
    with pytest.raises(RuleError) as refusal:
        check()
    assert "Adorf" in refusal.value.message
    assert "Cdorf" in refusal.value.message
    assert "Bdorf" not in refusal.value.message
