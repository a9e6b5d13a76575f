"""Numbers of decisions: one row of numbers for each program and year, without a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from programs.models import Decision, Program

# The row is locked until the commit: two approvals at once get two numbers, and one that is rolled
# back gives its number to the next.
TAKE = """
INSERT INTO programs_decisionnumber AS n (program_id, year, last) VALUES (%s, %s, %s)
ON CONFLICT (program_id, year) DO UPDATE SET last = n.last + EXCLUDED.last
RETURNING last
"""


def number_decisions(decisions: Iterable[Decision]) -> None:
    """Give each signed decision the next number of its program and the year of its date; unsaved.

    "IKZ-2026-0012" is the twelfth decision of the program IKZ dated 2026. Locks the row of the
    program and year until the commit.
    """
    groups: dict[tuple[Program, int], list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.decided_on is None:
            raise ValueError("A decision is numbered once it has its date.")
        groups[decision.grant.program, decision.decided_on.year].append(decision)
    for (program, year), rows in sorted(groups.items(), key=lambda group: _order(*group[0])):
        first = _take(program, year, len(rows))
        for number, decision in enumerate(rows, first):
            decision.number = f"{program.code.upper()}-{year}-{number:04}"


def _order(program: Program, year: int) -> tuple[int, int]:
    """The order in which rows are locked."""
    return program.pk, year


@transaction.atomic
def _take(program: Program, year: int, count: int) -> int:
    """The first of `count` numbers."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [program.pk, year, count])
        last: int = cursor.fetchone()[0]
    return last - count + 1
