"""What is due when in the cases of a body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy

from programs.choices import GrantState
from programs.models import Grant
from programs.rules.transitions import OWING_REPORTS

CLOSED = (GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN, GrantState.RECORDED)
RUNNING = (GrantState.NOTIFIED, GrantState.FINAL, GrantState.IN_PAYMENT)

TEXTS = {
    "paper": gettext_lazy("Paper: %(detail)s"),
    "use": gettext_lazy("Use of the money"),
    "interim": gettext_lazy("Interim report for %(detail)s"),
    "proof": gettext_lazy("Proof of use"),
    "period": gettext_lazy("End of the approval period"),
}

# What is open in the cases %(open)s, and the reports of those in %(owing)s.
DUE = """
    SELECT due_on, 'paper', title, grant_id FROM programs_missingpaper
    WHERE received_on IS NULL AND grant_id = ANY(%(open)s)
    UNION ALL
    SELECT p.use_until, 'use', '', d.grant_id
    FROM programs_payment p JOIN programs_drawdown d ON d.id = p.drawdown_id
    WHERE p.use_until IS NOT NULL AND p.used_on IS NULL AND p.cancelled_at IS NULL
        AND d.grant_id = ANY(%(open)s)
    UNION ALL
    SELECT due_on, 'interim', for_year::text, grant_id FROM programs_interimreport
    WHERE submitted_on IS NULL AND grant_id = ANY(%(owing)s)
    UNION ALL
    SELECT due_on, 'proof', '', grant_id FROM programs_proofofuse
    WHERE submitted_on IS NULL AND grant_id = ANY(%(owing)s)
"""


@dataclass(frozen=True)
class Deadline:
    """One due date of one case."""

    day: date
    what: str
    grant: Grant


def deadlines(grants: Iterable[Grant]) -> list[Deadline]:
    """Open deadlines of cases that passed `Grant.objects.visible_to`, earliest first; one query."""
    cases = {grant.pk: grant for grant in grants if grant.state not in CLOSED}
    owing = [pk for pk, grant in cases.items() if grant.state in OWING_REPORTS]
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"open": list(cases), "owing": owing})
        due = cursor.fetchall()
    ends = [
        (grant.period_end, "period", "", pk)
        for pk, grant in cases.items()
        if grant.period_end and grant.state in RUNNING
    ]
    return [
        Deadline(day, TEXTS[kind] % {"detail": detail}, cases[case])
        for day, kind, detail, case in sorted([*due, *ends], key=lambda row: (row[0], row[3]))
    ]
