"""The funding of one body on one page: what is granted, drawn, paid, and left until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from accounts.queries import Viewer
from core.money import ZERO
from programs.choices import EntryKind, GrantState
from programs.models import Grant, LedgerEntry
from programs.rules.steps.base import PAID_OUT


@dataclass(frozen=True)
class SheetRow:
    """A case with the sums of the body in euros; `until` is the last day of the approval period."""

    grant: Grant
    is_lead: bool
    bound_eur: Decimal
    drawn_eur: Decimal
    paid_eur: Decimal
    until: date | None

    @property
    def left_eur(self) -> Decimal:
        """What may still be drawn; nothing before finality and after the end."""
        left = self.bound_eur - self.drawn_eur
        return max(ZERO, left) if self.grant.state in PAID_OUT else ZERO


def sheet_of(bodies: Collection[str], user: Viewer) -> list[SheetRow]:
    """The open cases of `bodies` with money bound for them, as far as `user` may see them."""
    cases = (
        Grant.objects.visible_to(user)
        .filter(participations__municipality__in=bodies)
        .exclude(state__in=(GrantState.CLOSED, GrantState.RECORDED))
        .select_related("program")
        .order_by("program__name", "pk")
        .distinct()
    )
    rows = list(cases)
    sums = _sums(rows, bodies)
    return [
        SheetRow(
            grant,
            grant.lead_id in bodies,
            sums[grant.pk][EntryKind.COMMITMENT],
            sums[grant.pk][EntryKind.DRAWDOWN],
            sums[grant.pk][EntryKind.PAYMENT],
            grant.period_end,
        )
        for grant in rows
        if grant.pk in sums
    ]


def _sums(
    grants: Collection[Grant], bodies: Collection[str]
) -> dict[int, dict[EntryKind, Decimal]]:
    kinds = (EntryKind.COMMITMENT, EntryKind.DRAWDOWN, EntryKind.PAYMENT)
    entries = LedgerEntry.objects.told_to(bodies).filter(grant__in=grants, kind__in=kinds)
    found: dict[int, dict[EntryKind, Decimal]] = {}
    sums = entries.order_by().values_list("grant", "kind").annotate(total=Sum("amount_eur"))
    for grant, kind, total in sums:
        found.setdefault(grant, defaultdict(lambda: ZERO))[EntryKind(kind)] = total
    return found
