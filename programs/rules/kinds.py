"""What each kind of booking adds to: the one place that balances, roll-ups and actions read.

A new kind is a choice in `EntryKind` and a line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from programs.choices import EntryKind

Signs = Mapping[str, int]


@dataclass(frozen=True)
class BookingKind:
    """One kind of booking: its own sign, and what it adds to with which sign.

    `sign` is that of an ordinary booking, 0 where both are ordinary; a reversal has the other
    one. `line` and `grant` name columns of the balance rows; `cash` and `authorised` name
    measures of the roll-up, on lines of the year and on commitment authorisations. `undoes` is
    the kind of which at most as much is undone as there is; the balance row refuses more.
    """

    sign: int
    line: Signs = field(default_factory=dict)
    grant: Signs = field(default_factory=dict)
    cash: Signs = field(default_factory=dict)
    authorised: Signs = field(default_factory=dict)
    undoes: EntryKind | None = None
    is_budget: bool = field(default=False, kw_only=True)


def _budget(sign: int, measure: str, *, undoes: EntryKind | None = None) -> BookingKind:
    """What a line has to give; a block is booked with a minus and shown with a plus."""
    blocks = measure == "blocked_eur"
    line = {"available_eur": 1} | ({"blocked_eur": -1} if blocks else {})
    return BookingKind(
        sign,
        line=line,
        cash={measure: -1 if blocks else 1, "available_eur": 1},
        authorised={"authorised_eur": 1},
        undoes=undoes,
        is_budget=True,
    )


def _case(column: str, *, sign: int = 0, undoes: EntryKind | None = None) -> BookingKind:
    """What moves on a case and on no balance of the line."""
    return BookingKind(sign, grant={column: 1}, cash={column: 1}, undoes=undoes)


KINDS: Mapping[EntryKind, BookingKind] = MappingProxyType(
    {
        EntryKind.APPROPRIATION: _budget(1, "appropriated_eur"),
        EntryKind.SUPPLEMENTARY: _budget(1, "supplementary_eur"),
        EntryKind.CARRY_OVER: _budget(0, "carried_over_eur"),
        EntryKind.BLOCK: _budget(-1, "blocked_eur"),
        EntryKind.RELEASE: _budget(1, "blocked_eur", undoes=EntryKind.BLOCK),
        EntryKind.COMMITMENT: BookingKind(
            0,
            line={"committed_eur": 1},
            grant={"committed_eur": 1},
            cash={"committed_eur": 1},
            authorised={"authorised_bound_eur": 1},
        ),
        EntryKind.DRAWDOWN: _case("drawn_eur"),
        EntryKind.PAYMENT: BookingKind(
            1, line={"paid_eur": 1}, grant={"paid_eur": 1}, cash={"paid_eur": 1}
        ),
        EntryKind.CLAIM: _case("claimed_eur", sign=1),
        EntryKind.REPAYMENT: _case("repaid_eur", sign=1, undoes=EntryKind.CLAIM),
        EntryKind.INTEREST_CLAIM: _case("interest_claimed_eur"),
        EntryKind.INTEREST: _case("interest_received_eur", sign=1, undoes=EntryKind.INTEREST_CLAIM),
        EntryKind.OPERATING_COST: BookingKind(
            1,
            line={"committed_eur": 1, "paid_eur": 1},
            cash={"committed_eur": 1, "paid_eur": 1, "operating_cost_eur": 1},
        ),
    }
)

BUDGET_KINDS = tuple(kind for kind, what in KINDS.items() if what.is_budget)


def of_sign(sign: int) -> tuple[EntryKind, ...]:
    """The kinds whose ordinary bookings bear this sign."""
    return tuple(kind for kind, what in KINDS.items() if what.sign == sign)


def adding_to(part: str, measure: str) -> list[EntryKind]:
    """The kinds that add to a measure of lines with cash ("cash") or of authorisations."""
    return [kind for kind, what in KINDS.items() if getattr(what, part).get(measure) == 1]


def listed(*columns: str) -> str:
    """The kinds that add to one of these columns of the balance rows, as a list for SQL."""
    found = [kind for kind, what in KINDS.items() if {*columns} & {*what.line, *what.grant}]
    return ", ".join(f"'{kind.value}'" for kind in found)


# What is bound, drawn and paid in the year of its line alone.
OF_ITS_YEAR = tuple(
    kind
    for kind, what in KINDS.items()
    if {"committed_eur", "drawn_eur", "paid_eur"} & {*what.line, *what.grant}
)

# What is booked in the year of its line or the one before; a carry-over belongs to two lines.
OF_ONE_YEAR = ", ".join(f"'{kind.value}'" for kind in BUDGET_KINDS if KINDS[kind].sign)


def signed_sum(part: str, column: str, *, amount: str = "amount_eur", where: str = "") -> str:
    """SQL that sums bookings into `column` of `part` ("line", "grant", "cash", "authorised").

    `where` is a further condition on a booking.
    """
    terms = []
    for sign, plus in ((1, "+"), (-1, "-")):
        kinds = [kind for kind, what in KINDS.items() if getattr(what, part).get(column) == sign]
        if kinds:
            listed = ", ".join(f"'{kind.value}'" for kind in kinds)
            condition = f"{where} AND kind IN ({listed})" if where else f"kind IN ({listed})"
            terms.append(f"{plus} COALESCE(sum({amount}) FILTER (WHERE {condition}), 0.00)")
    if not terms:
        raise ValueError(f"No kind of booking adds to {column}.")
    return " ".join(terms).removeprefix("+ ")
