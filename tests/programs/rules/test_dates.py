"""The order of a case's days: each pair of neighbours, on the day itself and a day too early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import RuleError
from programs.rules.dates import (
    FREE,
    LABELS,
    NOT_BEFORE,
    NOT_BEFORE_FIRST,
    Day,
    check_between,
    check_decision_day,
    check_not_before_first,
    is_of_first_decision,
    neighbours,
    pairs,
)

ON = date(2026, 3, 2)
BEFORE = ON - timedelta(days=1)


@pytest.mark.parametrize(("earlier", "later"), list(pairs()))
def test_later_day_is_not_before_its_neighbour(earlier: Day, later: Day) -> None:
    check_between(later, ON, {earlier: [ON]}, field="on")
    check_between(earlier, ON, {later: [ON]}, field="on")
    for day, value, known in ((later, BEFORE, {earlier: [ON]}), (earlier, ON, {later: [BEFORE]})):
        with pytest.raises(RuleError, match=r"02.03.2026") as refusal:
            check_between(day, value, known, field="on")
        assert (refusal.value.code, refusal.value.field) == ("order", "on")


def test_of_many_rows_the_nearest_counts() -> None:
    many = {Day.PAID: [BEFORE, ON]}
    check_between(Day.CLOSED, ON, many, field="on")
    with pytest.raises(RuleError):
        check_between(Day.CLOSED, BEFORE, many, field="on")


def test_unknown_days_bind_nothing() -> None:
    for day in Day:
        check_between(day, ON, {other: [] for other in Day}, field="on")


def test_every_day_has_a_name_and_a_neighbour() -> None:
    assert set(LABELS) == set(Day)
    alone = {day for day in Day if not any(neighbours(day))}
    assert alone - set(NOT_BEFORE_FIRST) == set()
    first = set(Day) - set(NOT_BEFORE)
    of_cases = {Day.RECEIVED, Day.HEARD, Day.KNOWN, Day.CONSENTED, Day.CLAIM_HEARD}
    beside = {Day.CALL_OPENED, Day.SELECTION_PROPOSED, Day.COST_PREPARED}
    assert first == {*FREE, *of_cases, *beside, Day.BILL_PREPARED, Day.BILL_PAID, Day.BUDGET_BOOKED}


def test_only_what_follows_the_decision_in_another_table_is_of_the_first_one() -> None:
    found = {pair for pair in pairs() if is_of_first_decision(*pair)}
    assert found == {
        (Day.DECIDED, Day.COMPLETED),
        (Day.DECIDED, Day.PROOF_DUE),
        (Day.FINAL, Day.DRAWN),
        (Day.NOTIFIED, Day.HANDED_OVER),
        (Day.NOTIFIED, Day.PROVED),
        (Day.NOTIFIED, Day.REPORTED),
    }


def test_money_comes_back_on_the_day_it_first_went_out_and_not_before() -> None:
    for day in NOT_BEFORE_FIRST:
        check_not_before_first(day, BEFORE, Day.PAID, None, field="on")
        check_not_before_first(day, ON, Day.PAID, ON, field="on")
        with pytest.raises(RuleError, match=r"02.03.2026") as refusal:
            check_not_before_first(day, BEFORE, Day.PAID, ON, field="on")
        assert (refusal.value.code, refusal.value.field) == ("order", "on")


def decide(decided_on: date, *, reason: str = "", starts_on: date | None = None) -> None:
    check_decision_day(decided_on, today=ON, most_days_back=5, reason=reason, starts_on=starts_on)


def test_decision_of_today_needs_no_reason() -> None:
    decide(ON)


def test_earlier_date_needs_a_reason_and_few_days() -> None:
    decide(ON - timedelta(days=5), reason="Unterschrift auf Papier")
    for day, reason, code in (
        (BEFORE, " ", "reason"),
        (ON - timedelta(days=6), "Unterschrift auf Papier", "backdated"),
    ):
        with pytest.raises(RuleError) as refusal:
            decide(day, reason=reason)
        assert refusal.value.code == code


def test_nothing_is_decided_before_the_program_starts() -> None:
    decide(ON, starts_on=ON)
    with pytest.raises(RuleError) as refusal:
        decide(ON, starts_on=ON + timedelta(days=1))
    assert refusal.value.field == "decided_on"
