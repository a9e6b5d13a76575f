"""The ways back of a budget booking: withdrawn, sent back, recorded anew, cancelled by two."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET
from core.database.values import takes_values
from core.errors import RuleError
from core.forms.reasons import check_reason_fits
from programs.actions.booking import book, lock_lines
from programs.actions.budget.lines import (
    check_is_open,
    check_manages,
    check_may_be_booked,
    check_second_person,
    lock_booking,
)
from programs.actions.budget.take_over import give_drawdowns_back, reversed_entry
from programs.actions.way_back.returns import check_author, check_not_asked, keep_return
from programs.choices import Act
from programs.models import BudgetBooking
from programs.terms.years import check_year_is_open


@transaction.atomic
def withdraw_budget(booking: BudgetBooking, *, by: User, at: datetime) -> None:
    """Withdraw a booking that nobody confirmed; only its author may."""
    check_manages(by)
    locked = lock_booking(booking)
    check_is_open(locked)
    _check_author(locked, by)
    locked.withdrawn_at = at
    locked.save(update_fields=["withdrawn_at"])


@transaction.atomic
def return_budget(booking: BudgetBooking, *, reason: str, by: User) -> None:
    """Send a booking back to its author with a reason; only a second person may."""
    locked = lock_booking(booking)
    check_second_person(by, locked, prepared_by=locked.prepared_by_id)
    check_is_open(locked)
    _check_reason(reason)
    locked.return_reason, locked.returned_by = reason.strip(), by
    locked.save(update_fields=["return_reason", "returned_by"])


@takes_values
@transaction.atomic
def change_budget(
    booking: BudgetBooking,
    amount_eur: Decimal,
    *,
    on: date,
    document: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> None:
    """Record a booking anew that was not confirmed; it waits for its confirmation again.

    Raises RuleError for others than its author, and for a change of years: it is withdrawn and
    recorded with the rests of the day.
    """
    check_manages(by)
    locked = lock_booking(booking)
    check_is_open(locked)
    _check_author(locked, by)
    if locked.cases.exists():
        message = _("Withdraw this take-over and record it again: the cases are read anew then.")
        raise RuleError(message, code="cases")
    locked.amount_eur, locked.booked_on = amount_eur, on
    locked.document, locked.reason = document, reason
    locked.prepared_at, locked.return_reason, locked.returned_by = at, "", None
    check_may_be_booked(locked, at=at)
    locked.save()


@transaction.atomic
def ask_to_cancel_budget(booking: BudgetBooking, *, reason: str, by: User) -> None:
    """Ask for the cancelling of a confirmed booking, with a reason."""
    check_manages(by)
    locked = _confirmed(booking)
    _check_reason(reason)
    check_not_asked(locked.cancel_prepared_by_id, locked)
    locked.cancel_reason, locked.cancel_prepared_by = reason.strip(), by
    locked.save(update_fields=["cancel_reason", "cancel_prepared_by"])


@transaction.atomic
def keep_budget(booking: BudgetBooking, *, by: User) -> None:
    """Withdraw the request to cancel a booking; only who asked may."""
    locked = _confirmed(booking)
    check_author(by, locked.cancel_prepared_by_id, locked, case=None, role=MANAGE_BUDGET)
    _drop_request(locked)


@transaction.atomic
def refuse_budget_cancelling(
    booking: BudgetBooking, *, reason: str, by: User, at: datetime
) -> None:
    """Return the request to cancel a booking to who asked, with a reason; the booking stands."""
    locked = _confirmed(booking)
    asked_by = locked.cancel_prepared_by_id
    check_second_person(by, locked, prepared_by=asked_by)
    _drop_request(locked)
    _check_reason(reason)
    keep_return(
        Act.BUDGET_CANCELLING,
        locked,
        by=by,
        at=at,
        reason=reason,
        is_withdrawn=False,
        prepared_by=asked_by,
        amount_eur=locked.amount_eur,
    )


def _drop_request(locked: BudgetBooking) -> None:
    _check_asked(locked)
    locked.cancel_reason, locked.cancel_prepared_by = "", None
    locked.save(update_fields=["cancel_reason", "cancel_prepared_by"])


@transaction.atomic
def cancel_budget(booking: BudgetBooking, *, by: User, at: datetime) -> None:
    """Reverse what somebody else asked to cancel, on the day of the cancelling.

    Locks the booking, then its lines. Raises RuleError with code "four_eyes" for whoever asked,
    "closed" in a later year, and where the line would have less than is bound or blocked.
    """
    locked = _confirmed(booking)
    check_second_person(by, locked, prepared_by=locked.cancel_prepared_by_id)
    _check_asked(locked)
    check_year_is_open(locked.target or locked.line, at=at)
    entries = list(locked.entries.filter(reverses__isnull=True).order_by("pk"))
    lock_lines(entry.line_id for entry in entries)
    asked: dict[str, Any] = {"reason": locked.cancel_reason, "asked_by": locked.cancel_prepared_by}
    reversals = [reversed_entry(entry, by=by, at=at, **asked) for entry in entries]
    give_drawdowns_back(entries)
    locked.cancelled_by, locked.cancelled_at = by, at
    locked.save(update_fields=["cancelled_by", "cancelled_at"])
    book(reversals, at=at)


def _confirmed(booking: BudgetBooking) -> BudgetBooking:
    """The booking, locked; raises RuleError unless it is confirmed and not cancelled."""
    locked = lock_booking(booking)
    if locked.confirmed_at is None:
        raise RuleError(
            _("This booking is not confirmed: withdraw it or send it back."), code="not_confirmed"
        )
    if locked.cancelled_at is not None:
        raise RuleError(_("This booking is cancelled."), code="cancelled")
    return locked


def _check_author(booking: BudgetBooking, by: User) -> None:
    if by.pk != booking.prepared_by_id:
        message = _("Only who recorded this booking may do so. You may send it back.")
        raise RuleError(message, code="not_author")


def _check_asked(booking: BudgetBooking) -> None:
    if booking.cancel_prepared_by_id is None:
        raise RuleError(_("Nobody asked to cancel this booking."), code="not_asked")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError(_("Give the reason."), field="reason", code="no_reason")
    check_reason_fits(reason)
