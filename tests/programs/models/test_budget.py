"""Budget lines: what their table takes, which are open on a day, and who writes a balance."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from programs.models import (
    BudgetBalance,
    BudgetLine,
    ClosingDay,
    Envelope,
    EnvelopePart,
    GrantBalance,
    Program,
)
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory, ProgramFactory
from tests.held import CENT, NOTHING, broken, refused_by, told

pytestmark = pytest.mark.django_db


def line(year: int, **fields: object) -> BudgetLine:
    return BudgetLineFactory.create(fiscal_year=year, money="0", **fields)


def test_books_of_a_year_close_in_the_year_after_it() -> None:
    for day in (date(2027, 1, 1), date(2027, 12, 31)):
        assert broken(ClosingDay(year=2026, closes_on=day)) == []
    for day in (date(2026, 12, 31), date(2028, 1, 1)):
        row = ClosingDay(year=2026, closes_on=day)
        assert broken(row) == ["closing_day_in_the_next_year"]


def test_closing_day_is_named_by_its_year() -> None:
    assert str(ClosingDay(year=2026, closes_on=date(2027, 1, 8))) == "2026: 08.01.2027"


def test_authorisation_falls_due_after_its_fiscal_year() -> None:
    assert broken(BudgetLine(fiscal_year=2026, due_year=2027)) == []
    assert broken(BudgetLine(fiscal_year=2026)) == []
    for due in (2026, 2025):
        row = BudgetLine(fiscal_year=2026, due_year=due)
        assert broken(row) == ["authorisation_is_due_later"]


def test_fiscal_year_lies_in_this_century() -> None:
    for year in (2000, 2100):
        assert broken(BudgetLine(fiscal_year=year)) == []
    for year in (1999, 2101):
        assert broken(BudgetLine(fiscal_year=year)) == ["fiscal_year_plausible"]


def test_line_is_once_in_its_program_and_year_though_parts_of_its_key_are_empty() -> None:
    cash = line(2026, foerderprodukt="F 1")
    key = {
        name: getattr(cash, name)
        for name in ("program", "fiscal_year", "kapitel", "foerderprodukt", "titel")
    }
    assert broken(BudgetLine(**key)) == ["budget_line_once"]
    assert told(BudgetLine(**key)) == [
        "Diese Haushaltsstelle gibt es in diesem Programm und Jahr schon."
    ]
    others = (
        {"due_year": 2027},
        {"fiscal_year": 2027},
        {"titel": "883 01"},
        {"kapitel": "03 02"},
        {"program": ProgramFactory.create()},
    )
    for other in others:
        assert broken(BudgetLine(**{**key, **other})) == []


def test_line_is_named_by_year_place_and_program() -> None:
    program = Program(name="Probe")
    names = {"program": program, "fiscal_year": 2026, "kapitel": "03 01", "foerderprodukt": "F 1"}
    assert str(BudgetLine(**names)) == "2026 · 03 01/F 1 · Probe"
    assert str(BudgetLine(**names, due_year=2028)) == "2026 VE 2028 · 03 01/F 1 · Probe"


def test_lines_of_cash_are_those_without_a_due_year() -> None:
    program = ProgramFactory.create()
    cash, bound = line(2026, program=program), line(2026, program=program, due_year=2027)
    own = BudgetLine.objects.filter(program=program)
    assert [*own.cash()] == [cash]
    assert {*own} == {cash, bound}


def test_case_plans_with_lines_of_its_year_and_later_ones() -> None:
    program = ProgramFactory.create()
    before, now, after = (line(year, program=program) for year in (2025, 2026, 2027))
    own = BudgetLine.objects.filter(program=program)
    assert {*own.open_in(2026)} == {now, after}
    assert {*own.open_in(2025)} == {before, now, after}
    assert [*own.of_year(2026)] == [now]


def test_last_years_line_is_paid_from_until_its_books_close_and_no_longer() -> None:
    program = ProgramFactory.create()
    older, before, now, after = (line(year, program=program) for year in range(2024, 2028))
    closing = date(2026, 1, 9)
    ClosingDay.objects.filter(year__in=(2024, 2025)).delete()
    own = BudgetLine.objects.filter(program=program)
    assert {*own.payable_on(closing)} == {now}  # a year without a day closes with its last
    ClosingDay.objects.create(year=2025, closes_on=closing, source="Test")
    ClosingDay.objects.create(year=2024, closes_on=date(2025, 1, 9), source="Test")
    assert {*own.payable_on(closing)} == {before, now}
    assert {*own.payable_on(closing + timedelta(days=1))} == {now}
    assert {*own.payable_on(date(2025, 1, 9))} == {older, before}
    assert {*own.payable_on(date(2027, 1, 1))} == {after}


def test_new_line_opens_its_balance_with_nothing() -> None:
    balance = line(2026).balance
    held = {balance.available_eur, balance.blocked_eur, balance.committed_eur, balance.paid_eur}
    assert held == {NOTHING}


def test_balances_are_written_by_the_ledger_and_by_nobody_else() -> None:
    balances = BudgetBalance.objects.filter(line=BudgetLineFactory.create())
    writes = (
        lambda: balances.update(available_eur=CENT),
        lambda: balances._raw_delete("default"),
        lambda: GrantBalance.objects.create(grant=GrantFactory.create(), line=line(2026)),
    )
    assert [refused_by(write) for write in writes] == ["balance_by_ledger"] * 3
    assert balances.get().available_eur == Decimal("150000.00")


def test_line_never_binds_more_than_it_has_nor_pays_more_than_it_binds() -> None:
    full = {"available_eur": CENT, "committed_eur": CENT, "paid_eur": CENT}
    assert broken(BudgetBalance(line_id=1, **full)) == []
    sides = [
        ({"available_eur": NOTHING}, "never_over_budget"),
        ({"committed_eur": NOTHING}, "never_paid_over_committed"),
        ({"blocked_eur": -CENT}, "never_released_over_blocked"),
        ({"paid_eur": -CENT}, "balance_not_negative"),
    ]
    for change, name in sides:
        assert broken(BudgetBalance(line_id=1, **{**full, **change})) == [name]


def test_case_never_draws_pays_or_gives_back_more_than_the_step_before() -> None:
    full = dict.fromkeys(
        (
            *("committed_eur", "drawn_eur", "paid_eur", "claimed_eur", "repaid_eur"),
            *("interest_claimed_eur", "interest_received_eur"),
        ),
        CENT,
    )
    assert broken(GrantBalance(grant_id=1, line_id=1, **full)) == []
    sides = [
        ({"committed_eur": NOTHING}, ["never_drawn_over_committed"]),
        ({"drawn_eur": NOTHING}, ["never_paid_over_drawn"]),
        ({"paid_eur": NOTHING}, ["never_repaid_over_paid", "never_reclaimed_over_paid"]),
        ({"claimed_eur": NOTHING}, ["never_repaid_over_claimed"]),
        ({"interest_claimed_eur": NOTHING}, ["never_more_interest_than_claimed"]),
        ({"repaid_eur": -CENT}, ["grant_balance_not_negative"]),
        ({"interest_received_eur": -CENT}, ["grant_balance_not_negative"]),
    ]
    for change, names in sides:
        assert broken(GrantBalance(grant_id=1, line_id=1, **{**full, **change})) == names


def test_case_has_one_balance_on_a_line(staff: Staff) -> None:
    own = staff.approved().balances.get()
    again = GrantBalance(grant_id=own.grant_id, line_id=own.line_id)
    assert broken(again) == ["grant_balance_once"]
    assert broken(GrantBalance(grant_id=own.grant_id, line=line(2026))) == []


def test_balances_are_named_by_what_is_bound() -> None:
    a_line = BudgetLine(
        program=Program(name="Probe"), fiscal_year=2026, kapitel="03 01", foerderprodukt="F 1"
    )
    bound = {"committed_eur": Decimal(1000)}
    said = str(BudgetBalance(line=a_line, available_eur=Decimal("2500.50"), **bound))
    assert said == "2026 · 03 01/F 1 · Probe: 1.000,00\u00a0€ / 2.500,50\u00a0€"
    assert str(GrantBalance(grant_id=7, line_id=8, **bound)) == "7/8: 1.000,00\u00a0€"


def test_envelope_lies_once_in_another_and_never_in_itself() -> None:
    whole, part = (
        Envelope.objects.create(
            code=code, name=code, amount_eur=CENT, qualifier="exact", source="T"
        )
        for code in ("ganzes", "teil")
    )
    assert broken(EnvelopePart(whole=whole, part=part)) == []
    assert broken(EnvelopePart(whole=whole, part=whole)) == ["envelope_not_in_itself"]
    EnvelopePart.objects.create(whole=whole, part=part)
    assert broken(EnvelopePart(whole=whole, part=part)) == ["envelope_part_once"]
    assert broken(EnvelopePart(whole=part, part=whole)) == []
    assert str(EnvelopePart(whole=whole, part=part)) == "teil ⊂ ganzes"


def test_envelope_may_be_empty_and_not_less() -> None:
    named = {"code": "probe", "name": "Probe"}
    assert broken(Envelope(**named, amount_eur=NOTHING)) == []
    assert broken(Envelope(**named, amount_eur=-CENT)) == ["envelope_amounts_not_negative"]
    assert str(Envelope(**named)) == "Probe"


@pytest.mark.parametrize("column", ["third_signature_from_eur", "budget_officer_from_eur"])
def test_signature_may_be_asked_from_nothing_on_or_never(column: str) -> None:
    assert broken(Program(**{column: None})) == broken(Program(**{column: NOTHING})) == []
    assert broken(Program(**{column: -CENT})) == ["program_amounts_not_negative"]
