"""How the change of a grant is split over its budget lines and partners, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_eur
from core.money import ZERO, split_eur, sum_eur

Table = dict[int, dict[str, Decimal]]  # euros by budget line and municipality (AGS)
Rests = Mapping[tuple[int, str], Decimal]  # what is bound and not drawn, by the same two


def split_changes(
    changes: Mapping[int, Decimal],
    *,
    weights: Mapping[str, Decimal],
    rests: Rests,
    lead: str,
    shares: Mapping[str, Decimal] | None = None,
) -> Table:
    """The change of each line split over the partners; releases by what they have left there.

    `weights` are the partners' shares in euros. Where `shares` (their changes) are given, or money
    moves between lines, the last line takes what is left of each share, so that rows and columns
    add up.
    Raises RuleError if the shares do not add up to the changes.
    """
    partners = list(dict.fromkeys([lead, *weights, *(shares or {})]))
    shared = _or_lead({ags: weights.get(ags, ZERO) for ags in partners}, lead)
    order = sorted(changes, key=lambda line: (changes[line] > 0, line))
    table: Table = {}
    for line in order:
        left = {ags: max(ZERO, rests.get((line, ags), ZERO)) for ags in partners}
        is_release = changes[line] < 0 and any(left.values())
        table[line] = _split(changes[line], left if is_release else shared)
    if not order:
        return table
    amount = sum_eur(changes.values())
    if shares is None and changes[order[0]] < 0 < changes[order[-1]]:
        shares = _split(amount, shared)
    if shares is not None:
        _balance(table, order[-1], shares, amount)
    return table


def by_partner(table: Table) -> dict[str, Decimal]:
    """Euros by municipality (AGS), over all budget lines."""
    sums: dict[str, Decimal] = {}
    for parts in table.values():
        for ags, amount in parts.items():
            sums[ags] = sums.get(ags, ZERO) + amount
    return sums


def _or_lead(weights: dict[str, Decimal], lead: str) -> dict[str, Decimal]:
    """The weights, or all of it for the lead where nobody has a share."""
    return weights if any(weights.values()) else {ags: Decimal(ags == lead) for ags in weights}


def _split(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return dict(zip(weights, split_eur(amount, list(weights.values())), strict=True))


def _balance(table: Table, last: int, shares: Mapping[str, Decimal], amount: Decimal) -> None:
    """Let the last line take what the others leave of each share."""
    if sum_eur(shares.values()) != amount:
        message = _("The shares change by %(shares)s, the budget lines by %(lines)s.")
        values = {"shares": format_eur(sum_eur(shares.values())), "lines": format_eur(amount)}
        raise RuleError(message % values, field="shares", code="shares")
    given = by_partner({line: parts for line, parts in table.items() if line != last})
    table[last] = {
        ags: shares.get(ags, ZERO) - given.get(ags, ZERO)
        for ags in dict.fromkeys([*table[last], *shares])
    }
