"""Why a roll-out is refused: field, value, and a sentence that says what to do."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

import pytest
from django.db import transaction

from services.actions import ChangeProblem, RolloutChange, RolloutError
from services.models import RolloutEvent
from tests.services.world import (
    HANAU,
    HANAU_BEFORE,
    TODAY,
    TOWN,
    VILLAGE,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

JANUARY, MARCH, MAY = date(2026, 1, 10), date(2026, 3, 10), date(2026, 5, 10)


def refusal(*changes: RolloutChange) -> list[ChangeProblem]:
    """The problems the changes are refused for; nothing may have been written."""
    before = RolloutEvent.objects.count()
    with pytest.raises(RolloutError) as refused, transaction.atomic():
        record(*changes)
    assert RolloutEvent.objects.count() == before
    return refused.value.problems


@pytest.mark.usefixtures("untranslated")
def test_live_without_set_up_or_listing_is_refused_by_name() -> None:
    problem = refusal(RolloutChange(TOWN, "90001", JANUARY, listed=True, live=True, row=7))
    assert [astuple(p) for p in problem] == [
        (
            7,
            "live",
            "yes",
            "“Hundesteuer (90001)” in Town Oberstadt cannot be online. Missing: set up.",
        )
    ]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (RolloutChange("06431999", "90001", JANUARY), "ags", "06431999"),
        (RolloutChange(TOWN, "99999", JANUARY), "service", "99999"),
        (RolloutChange(TOWN, "90001", TODAY + timedelta(days=1)), "day", "23.11.2026"),
        (RolloutChange(TOWN, "90003", JANUARY), "service", "90003"),
        (RolloutChange(TOWN, "90004", JANUARY), "service", "90004"),
        (RolloutChange(TOWN, "90001", JANUARY, process="nichts"), "process", "nichts"),
        (RolloutChange(HANAU, "90001", date(2025, 12, 31)), "day", "31.12.2025"),
        (RolloutChange(HANAU_BEFORE, "90001", JANUARY), "day", "10.01.2026"),
    ],
)
def test_wrong_change_is_refused_with_field_and_value(
    change: RolloutChange, field: str, value: str
) -> None:
    problems = refusal(change, RolloutChange(TOWN, "90002", JANUARY, configured=True))
    assert [(p.row, p.field, p.value) for p in problems] == [(1, field, value)]


def test_all_problems_of_a_call_are_listed() -> None:
    problems = refusal(*(RolloutChange(TOWN, str(number), JANUARY) for number in range(3)))
    assert [p.row for p in problems] == [1, 2, 3]


@pytest.mark.usefixtures("untranslated")
def test_competence_problem_names_body_service_and_level() -> None:
    (problem,) = refusal(RolloutChange(VILLAGE, "90003", JANUARY))
    assert problem.message == (
        "Municipality Kleindorf is not competent for “Fahrzeugzulassung (90003)”, which is for: "
        "District level. Leave the line out, or correct the competence."
    )
