"""The guard against double funding: it warns where place, subject and time meet, else not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.decision.approval import propose_grant
from programs.choices import GrantState
from programs.models import Grant
from programs.queries.double_funding import overlaps_among, overlaps_of
from services.models import OzgService
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.factories.programs import SHARE_EUR, BudgetLineFactory, GrantFactory, program
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db
PERIOD = {"period_start": date(2026, 1, 1), "period_end": date(2027, 12, 31)}


def other(**changed: Any) -> Grant:
    """A case of the model municipalities with the same place, subject and time as `mine`."""
    values = {"title": "Elektronisches Standesamt", "program": program("ozg-modellkommunen")}
    return GrantFactory.create(**{**values, **PERIOD, **changed})


@pytest.fixture
def mine() -> Grant:
    return GrantFactory.create(title="Gemeinsames Standesamt Vogelsberg", **PERIOD)


def test_same_place_subject_and_time_warn(mine: Grant) -> None:
    assert overlaps_of(mine) == []
    case = other(shares={LAUTERBACH: SHARE_EUR})
    (overlap,) = overlaps_of(mine)
    assert overlap.case == case
    assert overlap.places == ("Stadt Lauterbach (Hessen)",)
    assert overlap.subjects == ("Standesamt",)
    assert overlap.years == (2026, 2027)


def test_same_service_is_the_same_subject(mine: Grant) -> None:
    service = OzgService.objects.first()
    assert service is not None
    mine.services.add(service)
    case = other(title="Bürgerportal")
    assert overlaps_of(mine) == []
    case.services.add(service)
    (overlap,) = overlaps_of(mine)
    assert overlap.subjects == (service.name,)


@pytest.mark.parametrize(
    "changed",
    [
        {"program": None},
        {"shares": {GIESSEN: SHARE_EUR}},
        {"title": "Gemeinsames Projekt Digitalisierung"},
        {"period_start": date(2024, 1, 1), "period_end": date(2025, 12, 31)},
        {"state": GrantState.WITHDRAWN},
        {"state": GrantState.REJECTED},
    ],
)
def test_without_one_of_them_nothing_warns(mine: Grant, changed: dict[str, Any]) -> None:
    other(**{name: value or mine.program for name, value in changed.items()})
    assert overlaps_of(mine) == []


def test_name_of_a_place_is_no_subject(mine: Grant) -> None:
    Grant.objects.filter(pk=mine.pk).update(title="Standesamt Lauterbach")
    other(title="Archiv Lauterbach")
    assert overlaps_of(mine) == []
    other(title="Standesamt Alsfeld")
    (overlap,) = overlaps_of(mine)
    assert overlap.subjects == ("Standesamt",)


def test_unknown_time_overlaps_with_any(mine: Grant) -> None:
    other(period_start=None, period_end=None)
    (overlap,) = overlaps_of(mine)
    assert overlap.years == ()


def test_tranches_tell_the_years_without_a_period(mine: Grant) -> None:
    line = BudgetLineFactory.create(program=program("ozg-modellkommunen"), fiscal_year=2021)
    other(period_start=None, period_end=None, tranches={line: SHARE_EUR})
    assert overlaps_of(mine) == []


def test_number_of_queries_does_not_grow(mine: Grant) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            overlaps_of(mine)
        return len(seen)

    other()
    one = queries()
    other()
    other()
    assert queries() == one
    with CaptureQueriesContext(connection) as seen:
        found = overlaps_among(Grant.objects.all())
    assert (len(found), len(seen)) == (4, one)
    assert len(found[mine.pk]) == 3


def test_officer_and_approver_see_both_cases(mine: Grant) -> None:
    case = other()
    Grant.objects.filter(pk=mine.pk).update(state=GrantState.IN_REVIEW)
    page = signed_in(person(Role.OFFICER)).get(
        reverse("admin:programs_grant_change", args=[mine.pk])
    )
    text = page.content.decode()
    assert "Mögliche Doppelförderung" in text
    assert reverse("admin:programs_grant_change", args=[case.pk]) in text


def test_warned_case_is_proposed_only_with_a_reason() -> None:
    line = BudgetLineFactory.create()
    title = "Gemeinsames Standesamt Vogelsberg"
    mine = GrantFactory.create(draft=True, title=title, tranches={line: Decimal("100000.00")})
    case = other(file_reference="OZG 17", period_start=None)
    officer = Staff.hire().officer
    with pytest.raises(RuleError, match="OZG 17") as refusal:
        propose_grant(mine, by=officer, at=NOW)
    assert (refusal.value.code, refusal.value.field) == ("double_funding", "double_funding_reason")
    assert not mine.decisions.exists()
    mine.double_funding_reason = f"{case.title} bezahlt nur die Hardware."
    mine.save()
    propose_grant(mine, by=officer, at=NOW)
    events = apps.get_model("programs", "GrantEvent")
    assert events.objects.filter(double_funding_reason=mine.double_funding_reason).exists()
    page = signed_in(person(Role.APPROVER)).get(
        reverse("admin:programs_grant_change", args=[mine.pk])
    )
    assert mine.double_funding_reason in page.content.decode()
