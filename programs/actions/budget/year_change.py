"""1 January: what is bound and unpaid goes to the line of the new year, by two people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from core.formats import format_eur
from core.money import ZERO, sum_eur
from programs.actions.booking import check_free, lock_lines
from programs.actions.budget.take_over import moved
from programs.choices import EntryKind, FundingStatus
from programs.models import (
    BookingCase,
    BudgetBalance,
    BudgetBooking,
    BudgetLine,
    Grant,
    LedgerEntry,
)
from programs.queries.budget.commitments import bound_on, cash_lines, unrecorded_on
from programs.terms.years import check_carry_over_day, is_closed


@transaction.atomic
def propose_year_change(
    source: BudgetLine,
    target: BudgetLine | None = None,
    *,
    on: date,
    by: User,
    at: datetime,
    document: str,
    grants: Collection[Grant] | None = None,
) -> BudgetBooking:
    """Record that what cases have bound and unpaid on a line goes to that of the new year.

    The line is one with cash of a past year, whose money goes along, or a commitment authorisation
    that is due, which is no cash: the new line has to have enough. All cases of the line, or those
    in `grants`; without `target` the line of the same product, or the only one of the program.
    Decisions and tranches stay as they were signed; a second person confirms with
    `confirm_budget`. Raises RuleError if the year of the line is not over or the authorisation not
    due, the target is none of the program with cash and a promise in the year of `on`, or with
    code "nothing_bound"; BudgetExceeded where an authorisation asks for more than is free.
    Source: §§ 16, 19, 38 LHO (docs/rules/budget.md).
    """
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")
    chosen = target or only_line(source, on.year)
    check_carry_over_day(chosen, on, at=at)
    if not document.strip():
        raise RuleError(_("Name the document."), field="document")
    balances = lock_lines([source.pk, chosen.pk])
    rows = unrecorded_on(source)
    if grants is not None:
        rows = rows.filter(grant__in=grants)
    cases = [BookingCase(grant_id=row.grant_id, **_amounts(row)) for row in rows]
    amount = sum_eur(case.amount_eur for case in cases)
    check_taken_over(source, chosen, amount, balances, on=on)
    if not cases:
        message = _("%(line)s: nothing is bound and unpaid that is not recorded already.")
        raise RuleError(message % {"line": source}, code="nothing_bound")
    booking = BudgetBooking.objects.create(
        kind=EntryKind.COMMITMENT if source.due_year else EntryKind.CARRY_OVER,
        line=source,
        target=chosen,
        amount_eur=amount,
        booked_on=on,
        document=document,
        prepared_by=by,
        prepared_at=at,
    )
    for case in cases:
        case.booking = booking
    BookingCase.objects.bulk_create(cases)
    return booking


def only_line(source: BudgetLine, year: int) -> BudgetLine:
    """The line of a year that takes over; RuleError "no_line" where there is none, or a choice."""
    offered = cash_lines(source, year)
    if len(offered) == 1:
        return offered[0]
    message = _("%(program)s has no budget line in %(year)s. Set it up first.")
    if offered:
        message = _("%(program)s has several budget lines in %(year)s. Choose one there.")
    values = {"program": source.program, "year": year}
    raise RuleError(message % values, field="target", code="no_line")


def check_taken_over(
    source: BudgetLine,
    target: BudgetLine,
    amount_eur: Decimal,
    balances: dict[int, BudgetBalance],
    *,
    on: date,
) -> None:
    """Raise RuleError or BudgetExceeded if bound money of `source` may not go to `target`."""
    if (target.program_id, target.due_year) != (source.program_id, None):
        message = _("Choose a budget line of %(program)s in %(year)s with cash.")
        values = {"program": source.program, "year": on.year}
        raise RuleError(message % values, field="target", code="other_line")
    if source.due_year is not None and source.due_year > on.year:
        message = _("%(line)s: the authorisation is due in %(year)s.")
        values = {"line": source, "year": source.due_year}
        raise RuleError(message % values, field="on", code="not_due")
    if source.due_year is None and not is_closed(source, on=on):
        message = _("%(line)s: the year %(year)s is not over yet.")
        values = {"line": source, "year": source.fiscal_year}
        raise RuleError(message % values, field="on", code="not_over")
    if target.funding_status != FundingStatus.COMMITTED:
        message = _("%(line)s: there is no funding promise for this year.")
        raise RuleError(message % {"line": target}, field="target", code="no_promise")
    if source.due_year is not None:
        check_free(balances, {target.pk: amount_eur})


def check_cases_stand(booking: BudgetBooking) -> None:
    """Raise RuleError with code "changed" if a case has another rest than was recorded.

    Locks the cases in the order of their keys until the commit.
    """
    recorded = {case.grant_id: case for case in booking.cases.all()}
    cases = Grant.objects.select_for_update(of=("self",)).filter(pk__in=recorded).order_by("pk")
    locked = {case.pk: case for case in cases}
    now = {row.grant_id: _amounts(row) for row in bound_on(booking.line)}
    for grant, case in sorted(recorded.items()):
        stands = now.get(grant, {"amount_eur": ZERO, "drawn_eur": ZERO})
        if stands != {"amount_eur": case.amount_eur, "drawn_eur": case.drawn_eur}:
            message = _(
                "%(case)s: %(recorded)s were recorded (%(drawn)s of it drawn), %(now)s are bound "
                "now (%(drawn_now)s of it drawn). Send the take-over back, so that it is recorded "
                "again."
            )
            values = {
                "case": locked[grant],
                "recorded": format_eur(case.amount_eur),
                "drawn": format_eur(case.drawn_eur),
                "now": format_eur(stands["amount_eur"]),
                "drawn_now": format_eur(stands["drawn_eur"]),
            }
            raise RuleError(message % values, code="changed")


def _amounts(row: Any) -> dict[str, Decimal]:
    """What goes along for a case, as `programs.queries.budget.commitments.rests` tells it."""
    return {"amount_eur": row.rest_eur, "drawn_eur": row.drawn_rest_eur}


def entries_of_cases(booking: BudgetBooking) -> list[LedgerEntry]:
    """What releases the cases on the old line and binds them on the new one, by decision."""
    if booking.target is None:
        return []
    return [
        entry
        for case in booking.cases.select_related("grant").order_by("grant_id")
        for entry in moved(case.grant, booking.line, booking.target, on=booking.booked_on)
    ]
