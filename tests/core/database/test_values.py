"""Amounts and texts that cannot be kept are refused in words, before and at the database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core.database.fields import EurField, OneLineField
from core.database.values import check_value, takes_values
from core.errors import RuleError
from core.money import LARGEST, check_eur
from programs.models import CentralPayment
from tests.programs.amounts import NO_AMOUNTS, TOO_LARGE


def refused(value: Any, **asked: Any) -> tuple[str | None, str]:
    with pytest.raises(RuleError) as refusal:
        check_value(value, field="amount_eur", **asked)
    return refusal.value.field, refusal.value.code


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_amount_in_cents_is_named_with_the_way_to_write_one(text: str) -> None:
    assert refused(Decimal(text)) == ("amount_eur", "invalid_amount")
    with pytest.raises(RuleError, match=r"1\.234,56"):
        check_eur(Decimal(text))


@pytest.mark.parametrize("text", TOO_LARGE)
def test_more_than_any_budget_is_refused(text: str) -> None:
    assert refused(Decimal(text)) == ("amount_eur", "amount_too_large")


def test_cents_are_taken_as_they_are() -> None:
    for text in ("0", "0.00", "1.000", "-0.01", "1E+3"):
        check_value(Decimal(text), field="amount_eur")
    check_value(LARGEST, field="amount_eur")
    check_value([None, 1, "Bau\nund Einrichtung", {"a": Decimal(1)}], field="amount_eur")


def test_parts_are_looked_at_and_only_rows_that_are_new() -> None:
    bad = Decimal("NaN")
    for value in ({"06411000": bad}, [(None, bad)], (bad,)):
        assert refused(value) == ("amount_eur", "invalid_amount")
    assert refused("Bescheid\x00") == ("amount_eur", "control_characters")
    assert refused("\u200b") == ("amount_eur", "control_characters")
    row = CentralPayment(amount_eur=bad)
    assert refused(row) == ("amount_eur", "invalid_amount")
    row._state.adding = False
    check_value(row, field="payment")


def test_action_is_not_begun_with_such_a_value() -> None:
    begun = []

    @takes_values
    def pay(amount_eur: Decimal, *, reference: str = "") -> None:
        begun.append(amount_eur)

    for values in ({"amount_eur": Decimal("1.005")}, {"amount_eur": Decimal(1), "reference": "\1"}):
        with pytest.raises(RuleError):
            pay(**values)
    assert begun == []
    pay(Decimal(1), reference="4711")
    assert begun == [1]


def test_columns_refuse_it_whoever_saves() -> None:
    amount: Any = EurField("amount", name="amount_eur")
    line: Any = OneLineField("number", name="reference", max_length=5)
    for field, value, code in (
        (amount, Decimal("1.005"), "invalid_amount"),
        (amount, Decimal("Infinity"), "invalid_amount"),
        (amount, LARGEST + 1, "amount_too_large"),
        (line, "123456", "too_long"),
        (line, "1\x002", "control_characters"),
    ):
        with pytest.raises(RuleError) as refusal:
            field.get_db_prep_save(value, connection)
        assert (refusal.value.field, refusal.value.code) == (field.name, code)
    assert line.get_db_prep_save("12345", connection) == "12345"
    assert amount.get_db_prep_save(Decimal("1.5"), connection) == Decimal("1.5")
