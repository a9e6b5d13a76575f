"""When a decision is final by time: months of its directive, a year without an instruction."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from programs.models import Decision, Directive, Grant
from programs.terms.finality import final_day, uninstructed_final_day

DELIVERED = date(2026, 11, 26)  # a Thursday, four days after it was posted
SENT = date(2026, 11, 22)


def decision(directive: Directive | None, **fields: Any) -> Decision:
    values = {"appeal_notice": "Klage binnen eines Monats", "delivered_on": DELIVERED, **fields}
    return Decision(grant=Grant(directive=directive), **values)


def directive(months: int | None = 1) -> Directive:
    return Directive(finality_months=months, uninstructed_finality_months=12)


@pytest.mark.parametrize(
    ("months", "final"),
    [
        (1, date(2026, 12, 28)),  # the 26th is the second day of Christmas, the 27th a Sunday
        (2, date(2027, 1, 26)),
        (3, date(2027, 2, 26)),
    ],
)
def test_months_of_the_directive_run_from_the_delivery_to_a_working_day(
    months: int, final: date
) -> None:
    assert final_day(decision(directive(months))) == final


@pytest.mark.parametrize("notice", ["", " \n"])
def test_without_an_instruction_the_longer_time_counts(notice: str) -> None:
    assert final_day(decision(directive(), appeal_notice=notice)) == date(2027, 11, 26)


def test_nothing_is_final_by_time_that_is_not_delivered_or_has_no_time() -> None:
    assert final_day(decision(directive(), delivered_on=None)) is None
    assert final_day(decision(directive(None))) is None
    assert final_day(decision(directive(None), appeal_notice="")) is None
    assert final_day(decision(None)) is None


@pytest.mark.django_db
def test_the_warning_names_the_last_day_of_a_decision_without_an_instruction() -> None:
    without = decision(directive(), appeal_notice=" ", delivered_on=None)
    assert uninstructed_final_day(without, sent_on=SENT) == date(2027, 11, 26)


def test_no_warning_where_it_bears_an_instruction_or_nobody_knows_the_time() -> None:
    for silent in (
        decision(directive()),
        decision(directive(None), appeal_notice=""),
        decision(None, appeal_notice=""),
    ):
        assert uninstructed_final_day(silent, sent_on=SENT) is None
