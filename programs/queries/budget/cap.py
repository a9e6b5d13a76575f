"""What a case leaves free on its budget lines, before anything is saved or bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.formats import format_eur
from core.money import ZERO
from programs.choices import GrantState
from programs.models import BudgetBalance, BudgetLine, Grant, Tranche


@dataclass(frozen=True)
class Cap:
    """One budget line with what it has, what is bound, and what this case asks; in euros."""

    line: BudgetLine
    available_eur: Decimal
    committed_eur: Decimal
    asked_eur: Decimal
    pending_eur: Decimal

    @property
    def free_eur(self) -> Decimal:
        """What is free before this case is approved."""
        return self.available_eur - self.committed_eur

    @property
    def left_eur(self) -> Decimal:
        """What stays free once this case is approved; negative where the line cannot carry it."""
        return self.available_eur - self.committed_eur - self.asked_eur

    @property
    def is_over(self) -> bool:
        return self.asked_eur > 0 and self.left_eur < 0

    def __str__(self) -> str:
        values = {
            "line": self.line,
            "available": format_eur(self.available_eur),
            "committed": format_eur(self.committed_eur),
            "asked": format_eur(self.asked_eur),
            "left": format_eur(abs(self.left_eur)),
            "pending": format_eur(self.pending_eur),
        }
        text = _("%(line)s: available %(available)s, committed %(committed)s") % values
        if self.asked_eur:
            text += _(", this case %(asked)s") % values
        text += " → "
        text += (_("%(left)s missing") if self.left_eur < 0 else _("%(left)s free")) % values
        if self.pending_eur:
            text += "; " + _("other cases awaiting approval: %(pending)s") % values
        return text


def caps(asked: Mapping[int, Decimal], *, grant: Grant | None = None) -> list[Cap]:
    """The budget lines of `asked` (line to euros) as `grant` would leave them; one query."""
    pending = Tranche.objects.filter(
        line=OuterRef("line"), grant__state=GrantState.APPROVAL_PENDING
    )
    if grant is not None and grant.pk:
        pending = pending.exclude(grant=grant)
    waiting = pending.order_by().values("line").annotate(total=Sum("amount_eur")).values("total")
    balances: Any = (
        BudgetBalance.objects.filter(line__in=asked)
        .annotate(waiting_eur=Coalesce(Subquery(waiting), ZERO))
        .select_related("line__program")
        .order_by("line__fiscal_year", "line")
    )
    return [
        Cap(
            line=balance.line,
            available_eur=balance.available_eur,
            committed_eur=balance.committed_eur,
            asked_eur=asked[balance.line_id],
            pending_eur=balance.waiting_eur,
        )
        for balance in balances
    ]


def planned(grant: Grant) -> dict[int, Decimal]:
    """Euros that the case asks of each of its lines and that are not bound yet."""
    asked: dict[int, Decimal] = {}
    approved = {decision.pk for decision in grant.decisions.all() if decision.approved_at}
    for tranche in grant.tranches.all():
        is_bound = tranche.decision_id in approved
        asked[tranche.line_id] = asked.get(tranche.line_id, ZERO) + (
            ZERO if is_bound else tranche.amount_eur
        )
    return asked
