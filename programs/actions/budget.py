"""What a budget line has to give: appropriation, supplementary budget, carry-over, blocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from core.forms.reasons import check_reason_fits
from programs.actions.booking import book, lock_lines
from programs.choices import EntryKind
from programs.models import BudgetLine, LedgerEntry

SIGN = {
    EntryKind.APPROPRIATION: 1,
    EntryKind.SUPPLEMENTARY: 1,
    EntryKind.BLOCK: -1,
    EntryKind.RELEASE: 1,
}


@transaction.atomic
def book_budget(
    line: BudgetLine,
    kind: EntryKind,
    amount_eur: Decimal,
    *,
    on: date,
    document: str,
    by: User | None,
    reason: str = "",
) -> LedgerEntry:
    """Change what `line` has to give by a positive amount in euros.

    Raises RuleError if `by` may not manage budgets, the amount is not positive, or a block takes
    more than is free.
    """
    if by is not None and not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")
    if amount_eur <= 0:
        raise RuleError(_("Enter an amount of more than 0,00 €."), field="amount_eur")
    check_reason_fits(reason)
    lock_lines([line.pk])
    entry = LedgerEntry(
        kind=kind,
        amount_eur=SIGN[kind] * amount_eur,
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
    by: User | None,
) -> list[LedgerEntry]:
    """Move what a past year left unspent to the same program's line of a later year.

    Raises RuleError if the lines do not belong together or less is left; an authorisation never
    becomes cash.
    Source: § 19 LHO (docs/rules/budget.md).
    """
    if by is not None and not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")
    if source.program_id != target.program_id or source.fiscal_year >= target.fiscal_year:
        raise RuleError(
            _("Funds are carried over to a later year of the same program."), field="target"
        )
    if (source.due_year is None) != (target.due_year is None):
        raise RuleError(
            _("A commitment authorisation is no cash and does not become any."), field="target"
        )
    lock_lines([source.pk, target.pk])
    common = {"kind": EntryKind.CARRY_OVER, "document": document, "booked_on": on}
    return book(
        [
            LedgerEntry(line=source, amount_eur=-amount_eur, recorded_by=by, **common),
            LedgerEntry(line=target, amount_eur=amount_eur, recorded_by=by, **common),
        ]
    )
