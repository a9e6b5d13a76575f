"""What undoes a booking never exceeds what it undoes: in the actions, and past every action."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.database.refusals import WORDS
from core.errors import RuleError
from core.money import ZERO
from programs.actions.booking import book
from programs.actions.budget.lines import propose_budget, propose_carry_over
from programs.actions.decision.approval import propose_grant
from programs.choices import EntryKind
from programs.models import BudgetBalance, BudgetLine, GrantBalance, LedgerEntry
from programs.rules.kinds import KINDS
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory, give

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")
BLOCKED = Decimal("1000.00")


def blocked_line() -> BudgetLine:
    """150,000 EUR of which 1,000 are blocked."""
    line = BudgetLineFactory.create()
    give(line, EntryKind.BLOCK, BLOCKED)
    return line


@pytest.fixture
def budget(staff: Staff) -> Any:
    """Books on a line as the budget officer does."""
    values: dict[str, Any] = {"on": TODAY, "document": "Erlass", "by": staff.budget, "at": NOW}
    return lambda line, kind, amount: staff.confirmed(propose_budget(line, kind, amount, **values))


@pytest.fixture
def moved(staff: Staff) -> Any:
    """Carries money over as the budget officer does."""
    values: dict[str, Any] = {"on": TODAY, "document": "Rest", "by": staff.budget, "at": NOW}
    return lambda source, target, amount: staff.confirmed(
        propose_carry_over(source, target, amount, **values)
    )


def refused(action: Callable[[], object]) -> RuleError:
    with pytest.raises(RuleError) as error, transaction.atomic():
        action()
    return error.value


def raw(line: BudgetLine, kind: EntryKind, amount_eur: Decimal, **values: Any) -> None:
    """A booking by plain SQL."""
    row = {
        **{"kind": kind.value, "amount_eur": amount_eur, "line_id": line.pk, "document": "SQL"},
        **{"reason": "", "booked_on": TODAY, **values},
    }
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO programs_ledgerentry ({columns}) VALUES ({marks})",  # noqa: S608
            list(row.values()),
        )


def by_sql(line: BudgetLine, kind: EntryKind, amount_eur: Decimal, **values: Any) -> str:
    """The constraint that refuses a booking by plain SQL."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        raw(line, kind, amount_eur, **values)
    name: str = error.value.__cause__.diag.constraint_name  # type: ignore[union-attr]
    return name


def test_release_gives_back_what_is_blocked_and_no_cent_more(budget: Any) -> None:
    line = blocked_line()
    error = refused(lambda: budget(line, EntryKind.RELEASE, BLOCKED + CENT))
    assert (error.field, error.code) == ("amount_eur", "amount_exceeded")
    assert by_sql(line, EntryKind.RELEASE, BLOCKED + CENT) == "never_released_over_blocked"
    budget(line, EntryKind.RELEASE, BLOCKED)
    assert refused(lambda: budget(line, EntryKind.RELEASE, CENT)).code == "amount_exceeded"
    balance = BudgetBalance.objects.get(line=line)
    assert (balance.blocked_eur, balance.available_eur) == (ZERO, Decimal("150000.00"))


def test_block_takes_what_is_free_and_no_cent_more(budget: Any) -> None:
    line = BudgetLineFactory.create()
    free = Decimal("150000.00")
    assert refused(lambda: budget(line, EntryKind.BLOCK, free + CENT)).code == "amount_exceeded"
    budget(line, EntryKind.BLOCK, free)
    assert BudgetBalance.objects.get(line=line).blocked_eur == free


@pytest.mark.parametrize("amount", ["0.00", "-0.01", "-10000.00"])
def test_amounts_that_are_not_positive_are_refused_in_words(
    amount: str, budget: Any, moved: Any
) -> None:
    line, old = blocked_line(), BudgetLineFactory.create(fiscal_year=2025)
    errors = [
        refused(lambda: budget(line, EntryKind.APPROPRIATION, Decimal(amount))),
        refused(lambda: budget(line, EntryKind.BLOCK, Decimal(amount))),
        refused(lambda: budget(line, EntryKind.RELEASE, Decimal(amount))),
        refused(lambda: moved(old, line, Decimal(amount))),
    ]
    assert {error.field for error in errors} == {"amount_eur"}
    assert BudgetBalance.objects.get(line=old).available_eur == Decimal("150000.00")


