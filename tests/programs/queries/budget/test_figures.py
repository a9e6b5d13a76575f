"""Totals over programs count civento's money once, and say which promises overlap."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from portal.overview.page import TOP_ENVELOPES
from programs.actions.booking import book
from programs.choices import EntryKind
from programs.models import EnvelopePart, LedgerEntry
from programs.queries.budget.envelopes import overlap_note
from programs.queries.budget.figures import (
    budget,
    envelope_total,
    funded_bodies,
    state_money,
)
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import GIESSEN
from tests.factories.programs import BudgetLineFactory, GrantFactory, program
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


def test_money_of_the_state_is_what_its_parts_say_on_any_day() -> None:
    assert state_money(year=2026, at=AsOf.today()).funded_bodies == 0
    staff = Staff.hire()
    lines = [BudgetLineFactory.create(), BudgetLineFactory.create(foerderprodukt="Z")]
    BudgetLineFactory.create(fiscal_year=2025, money="7000.00")
    other = BudgetLineFactory.create(program=program("ozg-modellkommunen"), money="300.00")
    staff.paid(staff.final(lines[0]), "1000.00")
    staff.approved(tranches={line: Decimal("50000.00") for line in lines})
    case = GrantFactory.create(program=other.program, shares={GIESSEN: Decimal("100.00")})
    entry = LedgerEntry(
        kind=EntryKind.COMMITMENT, line=other, grant=case, municipality_id=GIESSEN, document="Alt"
    )
    entry.amount_eur, entry.booked_on = Decimal("100.00"), TODAY
    book([entry], at=NOW)
    refreshed()
    for at in (AsOf.today(), AsOf(TODAY - timedelta(days=1))):
        for year in (2025, 2026, 2027):
            found = state_money(year=year, at=at)
            assert found.programs == budget("program", at=at)
            assert [found.of_year] == budget("total", at=at, year=year)
            assert found.funded_bodies == funded_bodies(at=at)
    assert funded_bodies(at=AsOf.today()) == 5
    assert funded_bodies(at=AsOf.today(), program="ozg-modellkommunen") == 1
    assert funded_bodies(at=AsOf(TODAY - timedelta(days=1))) == 0
