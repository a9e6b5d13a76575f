"""Commitment authorisations in their due year: what is bound moves to a line with cash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from core.forms.days import check_not_future
from core.money import ZERO
from programs.actions.booking import book, check_free, lock_lines
from programs.actions.signing import lock_grant
from programs.choices import EntryKind
from programs.models import BudgetLine, Grant, LedgerEntry
from programs.queries.budget.commitments import cash_lines, due_commitments

Parts = dict[tuple[int | None, str | None], Decimal]  # euros by decision and municipality (AGS)


@transaction.atomic
def take_over_commitment(
    grant: Grant, *, on: date, by: User, at: datetime, line: BudgetLine | None = None
) -> list[LedgerEntry]:
    """Move what the case has bound on authorisations that are due to a budget line of the year.

    Released there and bound here in one statement; decisions and tranches stay as they were
    signed, and each booking names the decision that bound the money. Without `line` it is that of
    the same product, or the only one of the program. Locks the case, then the lines.
    Raises BudgetExceeded with what is free, RuleError with code "nothing_due" before the due year.
    Source: §§ 16, 38 LHO (docs/rules/budget.md).
    """
    case = lock_grant(grant)
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")
    check_not_future(on, at=at)
    sources = [balance.line for balance in due_commitments(on.year).filter(grant=case)]
    if not sources:
        message = _("No commitment authorisation of this case is due in %(year)s.")
        raise RuleError(message % {"year": on.year}, field="on", code="nothing_due")
    targets = {source.pk: _target(source, line, on.year) for source in sources}
    balances = lock_lines([*targets, *(target.pk for target in targets.values())])
    entries: list[LedgerEntry] = []
    asked: dict[int, Decimal] = {}
    for source in sources:
        target = targets[source.pk]
        parts = rests_by_decision(case, source)
        asked[target.pk] = asked.get(target.pk, ZERO) + sum(parts.values(), ZERO)
        document = _("%(case)s: commitment due in %(year)s taken over")
        common = {
            "document": document % {"case": case.file_reference, "year": source.due_year},
            "booked_on": on,
            "recorded_by": by,
        }
        entries += moved(case, source, source, parts, sign=-1, **common)
        entries += moved(case, target, source, parts, sign=1, **common)
    check_free(balances, asked)
    return book(entries)


def _target(source: BudgetLine, line: BudgetLine | None, year: int) -> BudgetLine:
    """The line that takes over: the one that was chosen, or the only one that may."""
    if line is not None:
        if (line.program_id, line.fiscal_year, line.due_year) != (source.program_id, year, None):
            message = _("Choose a budget line of %(program)s in %(year)s with cash.")
            values = {"program": source.program, "year": year}
            raise RuleError(message % values, field="line", code="other_line")
        return line
    offered = cash_lines(source, year)
    if len(offered) == 1:
        return offered[0]
    message = _("%(program)s has no budget line in %(year)s. Set it up first.")
    if offered:
        message = _("%(program)s has several budget lines in %(year)s. Choose one in the case.")
    values = {"program": source.program, "year": year}
    raise RuleError(message % values, field="line", code="no_line")


def rests_by_decision(case: Grant, line: BudgetLine) -> Parts:
    """What is bound and not drawn on the line, by the decision that bound it; old ones first."""
    entries = LedgerEntry.objects.filter(grant=case, line=line).order_by("pk")
    rests: Parts = {}
    drawn: dict[str | None, Decimal] = {}
    for decision, ags, kind, amount in entries.values_list(
        "decision", "municipality", "kind", "amount_eur"
    ):
        if kind == EntryKind.COMMITMENT:
            rests[decision, ags] = rests.get((decision, ags), ZERO) + amount
        elif kind == EntryKind.DRAWDOWN:
            drawn[ags] = drawn.get(ags, ZERO) + amount
    for part, rest in rests.items():
        used = min(drawn.get(part[1], ZERO), max(rest, ZERO))
        rests[part] = rest - used
        drawn[part[1]] = drawn.get(part[1], ZERO) - used
    return rests


def moved(
    case: Grant,
    line: BudgetLine,
    source: BudgetLine,
    parts: Parts,
    *,
    sign: int,
    **common: Any,
) -> list[LedgerEntry]:
    """The bookings that bind (or with a minus release) on `line` what comes from `source`."""
    return [
        LedgerEntry(
            kind=EntryKind.COMMITMENT,
            amount_eur=sign * amount,
            line=line,
            grant=case,
            municipality_id=ags,
            decision_id=decision,
            authorisation=source,
            **common,
        )
        for (decision, ags), amount in parts.items()
        if amount
    ]
