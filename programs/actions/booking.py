"""The one place that writes the money ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from core.database.refusals import RefusedByDatabase
from core.errors import RuleError
from core.formats import format_day, format_eur
from core.money import ZERO
from core.tasks import refresh_soon
from programs.choices import EntryKind, FundingStatus
from programs.models import BudgetBalance, BudgetLine, LedgerEntry
from programs.queries.budget.lines import fits_from, least_since
from programs.rules.kinds import OF_ITS_YEAR
from programs.terms.years import check_books_are_open


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
        free = balance.free_eur
        if amount > free:
            raise BudgetExceeded(balance.line, asked_eur=amount, free_eur=free)


def check_free_since(line: BudgetLine, amount_eur: Decimal, *, on: date) -> None:
    """Raise RuleError if the line had less on the day `on`, or later, than is to be paid then.

    What is dated back takes what was there on its day and is there ever since.
    """
    free = max(least_since(line, on).free_eur, ZERO)
    if amount_eur > free:
        first = fits_from(line, amount_eur, after=on)
        message = _("%(line)s: %(asked)s asked for, %(free)s free on %(day)s and since.")
        values = {
            "line": line,
            "asked": format_eur(amount_eur),
            "free": format_eur(free),
            "day": format_day(on),
        }
        said = message % values
        if first is not None:
            said += " " + _("It fits from %(day)s on.") % {"day": format_day(first)}
        raise RuleError(said, field="on", code="amount_exceeded")


def check_is_cash(line: BudgetLine) -> None:
    """Raise RuleError for a commitment authorisation: it binds a later year and pays nothing."""
    if line.due_year is not None:
        message = _(
            "%(line)s is a commitment authorisation: it is no cash. In %(year)s take the "
            "commitment over to a budget line of that year, and draw there."
        )
        values = {"line": line, "year": line.due_year}
        raise RuleError(message % values, field="line", code="authorisation")


def check_year_binds(lines: Iterable[BudgetLine], *, on: date) -> None:
    """Raise RuleError if a decision of the day may not bind one of the lines: each is of one year.

    What an authorisation has not bound lapses with its year; cash of a year that is over or to
    come is bound by no decision of today.
    Source: §§ 16, 38, 45 LHO (docs/rules/dates.md).
    """
    for line in lines:
        if on.year == line.fiscal_year:
            continue
        code, message = _other_year(line, on)
        values = {"line": line, "year": line.fiscal_year, "now": on.year}
        raise RuleError(message % values, field="tranches", code=code)


def _other_year(line: BudgetLine, on: date) -> tuple[str, str]:
    if on.year < line.fiscal_year:
        return "other_year", _(
            "%(line)s: a decision of %(now)s does not bind money of %(year)s. Choose a budget "
            "line of %(now)s or a commitment authorisation."
        )
    if line.due_year is not None:
        return "lapsed", _(
            "%(line)s: what was not bound lapsed at the end of %(year)s. "
            "Choose another budget line."
        )
    return "closed", _(
        "%(line)s: the year %(year)s is closed, a decision of %(now)s does not bind its money. "
        "Choose a budget line of %(now)s."
    )


def book(entries: Sequence[LedgerEntry], *, at: datetime) -> list[LedgerEntry]:
    """Write the entries in one statement; the database keeps balances and refuses over a cap.

    Runs inside the caller's transaction and queues the refresh of the roll-ups.
    Raises RefusedByDatabase, in words, for each constraint of the balances; RuleError with code
    "closed" for money that would be bound, drawn or paid on a year that is over at the signature.
    """
    _check_years(entries, at=at)
    try:
        written = LedgerEntry.objects.bulk_create(entries)
    except RefusedByDatabase as refusal:
        refusal.field = "amount_eur"
        raise
    refresh_soon()
    return written


def _check_years(entries: Iterable[LedgerEntry], *, at: datetime) -> None:
    """Ask the books of each line that more is bound, drawn or paid on; what comes back may.

    So may the costs of EfA services: the state promised them for 2023 and 2024 alone, and they are
    recorded after the fact, with a value date of their year.
    """
    more: dict[tuple[int, int | None, str], Decimal] = {}
    for entry in entries:
        if entry.kind in OF_ITS_YEAR and entry.reverses_id is None and not entry.efa_cost_id:
            key = (entry.line_id, entry.grant_id, entry.kind)
            more[key] = more.get(key, ZERO) + entry.amount_eur
    asked = {(line, kind) for (line, _grant, kind), amount in more.items() if amount > 0}
    for binds in (True, False):
        lines = {line for line, kind in asked if (kind == EntryKind.COMMITMENT) == binds}
        if lines:
            found = BudgetLine.objects.filter(pk__in=lines).select_related("program")
            check_books_are_open(found.order_by("pk"), at=at, binds=binds)
