"""The rows of one demo case: application, decision, payments, proof of use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.calendar import add_months
from ozg_hessen.demo.batch import Batch, signed
from ozg_hessen.demo.dates import LAST_DAY, after, office_hour
from ozg_hessen.demo.life import Timeline
from ozg_hessen.demo.plans import Plan
from programs.choices import (
    CheckResult,
    DecisionKind,
    EntryKind,
    GrantState,
    NotificationKind,
    Origin,
    ProofKind,
)
from programs.models import (
    Decision,
    DecisionShare,
    Drawdown,
    Grant,
    Participation,
    Payment,
    ProofOfUse,
    Reminder,
    Tranche,
)
from programs.rules import split_tranche

RETENTION_MONTHS = 120
REMINDER_DAYS = (1, 31, 61)
FIRST_INSTALMENT = Decimal("0.6")
LEGAL_BASIS = "§§ 23, 44 LHO (Demodaten)"
APPEAL = "Gegen diesen Bescheid kann innerhalb eines Monats Klage erhoben werden. (Demodaten)"


def add_application(batch: Batch, plan: Plan, state: GrantState, **fields: Any) -> Grant:
    """The case with its partners, and nothing decided."""
    values: dict[str, Any] = {
        "purpose": f"{plan.title} (Demodaten)",
        "received_on": plan.received_on,
        "complete_on": min(plan.decided_on, after(plan.received_on, 21)),
        "applied_eur": plan.amount_eur,
        "officer": batch.staff.officer,
        "created_by": batch.staff.officer,
        "created_at": office_hour(plan.received_on),
    }
    grant = Grant(
        program=plan.program,
        directive=plan.directive,
        authority_id=plan.program.granting_authority_id,
        file_reference=plan.reference,
        title=plan.title,
        subject_area=plan.subject_area,
        state=state,
        origin=Origin.DEMO,
        lead=plan.lead,
        financing_type=plan.financing_type,
        **(values | plan.fields | fields),
    )
    batch.add(grant)
    for partner, share in zip(plan.partners, plan.shares_eur, strict=True):
        batch.add(
            Participation(
                grant=grant,
                municipality=partner,
                share_eur=share,
                resolution_on=after(plan.received_on, -20),
            )
        )
    return grant


def add_decision(batch: Batch, plan: Plan, grant: Grant) -> Decision:
    """The grant decision as it was prepared, with shares and tranches, not yet approved."""
    decision = Decision(
        grant=grant,
        kind=DecisionKind.INITIAL,
        number=f"{plan.reference}/1",
        amount_eur=plan.amount_eur,
        purpose=grant.purpose,
        legal_basis=LEGAL_BASIS,
        appeal_notice=APPEAL,
        conditions_version="ANBest-GK (Demodaten)",
        financing_type=plan.financing_type,
        funding_rate=grant.funding_rate,
        eligible_eur=grant.eligible_eur,
        own_eur=grant.own_eur,
        third_party_eur=grant.third_party_eur,
        period_start=grant.period_start,
        period_end=grant.period_end,
        prepared_by=batch.staff.officer,
        prepared_at=office_hour(after(plan.decided_on, -3)),
        created_at=office_hour(after(plan.decided_on, -3)),
    )
    threshold = plan.program.third_signature_from_eur
    decision.needs_third_signature = threshold is not None and plan.amount_eur >= threshold
    add_parts(
        batch,
        decision,
        {partner.ags: share for partner, share in zip(plan.partners, plan.shares_eur, strict=True)},
        [(line.pk, amount) for line, amount in plan.tranches],
    )
    return decision


def add_parts(
    batch: Batch,
    decision: Decision,
    shares: dict[str, Decimal],
    tranches: list[tuple[int, Decimal]],
) -> None:
    """The decision with its shares and tranches."""
    batch.add(decision)
    for ags, share in shares.items():
        batch.add(DecisionShare(decision=decision, municipality_id=ags, amount_eur=share))
    for line_id, amount in tranches:
        batch.add(
            Tranche(grant=decision.grant, decision=decision, line_id=line_id, amount_eur=amount)
        )


def approve(batch: Batch, plan: Plan, decision: Decision, **values: Any) -> None:
    """Sign the decision and bind its tranches, each split over the partners."""
    on = plan.decided_on
    if decision.needs_third_signature:
        values |= {
            "countersigned_by": batch.staff.second_approver,
            "countersigned_at": office_hour(on, 13),
        }
    batch.sign(decision, **signed(batch.staff, on), **values)
    table = split_tranche([amount for _line, amount in plan.tranches], plan.shares_eur)
    for (line, _amount), row in zip(plan.tranches, table, strict=True):
        for partner, amount in zip(plan.partners, row, strict=True):
            batch.book(
                EntryKind.COMMITMENT,
                amount,
                on,
                line=line,
                grant=decision.grant,
                municipality=partner,
                decision=decision,
                document=f"{plan.reference}: Zuwendungsbescheid",
            )


def add_decided_case(batch: Batch, plan: Plan, timeline: Timeline) -> Grant:
    """A case with its whole life up to the last day of the demo data."""
    state = timeline.state_on(LAST_DAY)
    is_closed = state == GrantState.CLOSED
    grant = add_application(
        batch,
        plan,
        state,
        period_start=plan.decided_on,
        period_end=timeline.period_end,
        purpose_fulfilled_on=_past(timeline.fulfilled_on),
        closed_on=timeline.checked_on if is_closed else None,
        retention_until=add_months(timeline.checked_on, RETENTION_MONTHS)
        if is_closed and timeline.checked_on
        else None,
    )
    decision = add_decision(batch, plan, grant)
    approve(batch, plan, decision, **_notification(timeline))
    for number, requested_on in enumerate(timeline.requested_on):
        if requested_on <= LAST_DAY:
            add_drawdown(batch, plan, grant, timeline, number)
    if timeline.fulfilled_on <= LAST_DAY:
        _add_proof(batch, plan, grant, timeline)
    return grant


def _notification(timeline: Timeline) -> dict[str, Any]:
    if timeline.notified_on > LAST_DAY:
        return {}
    return {
        "notified_on": timeline.notified_on,
        "notification_kind": NotificationKind.POST,
        "delivered_on": timeline.delivered_on,
        "final_on": _past(timeline.final_on),
    }


def add_drawdown(
    batch: Batch, plan: Plan, grant: Grant, timeline: Timeline, number: int
) -> list[Decimal]:
    """Request and payment of instalment `number` on each line; returns what each partner got."""
    requested_on, paid_on = timeline.requested_on[number], timeline.paid_on[number]
    totals = [Decimal(0)] * len(plan.partners)
    table = split_tranche([amount for _line, amount in plan.tranches], plan.shares_eur)
    for (line, amount), shares in zip(plan.tranches, table, strict=True):
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
        used_on=_past(after(paid_on, 45)),
        booking_reference=f"DEMO-{len(batch.rows.get(Payment, [])) + 1:06}",
        is_final_instalment=number == 1,
        prepared_by=batch.staff.officer,
        prepared_at=office_hour(after(paid_on, -3)),
        ordered_by=batch.staff.approver,
        ordered_at=office_hour(after(paid_on, -2)),
    )
    batch.add(payment)
    return payment


def _add_proof(batch: Batch, plan: Plan, grant: Grant, timeline: Timeline) -> None:
    submitted_on = timeline.submitted_on and _past(timeline.submitted_on)
    checked_on = timeline.checked_on and _past(timeline.checked_on)
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
            sent_on = _past(after(timeline.proof_due_on, days))
            if sent_on:
                batch.add(
                    Reminder(
                        proof=proof, stage=stage, sent_on=sent_on, recorded_by=batch.staff.officer
                    )
                )


def _past(day: date) -> date | None:
    return day if day <= LAST_DAY else None
