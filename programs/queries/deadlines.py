"""What is due when in the cases of a body."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy

from core.formats import format_eur
from programs.choices import GrantState
from programs.models import Grant
from programs.rules.steps.base import OWING_REPORTS

CLOSED = (GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN, GrantState.RECORDED)
RUNNING = (GrantState.NOTIFIED, GrantState.FINAL, GrantState.IN_PAYMENT)

TEXTS = {
    "paper": gettext_lazy("Paper: %(detail)s"),
    "use": gettext_lazy("Use of the money"),
    "interim": gettext_lazy("Interim report for %(detail)s"),
    "proof": gettext_lazy("Proof of use"),
    "reclaim": gettext_lazy("Reclaim: %(detail)s to be repaid"),
    "interest": gettext_lazy("Interest on a reclaim: %(detail)s to be paid"),
    "period": gettext_lazy("End of the approval period"),
    "binding": gettext_lazy("End of the binding of assets"),
    "final": gettext_lazy("The decision becomes final"),
}

MONEY = ("reclaim", "interest")

# What is open in the cases %(open)s, and the reports of those in %(owing)s.
DUE = """
    SELECT due_on, 'paper', title, grant_id, id FROM programs_missingpaper
    WHERE received_on IS NULL AND grant_id = ANY(%(open)s)
    UNION ALL
    SELECT p.use_until, 'use', '', d.grant_id, p.id
    FROM programs_payment p JOIN programs_drawdown d ON d.id = p.drawdown_id
    WHERE p.use_until IS NOT NULL AND p.used_on IS NULL AND p.cancelled_at IS NULL
        AND d.grant_id = ANY(%(open)s)
    UNION ALL
    SELECT due_on, 'interim', for_year::text, grant_id, for_year FROM programs_interimreport
    WHERE submitted_on IS NULL AND grant_id = ANY(%(owing)s)
    UNION ALL
    SELECT due_on, 'proof', '', grant_id, id FROM programs_proofofuse
    WHERE submitted_on IS NULL AND grant_id = ANY(%(owing)s)
    UNION ALL
    SELECT r.due_on, 'reclaim',
        sum(CASE e.kind WHEN 'claim' THEN e.amount_eur ELSE -e.amount_eur END)::text,
        r.grant_id, r.id
    FROM programs_reclaim r JOIN programs_ledgerentry e ON e.reclaim_id = r.id
    WHERE r.settled_on IS NULL AND r.cancelled_at IS NULL AND r.grant_id = ANY(%(open)s)
        AND e.kind IN ('claim', 'repayment')
        AND (%(bodies)s::text[] IS NULL OR e.municipality_id = ANY(%(bodies)s))
    GROUP BY r.id
    HAVING sum(CASE e.kind WHEN 'claim' THEN e.amount_eur ELSE -e.amount_eur END) > 0
    UNION ALL
    SELECT r.interest_due_on, 'interest',
        sum(CASE e.kind WHEN 'interest' THEN -e.amount_eur ELSE e.amount_eur END)::text,
        r.grant_id, r.id
    FROM programs_reclaim r JOIN programs_ledgerentry e ON e.reclaim_id = r.id
    WHERE r.settled_on IS NULL AND r.cancelled_at IS NULL AND r.grant_id = ANY(%(open)s)
        AND e.kind IN ('interest_claim', 'interest')
        AND (%(bodies)s::text[] IS NULL OR e.municipality_id = ANY(%(bodies)s))
    GROUP BY r.id
    HAVING sum(CASE e.kind WHEN 'interest' THEN -e.amount_eur ELSE e.amount_eur END) > 0
"""


@dataclass(frozen=True)
class Deadline:
    """One due date of one case; `kind` is a key of TEXTS, `key` says which row of that kind."""

    day: date
    what: str
    grant: Grant
    kind: str = ""
    key: int = 0


def deadlines(grants: Iterable[Grant], *, bodies: Collection[str] | None = None) -> list[Deadline]:
    """Open deadlines of cases that passed `Grant.objects.visible_to`, earliest first; one query.

    What is to be repaid names the amount that `bodies` owe (None: all partners together).
    """
    cases = {grant.pk: grant for grant in grants if grant.state not in CLOSED}
    owing = [pk for pk, grant in cases.items() if grant.state in OWING_REPORTS]
    of_bodies = {"bodies": None if bodies is None else list(bodies)}
    with connection.cursor() as cursor:
        cursor.execute(DUE, {**of_bodies, "open": list(cases), "owing": owing})
        due = cursor.fetchall()
    ends = [
        (grant.period_end, "period", "", pk, pk)
        for pk, grant in cases.items()
        if grant.period_end and grant.state in RUNNING
    ]
    return [
        Deadline(day, TEXTS[kind] % {"detail": _told(kind, detail)}, cases[case], kind, key)
        for day, kind, detail, case, key in sorted([*due, *ends], key=lambda row: (row[0], row[3]))
    ]


def binding_ends(grants: Iterable[Grant], *, today: date) -> list[Deadline]:
    """The days until which assets stay bound to the purpose, not past yet, earliest first."""
    bound = [
        (grant.binding_until, grant.pk, grant)
        for grant in grants
        if grant.binding_until is not None and grant.binding_until >= today
    ]
    what = str(TEXTS["binding"])
    return [
        Deadline(day, what, grant) for day, _pk, grant in sorted(bound, key=lambda row: row[:2])
    ]


def _told(kind: str, detail: str) -> str:
    return format_eur(Decimal(detail)) if kind in MONEY else detail
