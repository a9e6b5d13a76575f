"""The money and the proof of use of one demo case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.calendar import add_months
from demo.batch import Batch
from demo.budget import line_on
from demo.cases.life import Timeline
from demo.cases.plans import Plan
from demo.dates import LAST_DAY, after, office_hour, past
from programs.choices import CheckResult, EntryKind, ProofKind
from programs.models import Drawdown, Grant, Payment, ProofOfUse, Reminder
from programs.rules.funding import split_tranche

REMINDER_DAYS = (1, 31, 61)
FIRST_INSTALMENT = Decimal("0.6")


def add_drawdown(
    batch: Batch, plan: Plan, grant: Grant, timeline: Timeline, number: int
) -> list[Decimal]:
    """Request and payment of instalment `number` on each line; returns what each partner got."""
    paid_on = timeline.paid_on[number]
    requested_on = timeline.requested_on[number]
    totals = [Decimal(0)] * len(plan.partners)
    table = split_tranche([amount for _line, amount in plan.tranches], plan.shares_eur)
    for (line, amount), shares in zip(plan.tranches, table, strict=True):
        line = line_on(line, requested_on)
        first = (amount * FIRST_INSTALMENT).quantize(Decimal(1))
        parts = split_tranche([first, amount - first], shares)[number]
        drawdown = Drawdown(
            grant=grant,
            line=line,
            requested_on=requested_on,
            amount_eur=sum(parts),
            needed_for="Bedarf der nächsten zwei Monate (Demodaten)",
            recorded_by=batch.staff.officer,
            recorded_at=office_hour(requested_on),
        )
        batch.add(drawdown)
        payment = _payment(batch, drawdown, paid_on, number) if paid_on <= LAST_DAY else None
        for partner, part in zip(plan.partners, parts, strict=True):
            values: dict[str, Any] = {
                "line": line,
                "grant": grant,
                "municipality": partner,
                "drawdown": drawdown,
            }
            document = f"{plan.reference}: Mittelabruf {number + 1}"
            batch.book(EntryKind.DRAWDOWN, part, requested_on, document=document, **values)
            if payment:
                values |= {"payment": payment, "document": payment.booking_reference}
                batch.book(EntryKind.PAYMENT, part, paid_on, **values)
        totals = [total + part for total, part in zip(totals, parts, strict=True)]
    return totals


def _payment(batch: Batch, drawdown: Drawdown, paid_on: date, number: int) -> Payment:
    payment = Payment(
        drawdown=drawdown,
        amount_eur=drawdown.amount_eur,
        paid_on=paid_on,
        use_until=add_months(paid_on, 2),
        used_on=past(after(paid_on, 45)),
        booking_reference=f"DEMO-{len(batch.rows.get(Payment, [])) + 1:06}",
        is_final_instalment=number == 1,
        prepared_by=batch.staff.officer,
        prepared_at=office_hour(after(paid_on, -3)),
        ordered_by=batch.staff.approver,
        ordered_at=office_hour(after(paid_on, -2)),
    )
    batch.add(payment)
    return payment


def add_proof(batch: Batch, plan: Plan, grant: Grant, timeline: Timeline) -> None:
    """The proof of use with its check, or the reminders where it is missing."""
    submitted_on = timeline.submitted_on and past(timeline.submitted_on)
    checked_on = timeline.checked_on and past(timeline.checked_on)
    proof = ProofOfUse(
        grant=grant,
        kind=ProofKind.SIMPLE,
        due_on=timeline.proof_due_on,
        submitted_on=submitted_on,
        narrative_report=submitted_on is not None,
        financial_statement=submitted_on is not None,
        actual_eur=plan.amount_eur if submitted_on else None,
        recalculated_eur=plan.amount_eur if checked_on else None,
        checked_by=batch.staff.second_approver if checked_on else None,
        checked_on=checked_on,
        result=CheckResult.ACCEPTED if checked_on else "",
        check_note="Zweckentsprechend verwendet. (Demodaten)" if checked_on else "",
    )
    batch.add(proof)
    if submitted_on is None:
        for stage, days in enumerate(REMINDER_DAYS, 1):
            sent_on = past(after(timeline.proof_due_on, days))
            if sent_on:
                batch.add(
                    Reminder(
                        proof=proof, stage=stage, sent_on=sent_on, recorded_by=batch.staff.officer
                    )
                )
