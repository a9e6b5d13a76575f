"""The catalogue, its competences and the coordination around it, as their tables hold them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.choices import Qualifier
from services.choices import CompetenceLevel, ProcessState
from services.models import (
    AdviceGiven,
    AdviceModule,
    Catalogue,
    Competence,
    LeikaService,
    ProcessEvent,
    RegionalConference,
    SteeringDecision,
    WorkItem,
)
from services.models.months import COUNTS, ProgressMonth
from tests.held import DAY, broken
from tests.services.world import SECOND_TOWN, TOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

DAY_BEFORE, DAY_AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def test_one_catalogue_counts_for_quotas_and_many_are_kept() -> None:
    row = {"code": "probe", "name": "Probe", "as_of": DAY}
    assert broken(Catalogue(**row)) == []
    assert broken(Catalogue(**row, is_current=True)) == ["one_current_catalogue"]
    Catalogue.objects.update(is_current=False)
    assert broken(Catalogue(**row, is_current=True)) == []


def test_leika_key_has_fourteen_digits() -> None:
    assert broken(LeikaService(leika_key="99001001000000")) == []
    for key in ("9900100100000", "990010010000000", "9900100100000a", "", " 9001001000000"):
        assert broken(LeikaService(leika_key=key)) == ["leika_key_well_formed"], key


def competence(service: str = "90001", **fields: Any) -> Competence:
    return Competence(service_id=service, level=CompetenceLevel.STATE, **fields)


def test_competences_of_a_service_follow_each_other_and_do_not_overlap() -> None:
    name = ["competence_one_at_a_time"]
    assert broken(competence(valid_from=DAY)) == name  # that of the world has no end
    Competence.objects.filter(service_id="90001").update(valid_to=DAY)
    assert broken(competence(valid_from=DAY)) == []  # the end is no longer in it
    assert broken(competence(valid_from=DAY_BEFORE)) == name
    assert broken(competence(valid_from=DAY_AFTER)) == []
    assert broken(competence(valid_to=date(2000, 1, 1))) == name  # from ever
    assert broken(competence("90002", valid_from=DAY)) == name


def test_process_that_is_blocked_says_why_and_others_need_not() -> None:
    for state in ProcessState:
        said = ["blocked_needs_reason"] if state == ProcessState.BLOCKED else []
        assert broken(ProcessEvent(state=state, on=DAY)) == said
        assert broken(ProcessEvent(state=state, on=DAY, reason="Schnittstelle fehlt")) == []


def test_decision_is_done_on_its_day_or_later() -> None:
    assert broken(SteeringDecision(decided_on=DAY)) == []
    assert broken(SteeringDecision(decided_on=DAY, done_on=DAY)) == []
    early = SteeringDecision(decided_on=DAY, done_on=DAY_BEFORE)
    assert broken(early) == ["decision_done_after_it_was_made"]


def test_work_is_of_priority_one_or_later() -> None:
    assert broken(WorkItem(priority=1)) == []
    assert broken(WorkItem(priority=0)) == ["priority_from_one"]


def test_work_may_be_planned_for_a_day_and_does_not_end_before_it_begins() -> None:
    assert broken(WorkItem(priority=1, planned_from=DAY, planned_to=DAY)) == []
    assert broken(WorkItem(priority=1, planned_to=DAY_BEFORE)) == []
    backwards = WorkItem(priority=1, planned_from=DAY, planned_to=DAY_BEFORE)
    assert broken(backwards) == ["work_runs_forward"]


def test_body_is_given_a_module_of_advice_once() -> None:
    modules = [
        AdviceModule.objects.create(code=code, name=code, position=1) for code in ("p-1", "p-2")
    ]
    given = {"municipality_id": TOWN, "module": modules[0], "given_on": DAY}
    AdviceGiven.objects.create(**given)
    assert broken(AdviceGiven(**given)) == ["advice_once_per_module"]
    for other in ({"municipality_id": SECOND_TOWN}, {"module": modules[1]}):
        assert broken(AdviceGiven(**{**given, **other})) == []


def test_conference_has_a_day_or_one_by_which_it_took_place() -> None:
    unknown = {"qualifier": Qualifier.UNKNOWN}
    assert broken(RegionalConference(held_on=DAY, **unknown)) == []
    assert broken(RegionalConference(held_before=DAY, **unknown)) == []
    assert broken(RegionalConference(**unknown)) == ["conference_has_a_date"]


def test_attendance_is_a_number_or_unknown_and_never_both() -> None:
    row = {"held_on": DAY}
    for number in (0, 120):
        counted = RegionalConference(**row, attendance=number, qualifier=Qualifier.AROUND)
        assert broken(counted) == []
    name = ["attendance_or_unknown"]
    assert broken(RegionalConference(**row, qualifier=Qualifier.EXACT)) == name
    both = RegionalConference(**row, attendance=0, qualifier=Qualifier.UNKNOWN)
    assert broken(both) == name


def test_month_end_is_counted_once_for_an_area_catalogue_and_theme_field() -> None:
    key = {"day": DAY, "level": "state", "ags": "06", "catalogue_id": "2019"}
    row = {**key, "theme_field_id": "familie", **dict.fromkeys(COUNTS, 0)}
    ProgressMonth.objects.create(**row)
    assert broken(ProgressMonth(**row)) == ["progress_month_key"]
    others = ({"day": DAY_AFTER}, {"ags": "064"}, {"theme_field_id": "reisen"})
    for other in others:
        assert broken(ProgressMonth(**{**row, **other})) == []
