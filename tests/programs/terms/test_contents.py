"""What a decision copies from its case and its directive."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.choices import FinancingType
from programs.models import Directive, Grant, Program
from programs.terms.contents import contents_of

TERMS: dict[str, Any] = {
    "funding_rate": Decimal("0.8"),
    "eligible_eur": Decimal("1000.00"),
    "own_eur": Decimal("150.00"),
    "third_party_eur": Decimal("50.00"),
    "period_start": date(2026, 4, 1),
    "period_end": date(2027, 3, 31),
}


def case(directive: Directive | None = None, **fields: Any) -> Grant:
    return Grant(program=Program(name="IKZ"), title="Standesamt", directive=directive, **fields)


def test_terms_of_the_case_are_copied_as_they_are() -> None:
    contents = contents_of(case(**TERMS))
    assert {name: contents[name] for name in TERMS} == TERMS
    assert "legal_basis" not in contents  # without a directive nothing is made up


@pytest.mark.parametrize(("purpose", "told"), [("", "Standesamt"), ("Zweck", "Zweck")])
def test_the_title_is_the_purpose_where_none_is_entered(purpose: str, told: str) -> None:
    assert contents_of(case(purpose=purpose))["purpose"] == told


@pytest.mark.parametrize(
    ("entered", "allowed", "told"),
    [
        ("", [], ""),
        ("", [FinancingType.FIXED], FinancingType.FIXED),
        ("", [FinancingType.FIXED, FinancingType.SHARE], ""),
        (FinancingType.SHARE, [FinancingType.FIXED], FinancingType.SHARE),
    ],
)
def test_the_only_financing_type_of_the_directive_stands_in(
    entered: str, allowed: list[str], told: str
) -> None:
    grant = case(Directive(financing_types=allowed), financing_type=entered)
    assert contents_of(grant)["financing_type"] == told
    assert contents_of(case(financing_type=entered))["financing_type"] == entered


def test_texts_of_the_directive_go_along_and_its_name_is_the_basis_of_last_resort() -> None:
    directive = Directive(
        version="2022",
        conditions_version="ANBest-Gk",
        appeal_notice="Klage",
        publication_note="Hinweis",
    )
    contents = contents_of(case(directive))
    assert contents["legal_basis"] == f"{Program(name='IKZ')}: 2022"
    assert (contents["conditions_version"], contents["appeal_notice"]) == ("ANBest-Gk", "Klage")
    assert contents["publication_note"] == "Hinweis"
    directive.legal_basis = "§ 44 LHO"
    assert contents_of(case(directive))["legal_basis"] == "§ 44 LHO"
