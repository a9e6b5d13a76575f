"""Cases of this year that are still under way, in every state before the first payment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from core.calendar import next_working_day
from demo.batch import Batch
from demo.cases.case import add_application, add_decision, approve
from demo.cases.ikz import RATE_EUR, CooperationPlans
from demo.cases.plans import Plan
from demo.dates import LAST_DAY, after, seeded
from programs.choices import GrantState, NotificationKind, Station
from programs.models import BudgetLine, Grant, MissingPaper, StationLog
from programs.queries.delivery import delivered_on

# State, how many, and how many days ago the application came in.
UNDECIDED = (
    (GrantState.DRAFT, 2, 4),
    (GrantState.SUBMITTED, 3, 12),
    (GrantState.IN_REVIEW, 5, 40),
    (GrantState.QUERY, 2, 55),
    (GrantState.RECOMMENDED, 2, 70),
    (GrantState.REJECTED, 2, 160),
    (GrantState.WITHDRAWN, 2, 120),
)
APPROVED = 2
PARTNERS = 3
EMBARGO = timedelta(28)
LEAD_OF_THE_EMBARGO = "06535011"
PENDING = (LEAD_OF_THE_EMBARGO, "", "")  # a body with a demo account leads the first one


def add_open_cases(batch: Batch, plans: CooperationPlans, authorisation: BudgetLine) -> None:
    """Add them all; the case under embargo is one of a body with a demo account.

    One approved case is paid half from next year's funds, by a commitment authorisation.
    """
    rng = seeded("open cases")
    for state, count, days in UNDECIDED:
        for number in range(count):
            plan = _plan(rng, plans, after(LAST_DAY, -days - 3 * number))
            grant = add_application(batch, plan, state, **_facts(plan, state))
            _add_papers(batch, plan, grant, state)
    for lead in PENDING:
        plan = _plan(rng, plans, after(LAST_DAY, -75), lead)
        grant = add_application(batch, plan, GrantState.APPROVAL_PENDING)
        add_decision(batch, plan, grant)
    for number in range(APPROVED):
        plan = _plan(rng, plans, after(LAST_DAY, -80))
        if number == 0:
            (line, amount), half = plan.tranches[0], plan.amount_eur / 2
            plan = replace(plan, tranches=((line, amount - half), (authorisation, half)))
        grant = add_application(batch, plan, GrantState.APPROVED)
        approve(batch, plan, add_decision(batch, plan, grant))
    _add_notified(batch, _plan(rng, plans, after(LAST_DAY, -90), LEAD_OF_THE_EMBARGO), "embargo")
    _add_notified(batch, _plan(rng, plans, after(LAST_DAY, -85)), "")
    _add_notified(batch, _plan(rng, plans, after(LAST_DAY, -95)), "objection")


def _plan(rng: Random, plans: CooperationPlans, received_on: date, lead: str = "") -> Plan:
    body = plans.around.by_ags[lead] if lead else rng.choice(plans.around.existing(LAST_DAY))
    decided_on = next_working_day(min(after(received_on, 65), after(LAST_DAY, -3)))
    return plans.plan(
        rng,
        body,
        PARTNERS,
        RATE_EUR * PARTNERS,
        decided_on,
        digital=True,
        received_on=received_on,
    )


def _facts(plan: Plan, state: GrantState) -> dict[str, object]:
    if state == GrantState.DRAFT:
        return {"received_on": None, "complete_on": None}
    if state in (GrantState.SUBMITTED, GrantState.IN_REVIEW, GrantState.QUERY):
        return {"complete_on": None}
    return {"complete_on": after(plan.received_on, 20)}


def _add_papers(batch: Batch, plan: Plan, grant: Grant, state: GrantState) -> None:
    if state != GrantState.DRAFT:
        batch.add(
            StationLog(
                grant=grant,
                station=Station.DISTRICT,
                received_on=after(plan.received_on, -10),
                forwarded_on=plan.received_on,
                opinion="Befürwortet. (Demodaten)",
            )
        )
    if state == GrantState.QUERY:
        asked_on = after(plan.received_on, 25)
        batch.add(
            MissingPaper(
                grant=grant,
                title="Beschluss der Gemeindevertretung",
                requested_on=asked_on,
                due_on=after(asked_on, 42),
            )
        )


def _add_notified(batch: Batch, plan: Plan, what: str) -> None:
    state = GrantState.OBJECTED if what == "objection" else GrantState.NOTIFIED
    embargo_until = LAST_DAY + EMBARGO if what == "embargo" else None
    grant = add_application(batch, plan, state, embargo_until=embargo_until)
    notified_on = next_working_day(after(plan.decided_on, 3))
    approve(
        batch,
        plan,
        add_decision(batch, plan, grant),
        notified_on=notified_on,
        notification_kind=NotificationKind.POST,
        delivered_on=delivered_on(notified_on, NotificationKind.POST),
        objected_on=after(notified_on, 12) if what == "objection" else None,
    )
