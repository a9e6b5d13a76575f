"""Days and years of budget bookings: from their day on, never ahead, nothing on a closed year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.db import connection, transaction
from django.utils import timezone

from core import rollups
from core.errors import RuleError
from programs.actions.budget.lines import propose_budget, propose_carry_over
from programs.choices import EntryKind
from programs.models import BudgetBalance, BudgetLine
from programs.rollups import BUDGET
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, give

pytestmark = pytest.mark.django_db
EURO = Decimal("1.00")
TOMORROW = TODAY + timedelta(days=1)


def outcome(action: Callable[[], object]) -> str:
    """The code of the refusal, or nothing where the booking is taken."""
    try:
        with transaction.atomic():
            action()
    except RuleError as error:
        return error.code
    return ""


def booked(staff: Staff, line: BudgetLine, on: date, kind: EntryKind) -> str:
    values: dict[str, Any] = {"on": on, "document": "Erlass", "by": staff.budget, "at": NOW}
    return outcome(lambda: propose_budget(line, kind, EURO, **values))


@pytest.mark.parametrize(
    ("fiscal_year", "on", "code"),
    [
        (2026, TODAY, ""),
        (2026, TOMORROW, "future"),
        (2026, date(2030, 1, 1), "future"),
        (2026, date(2025, 1, 1), ""),
        (2026, date(2024, 12, 31), "other_year"),
        (2026, date(2019, 12, 31), "other_year"),
        (2027, TODAY, ""),
        (2027, date(2025, 12, 31), "other_year"),
        (2028, TODAY, "other_year"),
        (2025, date(2025, 12, 31), "closed"),
        (2025, TODAY, "closed"),
    ],
)
@pytest.mark.parametrize("kind", [EntryKind.APPROPRIATION, EntryKind.BLOCK])
def test_budget_booking_is_dated_by_today_in_the_open_year_of_its_line_or_before(
    staff: Staff, fiscal_year: int, on: date, code: str, kind: EntryKind
) -> None:
    line = BudgetLineFactory.create(fiscal_year=fiscal_year)
    if not code:
        give(line, EntryKind.APPROPRIATION, EURO, on=on)
    assert booked(staff, line, on, kind) == code


JUNE = date(2026, 6, 10)
EVE = JUNE - timedelta(days=1)


@pytest.mark.parametrize(("on", "code"), [(JUNE, ""), (EVE, "amount_exceeded")])
def test_nothing_is_released_before_it_was_blocked(staff: Staff, on: date, code: str) -> None:
    line = BudgetLineFactory.create()
    give(line, EntryKind.BLOCK, EURO, on=JUNE)
    assert booked(staff, line, on, EntryKind.RELEASE) == code


@pytest.mark.parametrize(("on", "code"), [(JUNE, ""), (EVE, "amount_exceeded")])
def test_nothing_is_blocked_before_it_was_there(staff: Staff, on: date, code: str) -> None:
    line = BudgetLineFactory.create(money="0")
    give(line, EntryKind.APPROPRIATION, EURO, on=JUNE)
    assert booked(staff, line, on, EntryKind.BLOCK) == code


def test_what_was_released_meanwhile_is_not_released_for_an_earlier_day(staff: Staff) -> None:
    """Blocked in June, released in July, blocked again today: in June it is released once."""
    line = BudgetLineFactory.create()
    give(line, EntryKind.BLOCK, EURO, on=JUNE)
    give(line, EntryKind.RELEASE, EURO, on=date(2026, 7, 1))
    give(line, EntryKind.BLOCK, EURO, on=TODAY)
    assert booked(staff, line, JUNE, EntryKind.RELEASE) == "amount_exceeded"
    assert booked(staff, line, TODAY, EntryKind.RELEASE) == ""


@pytest.mark.usefixtures("untranslated")
def test_refusal_of_a_day_too_early_names_it(staff: Staff) -> None:
    line = BudgetLineFactory.create()
    give(line, EntryKind.BLOCK, EURO, on=JUNE)
    values: dict[str, Any] = {"on": EVE, "document": "Erlass", "by": staff.budget, "at": NOW}
    with pytest.raises(RuleError) as refusal:
        propose_budget(line, EntryKind.RELEASE, EURO, **values)
    assert "blocked on the budget line since 09.06.2026" in str(refusal.value)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2026, 1, 1), ""),
        (TODAY, ""),
        (TOMORROW, "future"),
        (date(2027, 1, 1), "future"),
        (date(2025, 12, 31), "other_year"),
    ],
)
def test_carry_over_is_dated_in_the_year_that_receives(staff: Staff, on: date, code: str) -> None:
    old, line = BudgetLineFactory.create(fiscal_year=2025), BudgetLineFactory.create()
    values: dict[str, Any] = {"on": on, "document": "Rest", "by": staff.budget, "at": NOW}
    assert outcome(lambda: propose_carry_over(old, line, EURO, **values)) == code


def test_carry_over_leads_to_no_closed_and_no_coming_year(staff: Staff) -> None:
    old, closed, coming = (
        BudgetLineFactory.create(fiscal_year=year) for year in (2024, 2025, 2027)
    )
    values: dict[str, Any] = {"on": TODAY, "document": "Rest", "by": staff.budget, "at": NOW}
    assert outcome(lambda: propose_carry_over(old, closed, EURO, **values)) == "closed"
    assert outcome(lambda: propose_carry_over(old, coming, EURO, **values)) == "other_year"


# The owner of the tables alone may skip a trigger.
BALANCES = ("programs.BudgetBalance:balance_by_ledger", "programs.GrantBalance:balance_by_ledger")


def differences() -> list[tuple[str, str]]:
    """The keys of what the check finds, with what should be there."""
    rollups.rebuild(BUDGET, at=timezone.localdate(), now=timezone.now())
    found = rollups.check(BUDGET, now=timezone.now())
    return [(" ".join(row["key"]), str((row["expected"] or [""])[0])) for row in found]


def test_check_compares_the_balance_rows_with_the_ledger(staff: Staff) -> None:
    grant = staff.final()
    line = grant.balances.get().line
    assert differences() == []
    with pgtrigger.ignore(*BALANCES), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_budgetbalance SET available_eur = available_eur + 1")
        cursor.execute("UPDATE programs_grantbalance SET committed_eur = committed_eur + 1")
    assert differences() == [
        (f"balance of line {line.pk}", "150000.00"),
        (f"balance of grant {grant.pk} {line.pk}", "100000.00"),
    ]
    with pgtrigger.ignore(*BALANCES), connection.cursor() as cursor:
        cursor.execute("DELETE FROM programs_grantbalance")
        cursor.execute("UPDATE programs_budgetbalance SET available_eur = available_eur - 1")
    assert differences() == [(f"balance of grant {grant.pk} {line.pk}", "100000.00")]


def test_check_finds_a_booking_for_a_day_to_come() -> None:
    """The balance has it, pages do not: two truths, whatever door it came through."""
    line = BudgetLineFactory.create()
    give(line, EntryKind.SUPPLEMENTARY, EURO, on=timezone.localdate() + timedelta(days=1))
    assert BudgetBalance.objects.get(line=line).available_eur == Decimal("150001.00")
    assert differences() == [(f"balance of line {line.pk}", "150000.00")]
