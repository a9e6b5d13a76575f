"""Totals over programs count civento's money once, and say which promises overlap."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from core.areas import Level
from core.as_of import AsOf
from core.money import ZERO
from portal.overview.page import TOP_ENVELOPES
from programs.choices import EntryKind
from programs.models import BudgetLine, EnvelopePart, Grant, LedgerEntry
from programs.queries.budget.envelopes import overlap_note
from programs.queries.budget.figures import (
    SUMS,
    Budget,
    budget,
    budget_total,
    envelope_total,
    funded_bodies,
    state_money,
)
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory, enter, program
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
    commit(other, GrantFactory.create(program=other.program), GIESSEN)
    refreshed()
    for at in (AsOf.today(), AsOf(TODAY - timedelta(days=1))):
        for year in (2025, 2026, 2027):
            found = state_money(year=year, at=at)
            assert found.programs == budget("program", at=at)
            assert [found.of_year] == budget("total", at=at, year=year)
            assert found.funded_bodies == funded_bodies(at=at)
    assert funded_bodies(at=AsOf.today()) == 5
    assert funded_bodies(at=AsOf.today(), program="ozg-modellkommunen") == 1
    assert funded_bodies(at=AsOf(TODAY - timedelta(days=1))) == 1


def sums(**given: object) -> Budget:
    """A row in which every amount is another power of two, but for the given ones."""
    amounts = {name: Decimal(2**place) for place, name in enumerate(SUMS[:-2])}
    values: dict[str, Any] = {**amounts, "grants": 1, "participations": 2, **given}
    return Budget(program="p", program_name="P", fiscal_year=2026, **values)


def test_what_is_free_open_and_the_rates_follow_from_their_sums() -> None:
    row = sums(available_eur=Decimal(800), committed_eur=Decimal(600), paid_eur=Decimal(450))
    assert (row.free_eur, row.open_eur) == (Decimal(200), Decimal(150))
    assert row.committed_rate == Decimal("0.75")
    assert sums(appropriated_eur=Decimal(900), paid_eur=Decimal(450)).paid_rate == Decimal("0.5")
    none = sums(available_eur=ZERO, appropriated_eur=ZERO)
    assert (none.committed_rate, none.paid_rate) == (None, None)


def test_total_adds_each_column_to_itself() -> None:
    total = budget_total([sums(), sums(grants=5)])
    twice = {name: 2 * getattr(sums(), name) for name in SUMS[:-2]}
    assert total == Budget("", "", None, **twice, grants=6, participations=4)
    assert budget_total([]).available_eur == ZERO


def test_case_with_lines_in_two_years_counts_in_each_and_once_over_all() -> None:
    lines = [BudgetLineFactory.create(fiscal_year=year) for year in (2025, 2026)]
    other = BudgetLineFactory.create(program=program("ozg-modellkommunen"))
    cases = [GrantFactory.create(), GrantFactory.create(program=other.program)]
    for line, case in ((lines[0], cases[0]), (lines[1], cases[0]), (other, cases[1])):
        for ags in (LAUTERBACH, GIESSEN):
            commit(line, case, ags)
    refreshed()
    today = AsOf.today()
    assert [(row.program, row.fiscal_year, row.grants) for row in budget(at=today)] == [
        ("ikz", 2026, 1),
        ("ikz", 2025, 1),
        ("ozg-modellkommunen", 2026, 1),
    ]
    assert counted(budget("program", at=today)) == [(1, 2, 600), (1, 2, 300)]
    assert counted(budget("total", at=today)) == [(2, 4, 900)]
    assert counted(budget("total", at=today, year=2026)) == [(2, 4, 600)]
    assert counted(budget("program", at=today, program="ikz")) == [(1, 2, 600)]
    assert counted(budget("total", at=today, year=2024)) == [(0, 0, 0)]
    assert counted(budget("total", at=today, area=GIESSEN, level=Level.BODY)) == [(2, 2, 450)]


def commit(line: BudgetLine, case: Grant, ags: str) -> None:
    """150 EUR bound for the body, on the first day of the year of the line."""
    entry = LedgerEntry(
        kind=EntryKind.COMMITMENT, line=line, grant=case, municipality_id=ags, document="Alt"
    )
    entry.amount_eur, entry.booked_on = Decimal(150), date(line.fiscal_year, 1, 1)
    enter(entry)


def counted(rows: list[Budget]) -> list[tuple[int, int, int]]:
    return [(row.grants, row.participations, int(row.committed_eur)) for row in rows]
