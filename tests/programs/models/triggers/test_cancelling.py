"""Rows that two people cancel: payments, central payments and budget bookings alike."""

from __future__ import annotations

from typing import Any

import pytest

from programs.choices import EntryKind
from programs.models import BudgetBooking, CentralPayment, Payment
from programs.models.triggers.cancelling import Cancellable
from tests.held import AT, CENT, DAY, ONE, THREE, TWO, broken, told

pytestmark = pytest.mark.django_db

Row = type[Cancellable]
SIGNED: dict[Row, dict[str, Any]] = {
    Payment: {"ordered_by_id": TWO, "ordered_at": AT, "paid_on": DAY, "amount_eur": CENT},
    CentralPayment: {
        **{"approved_by_id": TWO, "approved_at": AT, "paid_on": DAY, "amount_eur": CENT},
        **{"payee": "ekom21", "purpose": "Betrieb", "document": "Rechnung 1"},
    },
    BudgetBooking: {
        **{"confirmed_by_id": TWO, "confirmed_at": AT, "amount_eur": CENT},
        **{"kind": EntryKind.APPROPRIATION},
    },
}
UNSIGNED: dict[Row, tuple[str, str]] = {
    Payment: ("ordered_by_id", "ordered_at"),
    CentralPayment: ("approved_by_id", "approved_at"),
}
NOUNS: dict[Row, str] = {
    Payment: "payment",
    CentralPayment: "central_payment",
    BudgetBooking: "budget_booking",
}
ASKED = {"cancel_reason": "Doppelt erfasst", "cancel_prepared_by_id": ONE}
DONE = {**ASKED, "cancelled_by_id": THREE, "cancelled_at": AT}
ROWS = pytest.mark.parametrize("row", list(SIGNED))


def made(row: Row, **fields: Any) -> Cancellable:
    return row(**{"prepared_by_id": ONE, **SIGNED[row], **fields})


@ROWS
def test_signed_row_may_be_asked_to_be_cancelled_and_be_cancelled_by_another(row: Row) -> None:
    for fields in ({}, ASKED, DONE):
        assert broken(made(row, **fields)) == []


@ROWS
def test_cancelling_needs_a_reason_and_who_asked(row: Row) -> None:
    name = f"cancelled_{NOUNS[row]}_has_reason"
    for missing in ({"cancel_reason": ""}, {"cancel_prepared_by_id": None}):
        assert broken(made(row, **{**DONE, **missing})) == [name]


@ROWS
def test_who_asks_to_cancel_a_signed_row_does_not_cancel_it(row: Row) -> None:
    name = f"cancelled_{NOUNS[row]}_four_eyes"
    for person in (ONE, None):
        assert broken(made(row, **{**DONE, "cancelled_by_id": person})) == [name]


@pytest.mark.parametrize("row", list(UNSIGNED))
def test_who_asks_may_cancel_alone_what_nobody_signed(row: Row) -> None:
    alone = {**DONE, "cancelled_by_id": ONE, **dict.fromkeys(UNSIGNED[row])}
    assert broken(made(row, **alone)) == []
    assert broken(made(row, **{**alone, "cancel_reason": ""})) == [
        f"cancelled_{NOUNS[row]}_has_reason"
    ]


@ROWS
def test_refusals_to_cancel_are_told_in_words(row: Row) -> None:
    one, two = told(made(row, **{**DONE, "cancel_reason": "", "cancelled_by_id": ONE}))
    assert one.endswith("braucht einen Grund.")
    assert two.startswith("Wer ")
    assert two.endswith(" nicht selbst.")


def test_booking_that_nobody_confirmed_is_withdrawn_and_not_cancelled() -> None:
    open_ = made(BudgetBooking, **DONE, confirmed_by_id=None, confirmed_at=None)
    assert broken(open_) == ["cancelled_budget_booking_was_confirmed"]
