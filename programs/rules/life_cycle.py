"""The life cycle of a grant as people read it: the table of transitions with names, not codes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.roles import PERMISSIONS
from programs.choices import GrantState
from programs.rules.steps.base import Transition
from programs.rules.transitions import TRANSITIONS


@dataclass(frozen=True)
class LifeCycleStep:
    """One step: its name, who may take it, from where to where, when, and what it writes."""

    label: str | Promise
    roles: list[str]
    sources: list[str]
    target: str
    condition: str | Promise
    writes: str | Promise
    is_next: bool


def life_cycle(state: str = "") -> list[LifeCycleStep]:
    """Every step in the order of a case's life; those that start from `state` are its next ones."""
    return [_row(transition, state) for transition in TRANSITIONS.values()]


def life_cycle_page() -> str:
    """docs/rules/life-cycle.md: the table in the language that is active."""
    heads = [_("Step"), _("Who"), _("From"), _("To"), _("Condition"), _("Writes")]
    lines = [heads, ["---"] * len(heads)]
    for row in life_cycle():
        cells = [row.label, ", ".join(row.roles), ", ".join(row.sources), row.target]
        lines.append([str(cell) for cell in (*cells, row.condition, row.writes)])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{INTRODUCTION}\n{table}\n"


INTRODUCTION = """# Life cycle of a grant

Made from `programs/rules/steps/` by `manage.py write_life_cycle`; a test compares both. The
officer sees the same table at a case under “Ablauf”. “Overdue” is computed and an amendment is a
new decision: neither is a state. Sources: §§ 23, 44 LHO; §§ 48 to 49a HVwVfG (application.md,
payment.md, proof.md, reclaim.md).
"""


def _row(transition: Transition, state: str) -> LifeCycleStep:
    return LifeCycleStep(
        label=transition.label,
        roles=[
            str(role.label)
            for role, granted in PERMISSIONS.items()
            if transition.permission in granted
        ],
        sources=[str(s.label) for s in GrantState if s.value in transition.sources],
        target=str(GrantState(transition.target).label),
        condition=transition.condition,
        writes=transition.writes,
        is_next=state in transition.sources,
    )
