"""A longer approval period: up to the directive's last day, and applied for in time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from programs.models import Grant
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, DirectiveFactory

pytestmark = pytest.mark.django_db
START, END, LAST = date(2026, 1, 1), date(2026, 12, 31), date(2027, 12, 31)


@pytest.fixture
def grant(staff: Staff) -> Grant:
    """A case whose directive allows 24 months from its start."""
    directive = DirectiveFactory.create(max_months=24)
    line = BudgetLineFactory.create(program=directive.program)
    return staff.final(line, program=directive.program, period_start=START, period_end=END)


def refused(staff: Staff, grant: Grant, **asked: Any) -> tuple[str | None, str]:
    with pytest.raises(RuleError) as refusal:
        staff.amended(grant, {}, **asked)
    assert fresh(grant).period_end == END
    return refusal.value.field, refusal.value.message


def test_period_may_last_until_the_last_day_of_the_directive(staff: Staff, grant: Grant) -> None:
    staff.amended(grant, {}, period_end=LAST, applied_on=date(2026, 11, 2))
    assert fresh(grant).period_end == LAST


def test_period_of_a_day_more_is_refused(staff: Staff, grant: Grant) -> None:
    found = refused(staff, grant, period_end=date(2028, 1, 1), applied_on=date(2026, 11, 2))
    assert found == ("period_end", "Die Richtlinie erlaubt 24 Monate, bis 31.12.2027.")


@pytest.mark.parametrize("end", [END, date(2026, 12, 30)])
def test_longer_period_ends_after_the_present_one(staff: Staff, grant: Grant, end: date) -> None:
    found = refused(staff, grant, period_end=end, applied_on=date(2026, 11, 2))
    assert found == (
        "period_end",
        "Der Bewilligungszeitraum endet schon am 31.12.2026. Bitte einen späteren Tag eingeben.",
    )


def test_one_day_more_is_longer(staff: Staff, grant: Grant) -> None:
    staff.amended(grant, {}, period_end=date(2027, 1, 1), applied_on=date(2026, 11, 2))
    assert fresh(grant).period_end == date(2027, 1, 1)


def test_longer_period_without_the_day_it_was_applied_for_is_refused(
    staff: Staff, grant: Grant
) -> None:
    assert refused(staff, grant, period_end=LAST)[0] == "applied_on"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"period_end": date(2026, 11, 22), "applied_on": None}, "period_end"),
        ({"period_end": date(2004, 1, 1), "applied_on": None}, "period_end"),
        ({"period_end": LAST, "applied_on": date(2026, 2, 1)}, "applied_on"),
        ({"period_end": LAST, "applied_on": date(2026, 11, 24)}, "applied_on"),
    ],
)
def test_change_is_applied_for_after_the_application_and_ends_after_its_begin(
    staff: Staff, asked: dict[str, Any], field: str
) -> None:
    """Also where the case has no period yet."""
    grant = staff.final(received_on=date(2026, 2, 2), period_start=None, period_end=None)
    with pytest.raises(RuleError) as refusal:
        staff.amended(grant, {}, **asked)
    assert refusal.value.field == field


def test_first_period_ends_no_earlier_than_it_begins(staff: Staff) -> None:
    begin = date(2027, 2, 1)
    grant = staff.final(period_start=begin, period_end=None)
    with pytest.raises(RuleError) as refusal:
        staff.amended(grant, {}, period_end=date(2027, 1, 31))
    assert refusal.value.message == (
        "Der Bewilligungszeitraum beginnt frühestens am 01.02.2027. "
        "Bitte diesen oder einen späteren Tag eingeben."
    )
    staff.amended(grant, {}, period_end=begin)
    assert fresh(grant).period_end == begin


def test_first_period_ends_on_the_day_of_the_proposal_at_the_earliest(staff: Staff) -> None:
    day = date(2026, 2, 2)
    grant = staff.final(received_on=day, period_start=None, period_end=None)
    staff.amended(grant, {}, period_end=TODAY, applied_on=day)
    assert fresh(grant).period_end == TODAY
