"""The work of the coordination office: conferences, decisions, work programme, advice."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.choices import Qualifier
from municipalities.models import GovernmentDistrict, Municipality
from services.choices import SteeringLevel
from services.models import (
    AdviceGiven,
    AdviceModule,
    RegionalConference,
    SteeringDecision,
    WorkItem,
)
from tests.services.world import TOWN

pytestmark = pytest.mark.django_db


def test_three_conferences_of_2020_are_loaded_as_published() -> None:
    rows = RegionalConference.objects.values_list(
        "place", "government_district_id", "held_on", "held_before", "attendance", "qualifier"
    )
    assert set(rows) == {
        ("Kassel", "066", date(2020, 2, 5), None, 120, "around"),
        ("Gießen", "065", None, date(2020, 2, 12), 160, "around"),
        ("Darmstadt", "064", date(2020, 2, 12), None, None, "unknown"),
    }


@pytest.mark.parametrize(
    ("attendance", "qualifier"), [(None, Qualifier.AROUND), (100, Qualifier.UNKNOWN)]
)
def test_attendance_and_qualifier_belong_together(
    attendance: int | None, qualifier: Qualifier
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RegionalConference.objects.create(
            code="neu",
            government_district=GovernmentDistrict.objects.get(pk="064"),
            place="Darmstadt",
            held_on=date(2026, 5, 1),
            attendance=attendance,
            qualifier=qualifier,
            source="Test",
        )


def test_conference_without_any_date_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RegionalConference.objects.create(
            code="neu",
            government_district=GovernmentDistrict.objects.get(pk="064"),
            place="Darmstadt",
            attendance=5,
            qualifier=Qualifier.EXACT,
            source="Test",
        )


def test_decision_cannot_be_done_before_it_was_made() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SteeringDecision.objects.create(
            level=SteeringLevel.STRATEGIC,
            decided_on=date(2026, 5, 1),
            done_on=date(2026, 4, 30),
            subject="Prioritäten",
            text="Zuerst das Standesamt.",
        )


def test_work_programme_runs_by_priority_and_names_its_decision() -> None:
    decision = SteeringDecision.objects.create(
        level=SteeringLevel.OPERATIONAL,
        decided_on=date(2026, 5, 1),
        subject="Prioritäten",
        text="Zuerst das Standesamt.",
    )
    WorkItem.objects.create(title="Wohngeld", priority=2)
    WorkItem.objects.create(title="Geburtsurkunde", priority=1, decision=decision)
    assert [str(item) for item in WorkItem.objects.all()] == ["1. Geburtsurkunde", "2. Wohngeld"]
    assert list(decision.work_items.values_list("title", flat=True)) == ["Geburtsurkunde"]


def test_module_of_advice_is_given_once_per_body(world: None) -> None:
    module = AdviceModule.objects.create(code="prozesse", name="Prozesse", position=1)
    town = Municipality.objects.get(pk=TOWN)
    AdviceGiven.objects.create(municipality=town, module=module, given_on=date(2021, 3, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        AdviceGiven.objects.create(municipality=town, module=module, given_on=date(2022, 3, 1))
