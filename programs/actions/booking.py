"""The one place that writes the money ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleError
from core.formats import format_eur
from core.tasks import refresh_soon
from programs.choices import FundingStatus
from programs.models import BudgetBalance, BudgetLine, LedgerEntry


class BudgetExceeded(RuleError):  # noqa: N818  # reads as a sentence: "except BudgetExceeded"
    """A booking would bind more than a line has; `free_eur` is what it still has."""

    def __init__(self, line: BudgetLine, *, asked_eur: Decimal, free_eur: Decimal) -> None:
        message = _(
            "%(line)s: %(asked)s asked for, %(free)s free. "
            "Reduce the amount by %(over)s or choose another budget line."
        )
        values = {
            "line": line,
            "asked": format_eur(asked_eur),
            "free": format_eur(free_eur),
            "over": format_eur(asked_eur - free_eur),
        }
        super().__init__(message % values, field="tranches", code="budget_exceeded")
        self.free_eur = free_eur


REFUSALS = {
    "never_over_budget": gettext_lazy("The budget line has less than this booking would bind."),
    "never_paid_over_committed": gettext_lazy("More would be paid than is committed."),
    "never_drawn_over_committed": gettext_lazy(
        "More would be drawn than is approved on this line."
    ),
    "never_paid_over_drawn": gettext_lazy("More would be paid than was drawn."),
    "never_repaid_over_paid": gettext_lazy("More would be repaid than was paid."),
    "never_reclaimed_over_paid": gettext_lazy("More would be reclaimed than was paid."),
    "never_repaid_over_claimed": gettext_lazy("More would be repaid than is claimed."),
    "never_more_interest_than_claimed": gettext_lazy(
        "More interest would be received than is claimed."
    ),
    "balance_not_negative": gettext_lazy("The balance of the budget line would become negative."),
    "grant_balance_not_negative": gettext_lazy("The balance of the grant would become negative."),
    "authorisation_is_no_cash": gettext_lazy(
        "A commitment authorisation is no cash: nothing is paid on it."
    ),
    "authorisation_lapsed": gettext_lazy(
        "The commitment authorisation lapsed at the end of its year."
    ),
}


def lock_lines(lines: Iterable[int]) -> dict[int, BudgetBalance]:
    """The balances of the budget lines, locked in primary-key order until the commit."""
    balances = BudgetBalance.objects.select_for_update(of=("self",)).filter(line__in=set(lines))
    return {b.line_id: b for b in balances.select_related("line__program").order_by("line_id")}


def check_free(balances: dict[int, BudgetBalance], asked: dict[int, Decimal]) -> None:
    """Raise BudgetExceeded or RuleError if a line cannot carry what is asked of it."""
    for line_id, amount in sorted(asked.items()):
        balance = balances[line_id]
        if amount <= 0:
            continue
        if balance.line.funding_status != FundingStatus.COMMITTED:
            message = _("%(line)s: there is no funding promise for this year.")
            raise RuleError(message % {"line": balance.line}, field="tranches", code="no_promise")
        free = balance.available_eur - balance.committed_eur
        if amount > free:
            raise BudgetExceeded(balance.line, asked_eur=amount, free_eur=free)


def check_is_cash(line: BudgetLine) -> None:
    """Raise RuleError for a commitment authorisation: it binds a later year and pays nothing."""
    if line.due_year is not None:
        message = _(
            "%(line)s is a commitment authorisation: it is no cash. In %(year)s take the "
            "commitment over to a budget line of that year, and draw there."
        )
        values = {"line": line, "year": line.due_year}
        raise RuleError(message % values, field="line", code="authorisation")


def check_not_lapsed(lines: Iterable[BudgetLine], *, on: date) -> None:
    """Raise RuleError if one of the lines is a commitment authorisation of a year that is over.

    Source: §§ 16, 38 LHO (docs/rules/budget.md).
    """
    for line in lines:
        if line.due_year is not None and on.year > line.fiscal_year:
            message = _(
                "%(line)s: what was not bound lapsed at the end of %(year)s. "
                "Choose another budget line."
            )
            values = {"line": line, "year": line.fiscal_year}
            raise RuleError(message % values, field="tranches", code="lapsed")


def book(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Write the entries in one statement; the database keeps balances and refuses over a cap.

    Runs inside the caller's transaction and queues the refresh of the roll-ups.
    Raises RuleError in words for each constraint of the balances.
    """
    try:
        written = LedgerEntry.objects.bulk_create(entries)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in REFUSALS:
            raise
        raise RuleError(str(REFUSALS[name]), field="amount_eur", code=name) from error
    refresh_soon()
    return written
