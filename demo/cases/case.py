"""The rows of one demo case: application, decision, and what followed from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.calendar import add_months
from demo.batch import Batch, signed
from demo.cases.life import Timeline
from demo.cases.payments import add_drawdown, add_proof
from demo.cases.plans import Plan
from demo.dates import LAST_DAY, after, office_hour, past
from programs.choices import DecisionKind, EntryKind, GrantState, NotificationKind, Origin
from programs.models import Decision, DecisionShare, Grant, Participation, Tranche
from programs.rules.funding import split_tranche

RETENTION_MONTHS = 120
LEGAL_BASIS = "§§ 23, 44 LHO (Demodaten)"
APPEAL = "Gegen diesen Bescheid kann innerhalb eines Monats Klage erhoben werden. (Demodaten)"


def add_application(batch: Batch, plan: Plan, state: GrantState, **fields: Any) -> Grant:
    """The case with its partners, and nothing decided."""
    values: dict[str, Any] = {
        "purpose": f"{plan.title} (Demodaten)",
        "received_on": plan.received_on,
        "complete_on": min(after(plan.decided_on, -3), after(plan.received_on, 21)),
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
    closed_on = timeline.closed_on if state == GrantState.CLOSED else None
    grant = add_application(
        batch,
        plan,
        state,
        period_start=plan.decided_on,
        period_end=timeline.period_end,
        purpose_fulfilled_on=past(timeline.fulfilled_on),
        closed_on=closed_on,
        retention_until=add_months(closed_on, RETENTION_MONTHS) if closed_on else None,
    )
    decision = add_decision(batch, plan, grant)
    approve(batch, plan, decision, **_notification(timeline))
    for number, requested_on in enumerate(timeline.requested_on):
        if requested_on <= LAST_DAY:
            add_drawdown(batch, plan, grant, timeline, number)
    if timeline.fulfilled_on <= LAST_DAY:
        add_proof(batch, plan, grant, timeline)
    return grant


def _notification(timeline: Timeline) -> dict[str, Any]:
    if timeline.notified_on > LAST_DAY:
        return {}
    return {
        "notified_on": timeline.notified_on,
        "notification_kind": NotificationKind.POST,
        "delivered_on": timeline.delivered_on,
        "final_on": past(timeline.final_on),
    }
