"""Totals over programs count civento's money once, and say which promises overlap."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.choices import Role
from portal.overview.page import TOP_ENVELOPES
from programs.models import EnvelopePart
from programs.queries.budget.envelopes import overlap_note
from programs.queries.budget.figures import envelope_total
from tests.factories.programs import BudgetLineFactory, program
from tests.portal.cases import OVERVIEW, PROGRAMS, refreshed, text_of
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db

MILLIONS = {"starke-heimat-phase-1": 16, "starke-heimat-phase-2": 64, "civento": 20}
PARENT = "/foerderprogramme/starke-heimat/"
REPORT = "/berichte/mittel/"


def test_envelopes_add_up_with_civento_once() -> None:
    total = envelope_total(TOP_ENVELOPES)
    assert (total.sum_eur, total.total_eur) == (Decimal(137_000_000), Decimal(117_000_000))
    assert [envelope.code for envelope in total.shared] == ["civento"]


def test_note_names_what_lies_in_several_envelopes() -> None:
    note = overlap_note()
    assert "civento 2020 bis 2024 (20.000.000,00 €)" in note.replace("\xa0", " ")
    assert "Umsetzungsvereinbarung" in note
    assert "Modellkommunen" not in note
    EnvelopePart.objects.filter(whole="umsetzungsvereinbarung", part="civento").delete()
    assert "civento" not in overlap_note()


@pytest.mark.parametrize("path", [OVERVIEW, PROGRAMS, PARENT, REPORT])
def test_every_total_counts_civento_once_and_says_so(path: str) -> None:
    for code, millions in MILLIONS.items():
        BudgetLineFactory.create(program=program(code), money=f"{millions}000000.00")
    refreshed()
    text = text_of(signed_in(person(Role.OFFICER)), path)
    assert "100.000.000,00" in text
    assert "120.000.000,00" not in text
    assert "civento 2020 bis 2024" in text


def test_program_without_parts_shows_no_second_total() -> None:
    refreshed()
    text = text_of(signed_in(person(Role.OFFICER)), "/foerderprogramme/ikz/")
    assert "Teilprogramme" not in text
