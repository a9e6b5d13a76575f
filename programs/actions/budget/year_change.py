"""1 January: what is bound and unpaid goes to the line of the new year, with its money."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from core.formats import format_eur
from core.money import sum_eur
from programs.actions.booking import lock_lines
from programs.actions.budget.take_over import moved, rests_by_decision
from programs.choices import EntryKind, FundingStatus
from programs.models import BookingCase, BudgetBooking, BudgetLine, Grant, LedgerEntry
from programs.queries.budget.commitments import bound_on
from programs.terms.years import check_carry_over_day, is_closed


@transaction.atomic
def propose_year_change(
    source: BudgetLine,
    target: BudgetLine,
    *,
    on: date,
    by: User,
    at: datetime,
    document: str,
    grants: Collection[Grant] | None = None,
) -> BudgetBooking:
    """Record that what cases have bound and not drawn on a past year's line goes to the new one.

    All cases of the line, or those in `grants`. Decisions and tranches stay as they were signed;
    a second person confirms with `confirm_budget`. Raises RuleError if the year of the line is not
    over, the target is none of the program with cash and a promise in the year of `on`, or with
    code "nothing_bound".
    Source: § 19 LHO, Ausgabereste (docs/rules/budget.md).
    """
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")
    check_carry_over_day(target, on, at=at)
    _check_pair(source, target, on)
    if not document.strip():
        raise RuleError(_("Name the document."), field="document")
    lock_lines([source.pk, target.pk])
    waiting = BookingCase.objects.filter(
        booking__line=source,
        booking__confirmed_at__isnull=True,
        booking__withdrawn_at__isnull=True,
    )
    rows = bound_on(source).exclude(grant__in=waiting.values("grant"))
    if grants is not None:
        rows = rows.filter(grant__in=grants)
    cases = [(row.grant_id, row.committed_eur - row.drawn_eur) for row in rows]
    if not cases:
        message = _("%(line)s: nothing is bound and undrawn that is not recorded already.")
        raise RuleError(message % {"line": source}, code="nothing_bound")
    booking = BudgetBooking.objects.create(
        kind=EntryKind.CARRY_OVER,
        line=source,
        target=target,
        amount_eur=sum_eur(amount for _grant, amount in cases),
        booked_on=on,
        document=document,
        prepared_by=by,
        prepared_at=at,
    )
    BookingCase.objects.bulk_create(
        BookingCase(booking=booking, grant_id=grant, amount_eur=amount) for grant, amount in cases
    )
    return booking


def _check_pair(source: BudgetLine, target: BudgetLine, on: date) -> None:
    wanted = (source.program_id, None, None)
    if (target.program_id, target.due_year, source.due_year) != wanted:
        message = _("Choose a budget line of %(program)s in %(year)s with cash.")
        values = {"program": source.program, "year": on.year}
        raise RuleError(message % values, field="target", code="other_line")
    if not is_closed(source, on=on):
        message = _("%(line)s: the year %(year)s is not over yet.")
        values = {"line": source, "year": source.fiscal_year}
        raise RuleError(message % values, field="on", code="not_over")
    if target.funding_status != FundingStatus.COMMITTED:
        message = _("%(line)s: there is no funding promise for this year.")
        raise RuleError(message % {"line": target}, field="target", code="no_promise")


def check_cases_stand(booking: BudgetBooking) -> None:
    """Raise RuleError with code "changed" if a case has another rest than was recorded.

    Locks the cases in the order of their keys until the commit.
    """
    recorded = dict(booking.cases.values_list("grant_id", "amount_eur"))
    cases = Grant.objects.select_for_update(of=("self",)).filter(pk__in=recorded).order_by("pk")
    locked = {case.pk: case for case in cases}
    now = {row.grant_id: row.committed_eur - row.drawn_eur for row in bound_on(booking.line)}
    for grant, amount in sorted(recorded.items()):
        if now.get(grant) != amount:
            message = _(
                "%(case)s: %(recorded)s were recorded, %(now)s are bound now. "
                "Send the take-over back, so that it is recorded again."
            )
            values = {
                "case": locked[grant],
                "recorded": format_eur(amount),
                "now": format_eur(now.get(grant, amount - amount)),
            }
            raise RuleError(message % values, code="changed")


def entries_of_cases(booking: BudgetBooking) -> list[LedgerEntry]:
    """What releases the cases on the old line and binds them on the new one, by decision."""
    entries: list[LedgerEntry] = []
    if booking.target is None:
        return entries
    for case in booking.cases.select_related("grant").order_by("grant_id"):
        parts = rests_by_decision(case.grant, booking.line)
        entries += moved(case.grant, booking.line, booking.line, parts, sign=-1)
        entries += moved(case.grant, booking.target, booking.line, parts, sign=1)
    return entries
