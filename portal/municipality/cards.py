"""The open cases of a body as cards of its desk: own share, what came of it, the next deadline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.money import ZERO
from programs.choices import GrantState
from programs.models import Grant
from programs.queries.deadlines import Deadline


@dataclass(frozen=True)
class CaseCard:
    """An open case with the own share in euros; `due` is its earliest open deadline, also late."""

    grant: Grant
    state: str
    bound_eur: Decimal
    paid_eur: Decimal
    repaid_eur: Decimal
    due: Deadline | None


@dataclass(frozen=True)
class CaseCards:
    """The cards, in the order of the cases, and their sums in euros."""

    cards: list[CaseCard]

    @property
    def bound_eur(self) -> Decimal:
        return sum((card.bound_eur for card in self.cards), ZERO)

    @property
    def paid_eur(self) -> Decimal:
        return sum((card.paid_eur for card in self.cards), ZERO)

    @property
    def repaid_eur(self) -> Decimal:
        return sum((card.repaid_eur for card in self.cards), ZERO)


def case_cards(shares: Iterable[Any], due: Sequence[Deadline]) -> CaseCards:
    """The cards of the own shares of open cases (allocations_of); `due` comes earliest first."""
    first: dict[int, Deadline] = {}
    for deadline in due:
        first.setdefault(deadline.grant.pk, deadline)
    return CaseCards(
        [
            CaseCard(
                grant=share.grant,
                state=str(GrantState(share.state_then).label),
                bound_eur=share.bound_eur or ZERO,
                paid_eur=share.paid_eur or ZERO,
                repaid_eur=share.repaid_eur or ZERO,
                due=first.get(share.grant_id),
            )
            for share in shares
        ]
    )
