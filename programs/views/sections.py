"""What the page of a program shows beside its budget: calls, results, costs, support in kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from programs.choices import GrantKind
from programs.models import Call, CallApplication, Grant, Program
from programs.queries.budget.central import central_years
from programs.queries.budget.figures import Budget
from programs.queries.call import selected_of
from programs.queries.efa import EFA_PROGRAM, efa_years
from programs.queries.effect.grants import Blueprint, blueprints
from programs.queries.in_kind import reach_of
from programs.tables.program import CentralYearTable, EfaYearTable


@dataclass(frozen=True)
class CallSection:
    """A call with how many applied and who was selected."""

    call: Call
    applications: int
    selected: int
    rows: Sequence[CallApplication]


def sections_of(
    program: Program, viewer: Viewer, *, budgets: Sequence[Budget], at: AsOf
) -> dict[str, Any]:
    """The parts that this program has; a program without calls or costs shows none of them."""
    is_in_kind = program.grant_kind == GrantKind.IN_KIND
    years = efa_years(budgets, at=at) if program.code == EFA_PROGRAM else []
    paid = central_years(program.code, at=at) if is_in_kind and not years else []
    return {
        "is_in_kind": is_in_kind,
        "central_table": CentralYearTable(paid) if paid else None,
        "calls": call_sections(program, viewer, at=at),
        "blueprints": results_of(program) if at.is_today else [],
        "efa_years": years,
        "efa_table": EfaYearTable(years) if years else None,
        "reach": reach_of(program.code, at=at) if is_in_kind and not years else None,
    }


def call_sections(program: Program, viewer: Viewer, *, at: AsOf) -> list[CallSection]:
    """The calls announced by the day; today the ministry sees all. Scores are not for here.

    An application counts from its receipt on, one without a day from the deadline on.
    """
    calls = Call.objects.filter(program=program)
    if not (viewer.has_perm(SEE_ALL_MONEY) and at.is_today):
        calls = calls.filter(announced_on__lte=at.day)
    chosen = [row for row in selected_of(calls) if row.selected_on and row.selected_on <= at.day]
    came = Q(applications__received_on__lte=at.day) | Q(
        applications__received_on__isnull=True, deadline_on__lte=at.day
    )
    is_kept = Q(applications__withdrawn_on__isnull=True) | Q(applications__withdrawn_on__gt=at.day)
    stands = Q(is_kept, applications__selected_on__lte=at.day)
    counted = calls.annotate(
        applied=Count("applications", filter=Q() if at.is_today else came),
        standing=Count("applications", filter=stands),
    )
    return [
        CallSection(
            call=call,
            applications=call.applied,
            selected=call.standing,
            rows=[row for row in chosen if row.call_id == call.pk],
        )
        for call in counted
    ]


def results_of(program: Program) -> list[Blueprint]:
    """What the program's cases made for others, and who re-uses it."""
    return blueprints(Grant.objects.with_results().filter(program=program))
