"""All demo cases: cooperations, model municipalities, “Starke Heimat”, open and ended ones."""

from __future__ import annotations

from demo import budget
from demo.batch import Batch
from demo.budget import Lines
from demo.cases import across_years
from demo.cases.case import add_decided_case
from demo.cases.endings import ENDINGS, add_ended_case, shortened
from demo.cases.home import (
    ANNOUNCED_ON,
    LAST_MODEL,
    MODEL_TITLE,
    WITHDRAWN_MODEL,
    model_plans,
    phase_1_plans,
    phase_2_plans,
)
from demo.cases.ikz import CooperationPlans
from demo.cases.life import draw_timeline
from demo.cases.neighbours import Neighbourhood
from demo.cases.open_cases import add_open_cases
from demo.dates import office_hour, seeded
from municipalities.models import Municipality
from programs.choices import GrantState, Origin
from programs.models import BudgetLine, Grant, Program

ENDS_OTHERWISE_IN = 2023


def add_grants(batch: Batch, lines: Lines) -> None:
    """Add every case with its rows; nothing is written yet."""
    around = Neighbourhood()
    programs = {program.code: program for program in Program.objects.all()}
    ikz = CooperationPlans(programs[budget.IKZ], lines[budget.IKZ], around)
    of_last_year, of_this_year = (
        budget.add_authorisation(batch, programs[budget.IKZ], year)
        for year in budget.AUTHORISED_EUR
    )
    _add_cooperations(batch, ikz, of_last_year)
    add_open_cases(batch, ikz, of_this_year)
    rng = seeded("timelines of the others")
    for code, plans in (
        (budget.MODELS, model_plans),
        (budget.PHASE_1, phase_1_plans),
        (budget.PHASE_2, phase_2_plans),
    ):
        for plan in plans(programs[code], lines[code], around):
            add_decided_case(batch, plan, draw_timeline(rng, plan.decided_on))


def _add_cooperations(batch: Batch, ikz: CooperationPlans, authorisation: BudgetLine) -> None:
    rng = seeded("timelines of cooperations")
    ends = iter(ENDINGS)
    for plan in ikz.all():
        timeline = draw_timeline(rng, plan.decided_on)
        end = next(ends, None) if plan.decided_on.year == ENDS_OTHERWISE_IN else None
        if end:
            add_ended_case(batch, plan, shortened(timeline), end)
        elif plan.reference in across_years.ACROSS_YEARS:
            across_years.add_case_across_years(batch, plan, timeline, authorisation)
        else:
            add_decided_case(batch, plan, timeline)


def load_withdrawn_model(batch: Batch) -> None:
    """The selection that was given up in favour of the last one; it keeps its row."""
    successor = Grant.objects.get(file_reference=LAST_MODEL)
    lead = Municipality.objects.get(ags=WITHDRAWN_MODEL)
    Grant.objects.create(
        program=successor.program,
        file_reference="DEMO-MK-00",
        title=f"{MODEL_TITLE} {lead.name}",
        state=GrantState.WITHDRAWN,
        origin=Origin.DEMO,
        lead=lead,
        received_on=ANNOUNCED_ON,
        withdrawn_successor=successor,
        created_by=batch.staff.officer,
        created_at=office_hour(ANNOUNCED_ON),
    )
