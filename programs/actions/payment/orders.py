"""Drawdowns and payments: only what is final, approved and drawn; signed by two people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.calendar import add_months
from core.database.values import takes_values
from core.errors import RuleError
from core.forms.days import check_not_future
from core.money import ZERO, split_eur
from programs.actions.booking import book, check_is_cash, lock_lines
from programs.actions.letter import keep_payment_letter
from programs.actions.moving import move
from programs.actions.payment.limits import (
    Rests,
    check_amount,
    check_final_by,
    check_held_back,
    check_number_is_free,
    rests_by_partner,
    unpaid_eur,
)
from programs.actions.signing import check_signatory, lock_grant
from programs.actions.way_back.returns import settle_returns
from programs.choices import EntryKind, GrantState
from programs.models import BudgetLine, Drawdown, Grant, GrantBalance, LedgerEntry, Payment
from programs.permissions import check_may, partners_of, refusal
from programs.queries.dates import check_day, check_first_payment_fits
from programs.queries.rests import unfinal_eur
from programs.rules.dates import Day
from programs.rules.steps.base import PAID_OUT
from programs.rules.transitions import target_of
from programs.terms.years import check_books_are_open, check_year_fits, day_of_drawing

DRAWABLE = PAID_OUT


@takes_values
@transaction.atomic
def request_drawdown(
    grant: Grant,
    line: BudgetLine,
    amount_eur: Decimal,
    *,
    on: date,
    by: User,
    at: datetime,
    needed_for: str = "",
) -> Drawdown:
    """Record a request for money on a budget line of the grant, in euros.

    Locks the case, then the line. Booked on the day of the request; one of the old year that is
    recorded in the new one is booked with its recording, on the line of the new year. Raises
    RuleError if the grant is not final, the line is a commitment authorisation or of another year,
    or less than `amount_eur` is approved and not drawn yet on this line, naming what is left.
    """
    case = lock_grant(grant)
    check_may("draw", by, case)
    _check_drawable(case)
    check_not_future(on, at=at)
    check_final_by(case, on, field="on")
    check_day(case, Day.DRAWN, on, field="on")
    check_is_cash(line)
    booked_on = day_of_drawing(line, on, at=at)
    lock_lines([line.pk])
    balance = GrantBalance.objects.filter(grant=case, line=line).first()
    left = balance.committed_eur - balance.drawn_eur if balance else ZERO
    left = max(ZERO, left - unfinal_eur(case, line, on))
    check_amount(amount_eur, left, _("approved and not drawn"))
    drawdown = Drawdown.objects.create(
        grant=case,
        line=line,
        requested_on=on,
        amount_eur=amount_eur,
        needed_for=needed_for,
        recorded_by=by,
    )
    rests = rests_by_partner(drawdown, EntryKind.COMMITMENT, EntryKind.DRAWDOWN)
    _book(drawdown, EntryKind.DRAWDOWN, amount_eur, rests, on=booked_on, at=at, prepared=by)
    if case.state == GrantState.FINAL:
        move(case, target_of("draw", case.state), on=on)
    return drawdown


@takes_values
@transaction.atomic
def prepare_payment(
    drawdown: Drawdown, amount_eur: Decimal, *, by: User, at: datetime, final: bool = False
) -> Payment:
    """Find a payment on a drawdown factually and arithmetically correct; nothing is booked yet.

    Raises RuleError if more than the drawdown still has would be paid, or what is held back until
    the proof of use is checked, naming what is left.
    """
    case = lock_grant(drawdown.grant)
    if not by.has_perm(PREPARE):  # whoever hands a request in does not find it correct
        raise refusal("not_allowed", drawdown, PREPARE)
    drawdown = case.drawdowns.get(pk=drawdown.pk)
    _check_drawable(case)
    check_is_cash(drawdown.line)
    check_books_are_open([drawdown.line], at=at)
    check_amount(amount_eur, unpaid_eur(drawdown), _("drawn and not paid"))
    check_held_back(case, amount_eur, is_final=final)
    settle_returns(case, at=at)
    return Payment.objects.create(
        drawdown=drawdown,
        amount_eur=amount_eur,
        prepared_by=by,
        prepared_at=at,
        is_final_instalment=final,
    )


@takes_values
@transaction.atomic
def order_payment(
    payment: Payment, *, paid_on: date, by: User, at: datetime, booking_reference: str = ""
) -> None:
    """Order a payment that somebody else found correct, and book it with its value date.

    Locks the case, then the line. Raises RuleError with code "four_eyes" if `by` found it
    correct, and if the value date lies in another fiscal year than the budget line.
    """
    case = lock_grant(payment.drawdown.grant)
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    drawdown = locked.drawdown
    _check_may_order(locked, case, by)
    check_is_cash(drawdown.line)
    check_year_fits(drawdown.line, paid_on, field="paid_on")
    check_not_future(paid_on, at=at, field="paid_on")
    check_final_by(case, paid_on, field="paid_on")
    check_day(case, Day.PAID, paid_on, field="paid_on", rows=[drawdown, locked])
    check_first_payment_fits(case, paid_on)
    check_number_is_free(locked, booking_reference, by=by)
    lock_lines([drawdown.line_id])
    check_held_back(case, locked.amount_eur, is_final=locked.is_final_instalment, ordered=locked)
    months = case.directive.use_months if case.directive else None
    locked.ordered_by, locked.ordered_at, locked.paid_on = by, at, paid_on
    locked.use_until = add_months(paid_on, months) if months else None
    locked.booking_reference = booking_reference
    locked.save()
    _book(
        drawdown,
        EntryKind.PAYMENT,
        locked.amount_eur,
        rests_by_partner(drawdown, EntryKind.DRAWDOWN, EntryKind.PAYMENT),
        on=paid_on,
        at=at,
        prepared=locked.prepared_by,
        approved=by,
        payment=locked,
    )
    keep_payment_letter(locked, case, by=by, at=at)


def _check_drawable(case: Grant) -> None:
    if case.state not in DRAWABLE:
        message = _(
            "No money is drawn or paid in the state “%(state)s”: the decision is not final."
        )
        raise RuleError(message % {"state": case.get_state_display()}, field="state")


def _check_may_order(payment: Payment, case: Grant, by: User) -> None:
    if payment.ordered_at is not None:
        raise RuleError(_("This payment is ordered already."), code="ordered_already")
    if payment.cancelled_at is not None:
        raise RuleError(_("This payment is cancelled."), code="cancelled")
    _check_drawable(case)
    check_signatory(
        by, APPROVE, prepared_by=payment.prepared_by_id, bodies=partners_of(case), what=payment
    )


def _book(
    drawdown: Drawdown,
    kind: EntryKind,
    amount_eur: Decimal,
    rests: Rests,
    *,
    on: date,
    at: datetime,
    prepared: User | None,
    approved: User | None = None,
    payment: Payment | None = None,
) -> None:
    """Book the amount, split over the partners in proportion to what is still theirs."""
    amounts = split_eur(amount_eur, [max(rest, ZERO) for _municipality, rest in rests])
    book(
        [
            LedgerEntry(
                kind=kind,
                amount_eur=amount,
                line_id=drawdown.line_id,
                grant_id=drawdown.grant_id,
                municipality_id=municipality,
                drawdown=drawdown,
                payment=payment,
                document=f"{drawdown.grant.file_reference}: {kind.label}",
                booked_on=on,
                recorded_by=prepared,
                approved_by=approved,
            )
            for (municipality, _rest), amount in zip(rests, amounts, strict=True)
            if amount
        ],
        at=at,
    )
