"""Cases that ended otherwise: revoked, annulled, lapsed, reclaimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.calendar import add_months
from core.money import sum_eur
from demo.batch import Batch, signed
from demo.cases import add_application, add_decision, add_parts, approve
from demo.dates import LAST_DAY, after, office_hour
from demo.life import Timeline
from demo.payments import add_drawdown
from demo.plans import Plan
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import BaseRate, Decision, Grant, Participation, Reclaim, Repayment
from programs.rules.interest import interest_eur, interest_rows

# The end, the decision that brings it, and whether something had been paid before.
ENDINGS = {
    GrantState.REVOKED: (DecisionKind.REVOCATION, True),
    GrantState.ANNULLED: (DecisionKind.ANNULMENT, False),
    GrantState.LAPSED: (DecisionKind.LAPSE, False),
    GrantState.RECLAIM_OPEN: (DecisionKind.REVOCATION, True),
    GrantState.RECLAIM_SETTLED: (DecisionKind.REVOCATION, True),
}
REASON = "Der Zweck wurde nicht erreicht. (Demodaten)"


def add_ended_case(batch: Batch, plan: Plan, timeline: Timeline, end: GrantState) -> Grant:
    """A case whose grant was taken back in whole or in part."""
    kind, was_paid = ENDINGS[end]
    grant = add_application(
        batch, plan, end, period_start=plan.decided_on, period_end=timeline.period_end
    )
    first = add_decision(batch, plan, grant)
    approve(
        batch,
        plan,
        first,
        notified_on=timeline.notified_on,
        notification_kind="post",
        delivered_on=timeline.delivered_on,
        final_on=timeline.final_on,
    )
    paid = [Decimal(0)] * len(plan.partners)
    if was_paid:
        paid = add_drawdown(batch, plan, grant, timeline, 0)
    on = min(after(timeline.paid_on[0], 240), LAST_DAY - timedelta(60))
    second = _take_back(batch, plan, grant, paid, on, kind)
    if end in (GrantState.RECLAIM_OPEN, GrantState.RECLAIM_SETTLED):
        _reclaim(batch, plan, second, paid, timeline.paid_on[0], end == GrantState.RECLAIM_SETTLED)
    return grant


def _take_back(
    batch: Batch, plan: Plan, grant: Grant, paid: list[Decimal], on: date, kind: DecisionKind
) -> Decision:
    """What is not paid yet is no longer bound."""
    line, _amount = plan.tranches[0]
    rest = {
        partner.ags: part - share
        for partner, share, part in zip(plan.partners, plan.shares_eur, paid, strict=True)
        if share != part
    }
    decision = Decision(
        grant=grant,
        kind=kind,
        number=f"{plan.reference}/2",
        amount_eur=sum_eur(rest.values()),
        reason=REASON,
        hearing_on=after(on, -30),
        prepared_by=batch.staff.officer,
        prepared_at=office_hour(after(on, -5)),
        created_at=office_hour(after(on, -5)),
    )
    add_parts(batch, decision, rest, [(line.pk, decision.amount_eur)])
    notified_on = after(on, 4)
    batch.sign(
        decision,
        **signed(batch.staff, on),
        notified_on=notified_on,
        notification_kind="post",
        delivered_on=after(notified_on, 3),
        final_on=after(notified_on, 40),
    )
    for part in batch.rows[Participation]:
        if part.grant is grant:
            part.share_eur += rest.get(part.municipality_id, Decimal(0))
    for ags, amount in rest.items():
        batch.book(
            EntryKind.COMMITMENT,
            amount,
            on,
            line=line,
            grant=grant,
            municipality_id=ags,
            decision=decision,
            document=f"{plan.reference}: {decision.get_kind_display()}",
        )
    return decision


def _reclaim(
    batch: Batch,
    plan: Plan,
    decision: Decision,
    paid: list[Decimal],
    paid_on: date,
    is_settled: bool,
) -> None:
    amount = sum_eur(paid)
    claimed_on = decision.hearing_on and after(decision.hearing_on, 34)
    claimed_on = claimed_on or paid_on
    settled_on = after(claimed_on, 25) if is_settled else None
    interest = _interest_eur(amount, decision.grant, paid_on, settled_on or claimed_on)
    line, _amount = plan.tranches[0]
    reclaim = Reclaim(
        grant=decision.grant,
        decision=decision,
        reason=REASON,
        hearing_on=decision.hearing_on,
        amount_eur=amount,
        interest_from=paid_on,
        interest_to=settled_on,
        interest_eur=interest if is_settled else None,
        due_on=add_months(claimed_on, 1),
        paid_on=settled_on,
        limitation_on=date(claimed_on.year + 3, 12, 31),
        prepared_by=batch.staff.officer,
        prepared_at=office_hour(after(claimed_on, -3)),
        approved_by=batch.staff.approver,
        approved_at=office_hour(claimed_on),
    )
    batch.add(reclaim)
    common = {"line": line, "grant": decision.grant, "decision": decision, "reclaim": reclaim}
    document = f"{plan.reference}: Rückforderung"
    for partner, part in zip(plan.partners, paid, strict=True):
        values = {**common, "municipality": partner, "document": document}
        batch.book(EntryKind.CLAIM, part, claimed_on, **values)
        if settled_on:
            batch.book(EntryKind.REPAYMENT, part, settled_on, **values)
    if settled_on:
        officer = batch.staff.officer
        batch.add(
            Repayment(reclaim=reclaim, amount_eur=amount, paid_on=settled_on, recorded_by=officer)
        )
        lead = {**common, "municipality": plan.lead, "document": f"{plan.reference}: Zinsen"}
        batch.book(EntryKind.INTEREST, interest, settled_on, **lead)


def _interest_eur(amount: Decimal, grant: Grant, first_day: date, last_day: date) -> Decimal:
    directive = grant.directive
    if directive is None or directive.interest_points is None:
        return Decimal(0)
    rows = interest_rows(
        amount,
        first_day=first_day,
        last_day=last_day,
        base_rates=dict(BaseRate.objects.values_list("valid_from", "percent")),
        points=directive.interest_points,
        year_days=directive.interest_year_days,
    )
    return interest_eur(rows)


def shortened(timeline: Timeline) -> Timeline:
    """Paid early, so that the end comes within the demo data."""
    paid_on = after(timeline.final_on, 30)
    return replace(
        timeline,
        requested_on=(after(timeline.final_on, 14), *timeline.requested_on[1:]),
        paid_on=(paid_on, *timeline.paid_on[1:]),
    )
