"""What a budget line has to give: appropriation, supplementary budget, carry-over, blocks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from core.reasons import check_reason_fits
from programs.actions.booking import book, lock_lines
from programs.actions.payment_limits import check_amount
from programs.checks_years import check_budget_day, check_carry_over_day
from programs.choices import EntryKind
from programs.kinds import BUDGET_KINDS, KINDS
from programs.models import BudgetBalance, BudgetLine, LedgerEntry

# What is booked on one line; a carry-over needs two.
ON_ONE_LINE = tuple(kind for kind in BUDGET_KINDS if KINDS[kind].sign)


@transaction.atomic
def book_budget(
    line: BudgetLine,
    kind: EntryKind,
    amount_eur: Decimal,
    *,
    on: date,
    document: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> LedgerEntry:
    """Change what `line` has to give by a positive amount in euros.

    Raises RuleError if `by` may not manage budgets, the amount is not positive, a block takes
    more than is free or a release more than is blocked, naming what is left, or the day is to
    come or none of the line's year.
    """
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")
    check_reason_fits(reason)
    check_budget_day(line, on, at=at)
    balance = lock_lines([line.pk])[line.pk]
    check_amount(amount_eur, *_most(balance, kind, amount_eur))
    entry = LedgerEntry(
        kind=kind,
        amount_eur=KINDS[kind].sign * amount_eur,
        line=line,
        document=document,
        reason=reason,
        booked_on=on,
        recorded_by=by,
    )
    return book([entry])[0]


@transaction.atomic
def carry_over(
    source: BudgetLine,
    target: BudgetLine,
    amount_eur: Decimal,
    *,
    on: date,
    document: str,
    by: User,
    at: datetime,
) -> list[LedgerEntry]:
    """Move what a past year left unspent to the same program's line of a later year.

    Raises RuleError if the lines do not belong together, the amount is not positive or less is
    free, naming what is; an authorisation never becomes cash.
    Source: § 19 LHO (docs/rules/budget.md).
    """
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")
    if source.program_id != target.program_id or source.fiscal_year >= target.fiscal_year:
        raise RuleError(
            _("Funds are carried over to a later year of the same program."), field="target"
        )
    if (source.due_year is None) != (target.due_year is None):
        raise RuleError(
            _("A commitment authorisation is no cash and does not become any."), field="target"
        )
    check_carry_over_day(target, on, at=at)
    balance = lock_lines([source.pk, target.pk])[source.pk]
    check_amount(amount_eur, *_most(balance, EntryKind.CARRY_OVER, amount_eur))
    common = {"kind": EntryKind.CARRY_OVER, "document": document, "booked_on": on}
    return book(
        [
            LedgerEntry(line=source, amount_eur=-amount_eur, recorded_by=by, **common),
            LedgerEntry(line=target, amount_eur=amount_eur, recorded_by=by, **common),
        ]
    )


def _most(balance: BudgetBalance, kind: EntryKind, amount_eur: Decimal) -> tuple[Decimal, str]:
    """The most that may be booked on the line, and what it is; what adds has no limit."""
    if KINDS[kind].undoes == EntryKind.BLOCK:
        return balance.blocked_eur, _("blocked on the budget line")
    if KINDS[kind].sign > 0:
        return amount_eur, ""
    return balance.available_eur - balance.committed_eur, _("free on the budget line")
