"""The arithmetic after the money: due dates, the grant recalculated, proofs drawn for depth.

Values in, value or RuleError out; sources and marks in docs/rules/proof.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from core.calendar import deadline
from core.errors import RuleError
from core.money import ZERO, round_eur
from programs.choices import FinancingType

DRAWN_FROM = 2**64


def proof_due_on(fulfilled_on: date | None, period_end: date | None, *, months: int) -> date:
    """When the proof of use is due: `months` after the earlier of both days, on a working day.

    Raises RuleError if neither day is known.
    """
    days = [day for day in (fulfilled_on, period_end) if day is not None]
    if not days:
        raise RuleError(
            _("Neither the day the purpose was fulfilled nor the end of the period is known."),
            field="due_on",
        )
    return deadline(min(days), months)


def interim_due_on(year: int, *, months: int) -> date:
    """When the interim report for `year` is due: `months` after its end, on a working day."""
    return deadline(date(year, 12, 31), months)


def interim_years(start: date, end: date | None, *, today: date) -> Sequence[int]:
    """The elapsed years a running case reports on; its last year is told by the proof of use."""
    last = today.year - 1 if end is None else min(today.year, end.year) - 1
    return range(start.year, last + 1)


@dataclass(frozen=True)
class Terms:
    """What the decisions say of a grant: how it is financed, at which rate, at most how much."""

    financing_type: str
    funding_rate: Decimal | None
    approved_eur: Decimal


def recalculated_eur(
    terms: Terms,
    actual_eur: Decimal,
    *,
    other_eur: Decimal = ZERO,
    small_difference_eur: Decimal | None = None,
) -> Decimal:
    """The grant for what was really spent, in euros; never more than was approved.

    A difference up to `small_difference_eur` is let be. Raises RuleError where a share is financed
    and no rate is known.
    """
    if terms.financing_type == FinancingType.SHARE:
        if terms.funding_rate is None:
            raise RuleError(_("The funding rate is missing in the case."), field="funding_rate")
        amount = round_eur(terms.funding_rate * actual_eur)
    elif terms.financing_type in {FinancingType.DEFICIT, FinancingType.FULL}:
        amount = max(ZERO, actual_eur - other_eur)
    else:
        amount = actual_eur
    amount = min(amount, terms.approved_eur)
    small = small_difference_eur or ZERO
    return terms.approved_eur if terms.approved_eur - amount <= small else amount


def is_drawn(key: str, *, rate: Decimal | None) -> bool:
    """Whether a proof is checked in depth; the same `key` always gives the same answer.

    The first eight bytes of the key's SHA-256, read as a share of all values, lie below `rate`.
    """
    if not rate:
        return False
    value = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    return Decimal(value) / DRAWN_FROM < rate


def reminder_days_reached(due_on: date, days: Sequence[int], *, today: date) -> int:
    """The stage of reminding that is reached: 0 for none, 1 for the first of `days`."""
    return sum(due_on + timedelta(days=number) <= today for number in days)
