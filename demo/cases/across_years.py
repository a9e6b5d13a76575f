"""Cooperations paid half from the next year's funds: bound by a commitment authorisation first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from demo.batch import Batch, Staff
from demo.budget import IKZ, change_year, confirm
from demo.cases.case import add_application, add_decision, approve
from demo.cases.life import Timeline
from demo.cases.plans import Plan
from demo.dates import after, office_hour
from programs.actions.budget.year_change import propose_year_change
from programs.actions.payment.changes import record_use
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.choices import GrantState, NotificationKind
from programs.models import BudgetLine, Grant, GrantBalance

YEAR, DUE = 2025, 2026
# The first cooperations of the year; of the first one the due half was taken over and paid.
PAID, STILL_DUE = f"DEMO-IKZ-{YEAR}-001", f"DEMO-IKZ-{YEAR}-002"
ACROSS_YEARS = (PAID, STILL_DUE)
TAKEN_OVER_ON = date(DUE, 1, 12)
ENDS_ON = date(DUE, 12, 31)
# Case, year of the money, requested, paid.
INSTALMENTS = (
    (PAID, YEAR, date(YEAR, 5, 5), date(YEAR, 5, 14)),
    (STILL_DUE, YEAR, date(YEAR, 6, 2), date(YEAR, 6, 11)),
    (PAID, DUE, date(DUE, 3, 9), date(DUE, 3, 18)),
)


def add_case_across_years(
    batch: Batch, plan: Plan, timeline: Timeline, authorisation: BudgetLine
) -> Grant:
    """A final case of `plan`, half of it on the line of its year, half on the authorisation."""
    (line, amount), half = plan.tranches[0], (plan.amount_eur / 2).quantize(Decimal(1))
    plan = replace(plan, tranches=((line, amount - half), (authorisation, half)))
    grant = add_application(
        batch, plan, GrantState.FINAL, period_start=plan.decided_on, period_end=ENDS_ON
    )
    approve(
        batch,
        plan,
        add_decision(batch, plan, grant),
        notified_on=timeline.notified_on,
        notification_kind=NotificationKind.POST,
        delivered_on=timeline.delivered_on,
        final_on=timeline.final_on,
    )
    return grant


def begin_year(staff: Staff, year: int) -> None:
    """What is done when a year begins; before it the first halves of these cases are paid."""
    if year == DUE:
        _pay(staff, YEAR)
    change_year(staff, year)


def load_due_commitments(staff: Staff) -> None:
    """Take one due half over and pay it; the other one waits for it."""
    booking = propose_year_change(
        BudgetLine.objects.get(program__code=IKZ, due_year=DUE),
        on=TAKEN_OVER_ON,
        by=staff.budget_officer,
        at=office_hour(TAKEN_OVER_ON),
        document=f"DEMO Verpflichtungen {DUE}",
        grants=[Grant.objects.get(file_reference=PAID)],
    )
    confirm(staff, booking, TAKEN_OVER_ON)
    _pay(staff, DUE)


def _pay(staff: Staff, year: int) -> None:
    """The instalments from the funds of one year, each on all that its line has for the case."""
    for number, (reference, of_year, requested_on, paid_on) in enumerate(INSTALMENTS, 1):
        if of_year != year:
            continue
        grant = Grant.objects.get(file_reference=reference)
        line = BudgetLine.objects.cash().of_year(year).get(program__code=IKZ)
        balance = GrantBalance.objects.get(grant=grant, line=line)
        drawdown = request_drawdown(
            grant,
            line,
            balance.committed_eur,
            on=requested_on,
            by=staff.officer,
            at=office_hour(requested_on),
            needed_for="Bedarf der nächsten zwei Monate (Demodaten)",
        )
        at = office_hour(paid_on)
        payment = prepare_payment(drawdown, drawdown.amount_eur, by=staff.officer, at=at)
        order_payment(
            payment,
            paid_on=paid_on,
            by=staff.approver,
            at=at,
            booking_reference=f"DEMO-VE-{number}",
        )
        used_on = after(paid_on, 45)
        record_use(payment, used_on=used_on, by=staff.officer, at=office_hour(used_on))
