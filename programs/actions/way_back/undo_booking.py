"""What every undoing does: book entries back, and move the case."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from core.money import ZERO
from programs.actions.booking import book, check_free, lock_lines
from programs.choices import EntryKind
from programs.models import (
    Correction,
    LedgerEntry,
)


def reverse_entries(entries: QuerySet[LedgerEntry], correction: Correction) -> None:
    """Book the entries back that nobody reversed; locks their lines.

    Raises BudgetExceeded where what a release gave back is used elsewhere.
    """
    rows = list(entries.filter(reverses__isnull=True, reversed_by__isnull=True).order_by("pk"))
    balances = lock_lines([row.line_id for row in rows])
    more = dict.fromkeys(balances, ZERO)
    for row in rows:
        if row.kind == EntryKind.COMMITMENT:
            more[row.line_id] -= row.amount_eur
    check_free(balances, more)
    book(
        [
            LedgerEntry(
                kind=row.kind,
                amount_eur=-row.amount_eur,
                line_id=row.line_id,
                grant_id=row.grant_id,
                municipality_id=row.municipality_id,
                decision_id=row.decision_id,
                reclaim_id=row.reclaim_id,
                authorisation_id=row.authorisation_id,
                document=row.document,
                reason=correction.reason,
                booked_on=timezone.localdate(correction.approved_at),
                recorded_by=correction.prepared_by,
                approved_by=correction.approved_by,
                reverses=row,
            )
            for row in rows
        ],
        at=correction.approved_at or timezone.now(),
    )
