"""Bookings: sign, reversal, year and authorisation, as the ledger holds them past every action."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.choices import EntryKind
from programs.models import BudgetLine, Decision, Grant, LedgerEntry
from programs.rules.kinds import BUDGET_KINDS, KINDS, OF_ITS_YEAR, of_sign
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory, enter
from tests.held import CENT, DAY, NOTHING, ONE, TWO, broken, refused_by

pytestmark = pytest.mark.django_db

COMMITMENT, PAYMENT = EntryKind.COMMITMENT, EntryKind.PAYMENT


def entry(kind: EntryKind = COMMITMENT, amount: Decimal = CENT, **fields: Any) -> LedgerEntry:
    return LedgerEntry(kind=kind, amount_eur=amount, **{"line_id": 1, "booked_on": DAY, **fields})


def test_booking_moves_money() -> None:
    assert broken(entry()) == []
    assert "entry_moves_money" in broken(entry(amount=NOTHING))


def test_booking_is_of_a_kind_that_is_known() -> None:
    for kind in EntryKind:
        sign = KINDS[kind].sign or 1
        assert broken(entry(kind, sign * CENT)) == []
    assert broken(LedgerEntry(kind="gift", amount_eur=CENT)) == ["entry_kind_known"]


@pytest.mark.parametrize("kind", [*of_sign(1), *of_sign(-1)])
def test_only_a_reversal_bears_the_other_sign(kind: EntryKind) -> None:
    other = -KINDS[kind].sign * CENT
    assert broken(entry(kind, other)) == ["entry_has_sign_of_kind"]
    assert broken(entry(kind, other, reverses_id=1, reason="Storno")) == []


@pytest.mark.parametrize("kind", of_sign(0))
def test_some_bookings_bear_either_sign(kind: EntryKind) -> None:
    assert broken(entry(kind, CENT)) == broken(entry(kind, -CENT)) == []


def test_reversal_says_why() -> None:
    assert broken(entry(amount=-CENT, reverses_id=1, reason="Storno")) == []
    assert broken(entry(amount=-CENT, reverses_id=1)) == ["reversal_has_reason"]


def test_who_recorded_a_booking_does_not_approve_it_where_both_are_known() -> None:
    people: tuple[dict[str, Any], ...] = (
        {},
        {"recorded_by_id": ONE},
        {"recorded_by_id": ONE, "approved_by_id": TWO},
    )
    for known in people:
        assert broken(entry(**known)) == []
    assert broken(entry(recorded_by_id=ONE, approved_by_id=ONE)) == ["entry_four_eyes"]


def test_booking_is_named_by_day_kind_and_amount() -> None:
    assert str(entry()) == "23.11.2026: Bindung 0,01\u00a0€"


def test_entries_of_a_day_are_in_effect_on_it_and_after() -> None:
    line = BudgetLineFactory.create(money="0")
    enter(entry(EntryKind.APPROPRIATION, line_id=line.pk))
    own = LedgerEntry.objects.filter(line=line)
    assert [own.booked_by(day).count() for day in (date(2026, 11, 22), DAY, date(2030, 1, 1))] == [
        0,
        1,
        1,
    ]


def test_body_is_told_its_own_bookings_once_the_decision_was_sent(staff: Staff) -> None:
    grant = staff.approved()
    own = LedgerEntry.objects.filter(grant=grant)
    assert not own.told_to([LAUTERBACH]).exists()
    Decision.objects.filter(grant=grant).update(notified_on=TODAY, delivered_on=TODAY)
    assert own.told_to([LAUTERBACH]).count() == 1
    assert own.told_to([LAUTERBACH, ALSFELD]).count() == 2
    assert not own.told_to([]).exists()
    assert not own.told_to(["06531005"]).exists()


def test_body_is_told_a_booking_that_follows_no_decision() -> None:
    line = BudgetLineFactory.create()
    grant = GrantFactory.create()
    row: dict[str, Any] = {
        **{"line_id": line.pk, "grant": grant},
        "municipality_id": LAUTERBACH,
    }
    enter(entry(**row))
    assert LedgerEntry.objects.told_to([LAUTERBACH]).filter(grant=grant).count() == 1


def reversal(of: LedgerEntry, **changed: Any) -> str:
    """The constraint that refuses a booking which takes back what `of` booked."""
    values = {
        **{"kind": of.kind, "amount_eur": -of.amount_eur, "line": of.line, "grant": of.grant},
        **{"municipality": of.municipality, "reverses": of, "reason": "Storno"},
        **{"booked_on": of.booked_on, "document": "Storno"},
        **changed,
    }
    return refused_by(lambda: LedgerEntry.objects.create(**values))


def test_reversal_takes_back_its_booking_in_whole_or_in_part_and_nothing_else(
    staff: Staff,
) -> None:
    grant = staff.final()
    staff.drawn(grant, "1.00")
    other = BudgetLineFactory.create()
    enter(entry(line_id=other.pk, grant=grant, municipality_id=LAUTERBACH))
    of_first = {"decision__isnull": False, "kind": COMMITMENT}
    first = LedgerEntry.objects.get(grant=grant, municipality_id=LAUTERBACH, **of_first)
    name = "reversal_within_original"
    assert reversal(first) == reversal(first, amount_eur=-CENT) == ""
    assert reversal(first, amount_eur=-first.amount_eur - CENT) == name
    assert reversal(first, amount_eur=CENT) == name  # the same sign takes nothing back
    assert reversal(first, municipality=None) == name
    assert reversal(first, grant=None) == name
    assert reversal(first, amount_eur=-CENT, kind=EntryKind.DRAWDOWN) == name
    assert reversal(first, amount_eur=-CENT, line=other) == name


def test_reversal_is_not_taken_back_again_nor_made_twice(staff: Staff) -> None:
    grant = staff.approved()
    first = LedgerEntry.objects.filter(grant=grant, municipality_id=LAUTERBACH).get()
    back = LedgerEntry.objects.create(
        kind=first.kind,
        amount_eur=-CENT,
        line=first.line,
        grant=grant,
        municipality=first.municipality,
        reverses=first,
        reason="Storno",
        booked_on=first.booked_on,
    )
    assert reversal(back) == "reversal_within_original"
    assert reversal(first, amount_eur=-CENT) != ""


def booked(kind: EntryKind, line: BudgetLine, on: date, grant: Grant | None = None) -> str:
    """The constraint that refuses a cent of the kind on the line and day."""
    amount = (KINDS[kind].sign or 1) * CENT
    row = {"kind": kind, "amount_eur": amount, "line": line, "grant": grant, "booked_on": on}
    return refused_by(lambda: LedgerEntry.objects.create(**row))


def test_money_is_bound_drawn_and_paid_in_the_year_of_its_line_alone(staff: Staff) -> None:
    grant = staff.final()
    staff.drawn(grant, "1.00")
    line = BudgetLine.objects.get(grant_balances__grant=grant)
    for kind in set(OF_ITS_YEAR) - {EntryKind.OPERATING_COST}:
        assert booked(kind, line, date(2026, 12, 31), grant) == "", kind
        for day in (date(2025, 12, 31), date(2027, 1, 1)):
            assert booked(kind, line, day, grant) == "year_of_the_line", kind


def test_budget_is_booked_in_the_year_of_its_line_or_the_one_before() -> None:
    line = BudgetLineFactory.create()
    block = entry(EntryKind.BLOCK, -CENT, line_id=line.pk)
    enter(block)
    for kind in BUDGET_KINDS:
        assert booked(kind, line, date(2025, 1, 1)) == "", kind
        either = "" if kind == EntryKind.CARRY_OVER else "year_of_the_line"
        assert booked(kind, line, date(2024, 12, 31)) == either, kind
        assert booked(kind, line, date(2027, 1, 1)) == either, kind


def test_authorisation_binds_until_the_end_of_its_year_and_is_no_cash() -> None:
    grant = GrantFactory.create()
    line = BudgetLineFactory.create(due_year=2028)
    assert booked(COMMITMENT, line, date(2026, 12, 31), grant) == ""
    assert booked(COMMITMENT, line, date(2027, 1, 1), grant) == "authorisation_lapsed"
    enter(entry(line_id=line.pk, grant=grant))
    for kind in (EntryKind.DRAWDOWN, PAYMENT):
        said = booked(kind, line, DAY, grant)
        assert said in ("authorisation_is_no_cash", "never_paid_over_drawn"), kind
    assert booked(EntryKind.DRAWDOWN, line, DAY, grant) == "authorisation_is_no_cash"


def test_each_booking_moves_the_balances_of_its_line_and_case_by_its_amount() -> None:
    line, grant = BudgetLineFactory.create(money="0"), GrantFactory.create()
    of_line = {"line_id": line.pk}
    of_case = {**of_line, "grant": grant}
    steps: tuple[tuple[EntryKind, int, dict[str, Any]], ...] = (
        (EntryKind.APPROPRIATION, 10, of_line),
        (EntryKind.BLOCK, -3, of_line),
        (EntryKind.RELEASE, 1, of_line),
        (COMMITMENT, 5, of_case),
        (EntryKind.DRAWDOWN, 4, of_case),
        (PAYMENT, 3, of_case),
        (EntryKind.CLAIM, 2, of_case),
        (EntryKind.REPAYMENT, 1, of_case),
    )
    for kind, amount, fields in steps:
        enter(entry(kind, Decimal(amount), **fields))
    line.balance.refresh_from_db()
    assert _held(line.balance, "available blocked committed paid") == [8, 2, 5, 3]
    own = grant.balances.get()
    assert _held(own, "committed drawn paid claimed repaid") == [5, 4, 3, 2, 1]


def _held(balance: object, names: str) -> list[Decimal]:
    return [getattr(balance, f"{name}_eur") for name in names.split()]