def test_carry_over_moves_what_is_free_and_no_cent_more(moved: Any) -> None:
    old, line = BudgetLineFactory.create(fiscal_year=2025), BudgetLineFactory.create()
    free = Decimal("150000.00")
    assert refused(lambda: moved(old, line, free + CENT)).code == "amount_exceeded"
    moved(old, line, free)
    assert BudgetBalance.objects.get(line=line).available_eur == free * 2


@pytest.mark.parametrize(
    ("kind", "amount"),
    [(kind, -what.sign * CENT) for kind, what in KINDS.items() if what.sign],
)
def test_database_keeps_the_sign_of_each_kind(kind: EntryKind, amount: Decimal) -> None:
    line = blocked_line()
    assert by_sql(line, kind, amount) == "entry_has_sign_of_kind"


def test_reversal_takes_back_its_booking_once_and_nothing_else(staff: Staff) -> None:
    line = BudgetLineFactory.create()
    entry = give(line, EntryKind.SUPPLEMENTARY, BLOCKED)
    values = {"reverses_id": entry.pk, "reason": "Tippfehler"}
    other = BudgetLineFactory.create()
    assert [
        by_sql(line, EntryKind.SUPPLEMENTARY, -BLOCKED - CENT, **values),
        by_sql(line, EntryKind.SUPPLEMENTARY, BLOCKED, **values),
        by_sql(line, EntryKind.APPROPRIATION, -BLOCKED, **values),
        by_sql(other, EntryKind.SUPPLEMENTARY, -BLOCKED, **values),
    ] == ["reversal_within_original"] * 4
    raw(line, EntryKind.SUPPLEMENTARY, -BLOCKED, **values)
    assert "reverses" in by_sql(line, EntryKind.SUPPLEMENTARY, -BLOCKED, **values)
    reversal = LedgerEntry.objects.get(reverses=entry)
    again = {"reverses_id": reversal.pk, "reason": "doch"}
    assert by_sql(line, EntryKind.SUPPLEMENTARY, BLOCKED, **again) == "reversal_within_original"


def test_repayment_gives_back_what_was_reclaimed_and_no_cent_more(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "50000.00")
    line, ags = grant.balances.get().line, grant.lead_id
    case = {"grant_id": grant.pk, "municipality_id": ags}
    assert by_sql(line, EntryKind.REPAYMENT, CENT, **case) == "never_repaid_over_claimed"
    raw(line, EntryKind.CLAIM, BLOCKED, **case)
    raw(line, EntryKind.REPAYMENT, BLOCKED, **case)
    assert by_sql(line, EntryKind.REPAYMENT, CENT, **case) == "never_repaid_over_claimed"
    assert GrantBalance.objects.get(grant=grant).repaid_eur == BLOCKED


def test_plan_takes_nothing_away(staff: Staff) -> None:
    first, second = BudgetLineFactory.create(), BudgetLineFactory.create()
    grant = GrantFactory.create(draft=True, tranches={first: Decimal("100000.00")})
    decision = propose_grant(grant, by=staff.officer, at=NOW)
    grant.tranches.create(line=second, amount_eur=Decimal(-1), decision=decision)
    type(grant).objects.filter(pk=grant.pk).update(state="recommended")
    assert refused(lambda: propose_grant(grant, by=staff.officer, at=NOW)).field == "tranches"
    with pytest.raises(DatabaseError, match="planned_tranche_positive"), transaction.atomic():
        grant.tranches.create(line=first, amount_eur=Decimal(-1))


@pytest.mark.usefixtures("untranslated")
def test_refusal_of_each_constraint_of_the_books_is_in_words() -> None:
    """A booking that a constraint refuses is told in a sentence, never by the constraint's name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid IN ("
            "'programs_ledgerentry'::regclass, 'programs_budgetbalance'::regclass, "
            "'programs_grantbalance'::regclass)"
        )
        names = {name for (name,) in cursor.fetchall()}
    # No door lets a kind be typed; a line break is refused by the field itself.
    untold = {"entry_kind_known", "programs_ledgerentry_document_check"}
    assert names - set(WORDS) == untold
    line = BudgetLineFactory.create()
    zero = LedgerEntry(
        kind=EntryKind.CARRY_OVER, amount_eur=0, line=line, document="0", booked_on=TODAY
    )
    assert refused(lambda: book([zero], at=NOW)).message == "Enter an amount of more than 0,00 €."
