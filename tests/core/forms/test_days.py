"""Days that people enter: both sides of each bound, by what the column is called."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import DateField

from core.errors import RuleError
from core.forms.days import (
    AHEAD,
    DEADLINE_YEARS,
    DEADLINES,
    FIRST_DAY,
    FIRST_VALIDITY,
    VALIDITY,
    YEARS_AHEAD,
    check_not_future,
    check_plausible,
    first_day_of,
    last_day,
    years_ahead_of,
)

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def told(day: date, **bounds: object) -> str | None:
    """The code of the refusal, if there is one."""
    try:
        check_plausible(day, today=TODAY, **bounds)  # type: ignore[arg-type]  # of each case
    except RuleError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("day", "years_ahead", "code"),
    [
        (FIRST_DAY - DAY, 0, "implausible"),
        (FIRST_DAY, 0, None),
        (TODAY, 0, None),
        (TODAY + DAY, 0, "future"),
        (TODAY + DAY, 1, None),
        (date(2027, 11, 23), 1, None),
        (date(2027, 11, 24), 1, "implausible"),
        (date(2066, 11, 23), YEARS_AHEAD, None),
        (date(2066, 11, 24), YEARS_AHEAD, "implausible"),
        (FIRST_DAY - DAY, YEARS_AHEAD, "implausible"),
    ],
)
def test_day_lies_between_the_first_program_and_the_last_that_can_be_meant(
    day: date, years_ahead: int, code: str | None
) -> None:
    assert told(day, years_ahead=years_ahead) == code


def test_bounds_without_being_named_are_those_of_plans() -> None:
    assert (told(date(2066, 11, 23)), told(date(2066, 11, 24))) == (None, "implausible")
    assert (told(FIRST_DAY), told(FIRST_DAY - DAY)) == (None, "implausible")


@pytest.mark.parametrize(
    ("day", "code"), [(date(1945, 9, 18), "implausible"), (FIRST_VALIDITY, None)]
)
def test_first_day_may_be_another(day: date, code: str | None) -> None:
    assert told(day, first=FIRST_VALIDITY) == code


@pytest.mark.usefixtures("untranslated")
def test_refusal_names_the_day_and_the_way_out() -> None:
    with pytest.raises(RuleError) as refused:
        check_plausible(date(1826, 11, 23), today=TODAY)
    said = "23.11.1826 cannot be meant. Enter a day from 01.01.2004 to 23.11.2066."
    assert refused.value.message == said
    with pytest.raises(RuleError) as refused:
        check_plausible(date(2026, 11, 24), today=TODAY, years_ahead=0)
    assert refused.value.message.startswith("24.11.2026 lies in the future.")


def test_leap_day_ends_with_the_february_of_other_years() -> None:
    leap = date(2024, 2, 29)
    assert last_day(leap, years_ahead=1) == date(2025, 2, 28)
    assert last_day(leap, years_ahead=4) == date(2028, 2, 29)
    assert last_day(leap, years_ahead=0) == leap


@pytest.mark.parametrize(
    ("at", "day", "is_refused"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=UTC), TODAY, False),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), TODAY + DAY, True),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), TODAY, True),  # 23:59 here
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), TODAY, False),  # midnight here
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 2), True),  # in summer
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2), False),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), None, False),
    ],
)
def test_what_happened_lies_not_after_the_day_here(
    at: datetime, day: date | None, is_refused: bool
) -> None:
    if not is_refused:
        check_not_future(day, at=at)
        return
    with pytest.raises(RuleError) as refused:
        check_not_future(day, at=at)
    assert (refused.value.code, refused.value.field) == ("future", "on")
    with pytest.raises(RuleError) as refused:
        check_not_future(day, at=at, field="paid_on")
    assert refused.value.field == "paid_on"


@pytest.mark.parametrize(
    ("column", "first", "years_ahead"),
    [
        ("paid_on", FIRST_DAY, 0),
        ("received_on", FIRST_DAY, 0),
        ("due_on", FIRST_DAY, DEADLINE_YEARS),
        ("limitation_on", FIRST_DAY, YEARS_AHEAD),
        ("valid_from", FIRST_VALIDITY, YEARS_AHEAD),
        ("as_of", FIRST_VALIDITY, YEARS_AHEAD),
        ("retention_until", FIRST_DAY, YEARS_AHEAD),
        ("embargo_until", FIRST_DAY, DEADLINE_YEARS),
        ("ends_on", FIRST_DAY, YEARS_AHEAD),
    ],
)
def test_name_of_a_column_says_what_it_may_hold(column: str, first: date, years_ahead: int) -> None:
    assert (first_day_of(column), years_ahead_of(column)) == (first, years_ahead)


def test_every_name_with_a_rule_of_its_own_is_that_of_a_column() -> None:
    columns = {
        field.name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, DateField)
    }
    assert VALIDITY - columns == set()
    assert (AHEAD | DEADLINES) - columns == set()
    assert all(name.endswith("_on") for name in AHEAD)
