"""What the state paid centrally under a program, by fiscal year; no body has a part in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from core.as_of import AsOf
from programs.choices import EntryKind
from programs.models import LedgerEntry


@dataclass(frozen=True)
class CentralYear:
    """Central payments booked on the lines of one fiscal year, less the cancelled ones."""

    year: int
    payments: int
    paid_eur: Decimal


def central_years(program: str, *, at: AsOf) -> list[CentralYear]:
    """Each year with a central payment, newest first; one query.

    Source: docs/rules/programs.md, "Central payments".
    """
    entries = LedgerEntry.objects.filter(
        kind=EntryKind.OPERATING_COST, efa_cost__isnull=True, line__program__code=program
    )
    if not at.is_today:
        entries = entries.booked_by(at.day)
    years = (
        entries.order_by()
        .values("line__fiscal_year")
        .annotate(
            made=Count("pk", filter=Q(reverses__isnull=True)),
            undone=Count("pk", filter=Q(reverses__isnull=False)),
            total=Sum("amount_eur"),
        )
        .order_by("-line__fiscal_year")
    )
    rows = years.values_list("line__fiscal_year", "made", "undone", "total")
    return [CentralYear(year, made - undone, total) for year, made, undone, total in rows]
