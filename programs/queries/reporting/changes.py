"""What changed between two days: granted, paid, repaid, withdrawn; by program."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from core.as_of import AsOf
from core.money import ZERO
from programs.choices import DecisionKind, EntryKind, GrantState
from programs.models import Grant, LedgerEntry
from programs.queries.grant import existing

FIRST = Q(kind=EntryKind.COMMITMENT, decision__kind=DecisionKind.INITIAL, reverses=None)
AMOUNTS = {
    "approved_eur": FIRST & Q(authorisation=None),
    "bound_eur": Q(kind=EntryKind.COMMITMENT),
    "paid_eur": Q(kind=EntryKind.PAYMENT),
    "repaid_eur": Q(kind=EntryKind.REPAYMENT),
}


@dataclass
class ProgramChange:
    """What was booked for cases of one program after one day and up to another, in euros.

    `approved_eur` are first decisions, `changed_eur` all that changed bound money since:
    amendments, revocations, cancellations.
    """

    program: str
    approvals: int = 0
    approved_eur: Decimal = ZERO
    changed_eur: Decimal = ZERO
    paid_eur: Decimal = ZERO
    repaid_eur: Decimal = ZERO
    withdrawn: int = 0


def changes(*, since: AsOf, until: AsOf, with_withdrawn: bool = True) -> list[ProgramChange]:
    """The programs in which something changed after `since` and up to `until`, by name.

    Source: docs/rules/reporting.md, "Sums and what is not told yet".
    """
    found = {change.program: change for change in booked(since=since, until=until)}
    withdrawn = _withdrawn(since, until) if with_withdrawn else {}
    for program, count in withdrawn.items():
        found.setdefault(program, ProgramChange(program)).withdrawn = count
    return [found[name] for name in sorted(found)]


def booked(*, since: AsOf, until: AsOf) -> list[ProgramChange]:
    """The same from the ledger alone: without what was withdrawn, and in no order."""
    return [
        ProgramChange(
            program=row["program"],
            approvals=row["approvals"],
            approved_eur=(approved := row["approved_eur"] or ZERO),
            changed_eur=(row["bound_eur"] or ZERO) - approved,
            paid_eur=row["paid_eur"] or ZERO,
            repaid_eur=row["repaid_eur"] or ZERO,
        )
        for row in _booked(since, until)
    ]


def _booked(since: AsOf, until: AsOf) -> Any:
    entries = LedgerEntry.objects.filter(
        grant__isnull=False, booked_on__gt=since.day, booked_on__lte=until.day
    ).filter(kind__in=[EntryKind.COMMITMENT, EntryKind.PAYMENT, EntryKind.REPAYMENT])
    sums: dict[str, Any] = {
        name: Sum("amount_eur", filter=condition) for name, condition in AMOUNTS.items()
    }
    counted = Count("grant", distinct=True, filter=AMOUNTS["approved_eur"])
    by_program = entries.order_by().values(program=F("line__program__name"))
    return by_program.annotate(**sums, approvals=counted)


def _withdrawn(since: AsOf, until: AsOf) -> dict[str, int]:
    """Applications withdrawn on the later day and not on the earlier, by program."""
    withdrawn = {"state_then": GrantState.WITHDRAWN}
    before = existing(Grant.objects.all(), at=since).filter(**withdrawn)
    now = existing(Grant.objects.all(), at=until).filter(**withdrawn)
    counts: dict[str, int] = defaultdict(int)
    for name in now.exclude(pk__in=before.values("pk")).values_list("program__name", flat=True):
        counts[name] += 1
    return counts
