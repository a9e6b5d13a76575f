"""Cases that ended otherwise: revoked, annulled, lapsed, reclaimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.calendar import add_months
from core.money import split_eur, sum_eur
from demo.batch import Batch, signed
from demo.budget import line_on
from demo.cases.case import add_application, add_decision, add_parts, approve
from demo.cases.life import Timeline
from demo.cases.payments import add_drawdown
from demo.cases.plans import Plan
from demo.dates import LAST_DAY, after, office_hour
from programs.choices import DecisionKind, EntryKind, GrantState, NotificationKind
from programs.models import (
    BaseRate,
    Decision,
    Grant,
    InterestPayment,
    Participation,
    Reclaim,
    Repayment,
)
from programs.queries.delivery import delivered_on
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
    line = line_on(plan.tranches[0][0], on)
    rest = {
        partner.ags: part - share
        for partner, share, part in zip(plan.partners, plan.shares_eur, paid, strict=True)
        if share != part
    }
    decision = Decision(
        grant=grant,
        kind=kind,
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
        delivered_on=delivered_on(notified_on, NotificationKind.POST),
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
    claimed_on = decision.hearing_on and after(decision.hearing_on, 34)
    claimed_on = claimed_on or paid_on
    reclaim = Reclaim(
        grant=decision.grant,
        decision=decision,
        reason=REASON,
        hearing_on=decision.hearing_on,
        amount_eur=sum_eur(paid),
        interest_from=paid_on,
        due_on=add_months(claimed_on, 1),
        limitation_on=date(claimed_on.year + 3, 12, 31),
        prepared_by=batch.staff.officer,
        prepared_at=office_hour(after(claimed_on, -3)),
        approved_by=batch.staff.approver,
        approved_at=office_hour(claimed_on),
    )
    batch.add(reclaim)
    _book(batch, plan, reclaim, {EntryKind.CLAIM: claimed_on}, paid)
    if is_settled:
        repaid_on = after(claimed_on, 25)
        officer, amount = batch.staff.officer, reclaim.amount_eur
        batch.add(
            Repayment(reclaim=reclaim, amount_eur=amount, paid_on=repaid_on, recorded_by=officer)
        )
        _book(batch, plan, reclaim, {EntryKind.REPAYMENT: repaid_on}, paid)
        _interest(batch, plan, reclaim, paid, repaid_on)


def _interest(
    batch: Batch, plan: Plan, reclaim: Reclaim, paid: list[Decimal], repaid_on: date
) -> None:
    """Claimed some days after the principal came, and paid when it was due; or waived."""
    claimed_on, due_on = after(repaid_on, 3), after(repaid_on, 31)
    interest = _interest_eur(reclaim.amount_eur, reclaim.grant, reclaim.interest_from, repaid_on)
    officer = batch.staff.officer
    values = {"paid_on": repaid_on, "interest_to": repaid_on, "interest_eur": interest}
    if not interest:
        waiver = {
            "waived_interest_reason": "Die Richtlinie sieht keine Zinsen vor. (Demodaten)",
            "waiver_proposed_by": officer,
            "waived_by": batch.staff.second_approver,
            "waived_on": claimed_on,
            "settled_on": claimed_on,
        }
        batch.claimed.append((reclaim, values | waiver))
        return
    claim = {
        "interest_due_on": due_on,
        "interest_claimed_on": claimed_on,
        "interest_claimed_by": officer,
        "limitation_on": date(due_on.year + 3, 12, 31),
    }
    batch.claimed.append((reclaim, values | claim))
    batch.add(
        InterestPayment(reclaim=reclaim, amount_eur=interest, paid_on=due_on, recorded_by=officer)
    )
    batch.settled.append((reclaim, {"settled_on": due_on}))
    days = {EntryKind.INTEREST_CLAIM: claimed_on, EntryKind.INTEREST: due_on}
    _book(batch, plan, reclaim, days, split_eur(interest, paid))


def _book(
    batch: Batch,
    plan: Plan,
    reclaim: Reclaim,
    days: dict[EntryKind, date],
    parts: list[Decimal],
) -> None:
    """One amount of the reclaim for each partner, of each kind on its day."""
    line = line_on(plan.tranches[0][0], reclaim.interest_from)
    for partner, part in zip(plan.partners, parts, strict=True):
        for kind, on in days.items():
            batch.book(
                kind,
                part,
                on,
                line=line,
                grant=reclaim.grant,
                decision=reclaim.decision,
                reclaim=reclaim,
                municipality=partner,
                document=f"{plan.reference}: {kind.label}",
            )


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
