"""What a budget line has to give: recorded by one budget officer, booked when another confirms."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE_BUDGET, MANAGE_BUDGET
from core.choices import check_offered
from core.database.values import takes_values
from core.errors import RuleError
from core.formats import format_day
from core.forms.reasons import check_reason_fits
from core.money import ZERO
from programs.actions.booking import book, lock_lines
from programs.actions.budget.year_change import (
    check_cases_stand,
    check_taken_over,
    entries_of_cases,
)
from programs.actions.payment.limits import check_amount
from programs.actions.signing import check_signatory
from programs.choices import EntryKind
from programs.models import BudgetBalance, BudgetBooking, BudgetLine, LedgerEntry
from programs.models.budget_booking import SAYS, WAITS_ALREADY
from programs.queries.budget.lines import least_since
from programs.rules.kinds import BUDGET_KINDS, KINDS
from programs.terms.years import check_budget_day, check_carry_over_day

# What is booked on one line; a carry-over needs two.
ON_ONE_LINE = tuple(kind for kind in BUDGET_KINDS if KINDS[kind].sign)


@takes_values
@transaction.atomic
def propose_budget(
    line: BudgetLine,
    kind: EntryKind,
    amount_eur: Decimal,
    *,
    on: date,
    document: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> BudgetBooking:
    """Record what `line` gets or loses, a positive amount in euros; nothing is booked yet.

    Raises RuleError if `by` may not manage budgets, the kind is not booked on one line, the
    amount is not positive, a block takes more than is free or a release more than is blocked,
    naming what is left, or the day is to come or none of the line's year.
    """
    check_offered(kind, ON_ONE_LINE, field="kind")
    booking = BudgetBooking(
        kind=kind,
        line=line,
        amount_eur=amount_eur,
        booked_on=on,
        document=document,
        reason=reason,
        prepared_by=by,
        prepared_at=at,
    )
    return _propose(booking, by=by, at=at)


@takes_values
@transaction.atomic
def propose_carry_over(
    source: BudgetLine,
    target: BudgetLine,
    amount_eur: Decimal,
    *,
    on: date,
    document: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> BudgetBooking:
    """Record that what a past year left goes to the same program's line of a later year.

    Raises RuleError if the lines do not belong together, the amount is not positive or less is
    free, naming what is; an authorisation never becomes cash.
    Source: § 19 LHO (docs/rules/budget.md).
    """
    booking = BudgetBooking(
        kind=EntryKind.CARRY_OVER,
        line=source,
        target=target,
        amount_eur=amount_eur,
        booked_on=on,
        document=document,
        reason=reason,
        prepared_by=by,
        prepared_at=at,
    )
    return _propose(booking, by=by, at=at)


def _propose(booking: BudgetBooking, *, by: User, at: datetime) -> BudgetBooking:
    check_manages(by)
    check_may_be_booked(booking, at=at)
    booking.save()
    return booking


@transaction.atomic
def confirm_budget(booking: BudgetBooking, *, by: User, at: datetime) -> None:
    """Book what somebody else recorded; it counts from its day.

    Locks the booking, its cases, then its lines. Raises RuleError with code "four_eyes" for whoever
    recorded it, "changed" if a case has another rest than was recorded, and for each rule that the
    booking broke meanwhile.
    """
    locked = lock_booking(booking)
    check_second_person(by, locked, prepared_by=locked.prepared_by_id)
    check_is_open(locked)
    if locked.return_reason:
        raise RuleError(_("This booking was sent back to its author."), code="returned")
    check_cases_stand(locked)
    check_may_be_booked(locked, at=at)
    locked.confirmed_by, locked.confirmed_at = by, at
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    entries = _entries(locked) + entries_of_cases(locked)
    for entry in entries:
        entry.budget_booking, entry.document = locked, locked.document
        entry.booked_on, entry.recorded_at = locked.booked_on, at
        entry.recorded_by, entry.approved_by = locked.prepared_by, by
        entry.reason = locked.reason
    book(entries, at=at)


def check_manages(by: User) -> None:
    """Raise RuleError unless the person may manage budgets."""
    if not by.has_perm(MANAGE_BUDGET):
        raise RuleError(_("You may not manage budgets."), code="not_allowed")


def check_second_person(by: User, booking: BudgetBooking, *, prepared_by: int | None) -> None:
    """Raise RuleError unless `by` may be the second person beside `prepared_by`."""
    check_signatory(by, APPROVE_BUDGET, prepared_by=prepared_by, what=booking)


def lock_booking(booking: BudgetBooking) -> BudgetBooking:
    """The booking as it stands in the database, locked until the commit."""
    rows = BudgetBooking.objects.select_for_update(of=("self",))
    return rows.select_related("line__program", "target__program").get(pk=booking.pk)


def check_is_open(booking: BudgetBooking) -> None:
    """Raise RuleError if the booking is confirmed or withdrawn."""
    if booking.confirmed_at is not None:
        raise RuleError(_("This booking is confirmed already."), code="confirmed_already")
    if booking.withdrawn_at is not None:
        raise RuleError(_("This booking is withdrawn."), code="withdrawn")


def check_may_be_booked(booking: BudgetBooking, *, at: datetime) -> None:
    """Raise RuleError for the first rule the booking breaks, of days and amounts; locks lines."""
    check_reason_fits(booking.reason)
    if not booking.document.strip():
        raise RuleError(_("Name the document."), field="document")
    line, target, amount = booking.line, booking.target, booking.amount_eur
    balances = lock_lines([line.pk, *([target.pk] if target else [])])
    if target is None:
        check_budget_day(line, booking.booked_on, at=at)
    else:
        check_carry_over_day(target, booking.booked_on, at=at)
    if target is not None and booking.pk and booking.cases.exists():
        check_taken_over(line, target, amount, balances, on=booking.booked_on)
        return
    if target is not None:
        _check_pair(line, target)
    _check_waits_once(booking)
    check_amount(amount, *_most(booking, balances[line.pk]))


def _check_waits_once(booking: BudgetBooking) -> None:
    """Raise RuleError where a booking that says the same is neither confirmed nor withdrawn."""
    same = {name: getattr(booking, name) for name in SAYS}
    if BudgetBooking.objects.unsettled().filter(**same).exclude(pk=booking.pk).exists():
        raise RuleError(str(WAITS_ALREADY), code="waits_already")


def _check_pair(source: BudgetLine, target: BudgetLine) -> None:
    if source.program_id != target.program_id or source.fiscal_year >= target.fiscal_year:
        raise RuleError(
            _("Funds are carried over to a later year of the same program."), field="target"
        )
    if (source.due_year is None) != (target.due_year is None):
        raise RuleError(
            _("A commitment authorisation is no cash and does not become any."), field="target"
        )


def _most(booking: BudgetBooking, balance: BudgetBalance) -> tuple[Decimal, str]:
    """The most that may be booked on the line, and what it is; what adds has no limit.

    What is dated back takes what was there on its day and is there ever since.
    """
    kind = KINDS[EntryKind(booking.kind)]
    if kind.undoes is None and kind.sign > 0:
        return booking.amount_eur, ""
    least = least_since(booking.line, booking.booked_on)
    if kind.undoes == EntryKind.BLOCK:
        now, then = balance.blocked_eur, least.blocked_eur
        what, since = _("blocked on the budget line"), _("blocked on the budget line since %(day)s")
    else:
        now, then = balance.free_eur, least.free_eur
        what, since = _("free on the budget line"), _("free on the budget line since %(day)s")
    if then < now:
        return max(then, ZERO), since % {"day": format_day(booking.booked_on)}
    return now, what


def _entries(booking: BudgetBooking) -> list[LedgerEntry]:
    kind, amount = EntryKind(booking.kind), booking.amount_eur
    if kind == EntryKind.COMMITMENT:  # what an authorisation binds; it has no money to give
        return []
    if booking.target is None:
        return [LedgerEntry(kind=kind, line=booking.line, amount_eur=KINDS[kind].sign * amount)]
    return [
        LedgerEntry(kind=kind, line=booking.line, amount_eur=-amount),
        LedgerEntry(kind=kind, line=booking.target, amount_eur=amount),
    ]
