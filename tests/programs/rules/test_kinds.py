"""Kinds of bookings: their signs, what they add to, and the SQL that sums them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from programs.choices import EntryKind as K
from programs.rules.kinds import BUDGET_KINDS, KINDS, OF_ONE_YEAR, listed, of_sign, signed_sum

# Sign of an ordinary booking, and the kind of which at most as much is undone as there is.
SIGNS: dict[K, tuple[int, K | None]] = {
    K.APPROPRIATION: (1, None),
    K.SUPPLEMENTARY: (1, None),
    K.CARRY_OVER: (0, None),
    K.BLOCK: (-1, None),
    K.RELEASE: (1, K.BLOCK),
    K.COMMITMENT: (0, None),
    K.DRAWDOWN: (0, None),
    K.PAYMENT: (1, None),
    K.CLAIM: (1, None),
    K.REPAYMENT: (1, K.CLAIM),
    K.INTEREST_CLAIM: (0, None),
    K.INTEREST: (1, K.INTEREST_CLAIM),
    K.OPERATING_COST: (1, None),
}
# One booking of each kind with a power of two as its euros, so that a sum says what is in it.
EUROS = {kind: Decimal(2**place) for place, kind in enumerate(K)}
GIVING = (K.APPROPRIATION, K.SUPPLEMENTARY, K.CARRY_OVER, K.BLOCK, K.RELEASE)
BOUND, PAID = (K.COMMITMENT, K.OPERATING_COST), (K.PAYMENT, K.OPERATING_COST)

# What adds to each column with a plus; those of the second list with a minus.
SUMS: dict[tuple[str, str], tuple[tuple[K, ...], tuple[K, ...]]] = {
    ("line", "available_eur"): (GIVING, ()),
    ("line", "blocked_eur"): ((), (K.BLOCK, K.RELEASE)),
    ("line", "committed_eur"): (BOUND, ()),
    ("line", "paid_eur"): (PAID, ()),
    ("grant", "committed_eur"): ((K.COMMITMENT,), ()),
    ("grant", "drawn_eur"): ((K.DRAWDOWN,), ()),
    ("grant", "paid_eur"): ((K.PAYMENT,), ()),
    ("grant", "claimed_eur"): ((K.CLAIM,), ()),
    ("grant", "repaid_eur"): ((K.REPAYMENT,), ()),
    ("grant", "interest_claimed_eur"): ((K.INTEREST_CLAIM,), ()),
    ("grant", "interest_received_eur"): ((K.INTEREST,), ()),
    ("cash", "appropriated_eur"): ((K.APPROPRIATION,), ()),
    ("cash", "supplementary_eur"): ((K.SUPPLEMENTARY,), ()),
    ("cash", "carried_over_eur"): ((K.CARRY_OVER,), ()),
    ("cash", "blocked_eur"): ((), (K.BLOCK, K.RELEASE)),
    ("cash", "available_eur"): (GIVING, ()),
    ("cash", "committed_eur"): (BOUND, ()),
    ("cash", "drawn_eur"): ((K.DRAWDOWN,), ()),
    ("cash", "paid_eur"): (PAID, ()),
    ("cash", "claimed_eur"): ((K.CLAIM,), ()),
    ("cash", "repaid_eur"): ((K.REPAYMENT,), ()),
    ("cash", "interest_claimed_eur"): ((K.INTEREST_CLAIM,), ()),
    ("cash", "interest_received_eur"): ((K.INTEREST,), ()),
    ("cash", "operating_cost_eur"): ((K.OPERATING_COST,), ()),
    ("authorised", "authorised_eur"): (GIVING, ()),
    ("authorised", "authorised_bound_eur"): ((K.COMMITMENT,), ()),
}


def summed(expression: str) -> Decimal:
    """What the database makes of the expression over one booking of each kind."""
    rows = ", ".join(f"('{kind.value}', {euros})" for kind, euros in EUROS.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression} FROM (VALUES {rows}) AS e (kind, amount_eur)")  # noqa: S608
        return Decimal(cursor.fetchone()[0])


def test_every_kind_has_its_sign_and_what_it_undoes() -> None:
    assert {kind: (what.sign, what.undoes) for kind, what in KINDS.items()} == SIGNS
    assert set(SIGNS) == set(K)


def test_every_column_has_its_kinds_here() -> None:
    parts: dict[str, Callable[[K], object]] = {
        "line": lambda kind: KINDS[kind].line,
        "grant": lambda kind: KINDS[kind].grant,
        "cash": lambda kind: KINDS[kind].cash,
        "authorised": lambda kind: KINDS[kind].authorised,
    }
    found = {(part, column) for part, of in parts.items() for kind in K for column in of(kind)}  # type: ignore[attr-defined]
    assert found == set(SUMS)


@pytest.mark.django_db
@pytest.mark.parametrize(("part", "column"), SUMS)
def test_column_is_the_sum_of_its_kinds_and_of_no_other(part: str, column: str) -> None:
    plus, minus = SUMS[part, column]
    want = sum(EUROS[kind] for kind in plus) - sum(EUROS[kind] for kind in minus)
    assert summed(signed_sum(part, column)) == want


@pytest.mark.django_db
def test_sum_of_nothing_is_nothing_and_a_condition_narrows_it() -> None:
    assert summed(signed_sum("line", "paid_eur", where="FALSE")) == 0
    only_payments = signed_sum("line", "paid_eur", where="kind <> 'operating_cost'")
    assert summed(only_payments) == EUROS[K.PAYMENT]
    doubled = signed_sum("grant", "paid_eur", amount="2 * amount_eur")
    assert summed(doubled) == 2 * EUROS[K.PAYMENT]


def test_column_that_nothing_adds_to_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="No kind of booking adds to paid"):
        signed_sum("line", "paid")


def test_lists_for_sql_name_each_kind_once() -> None:
    assert listed("drawn_eur") == "'drawdown'"
    assert listed("paid_eur", "committed_eur") == "'commitment', 'payment', 'operating_cost'"
    assert listed("operating_cost_eur") == ""  # a measure, no column of a balance
    # a carry-over belongs to two lines, and so to two years
    assert OF_ONE_YEAR == "'appropriation', 'supplementary', 'block', 'release'"
    assert set(BUDGET_KINDS) == set(GIVING)
    assert of_sign(-1) == (K.BLOCK,)
    assert of_sign(0) == (K.CARRY_OVER, K.COMMITMENT, K.DRAWDOWN, K.INTEREST_CLAIM)
