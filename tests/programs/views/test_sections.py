"""What the page of a program shows beside its budget: only what this program has, of the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from programs.models import Call, CallApplication, InKindSupport, Program
from programs.queries.efa import EFA_PROGRAM
from programs.views.sections import call_sections, results_of, sections_of
from tests.factories.accounts import UserFactory
from tests.factories.calls import ANNOUNCED, DEADLINE, call_with
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import program
from tests.programs.selected import give_up, select

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CALLS, FACTORIES = "ozg-modellkommunen", "digitalisierungsfabriken"


def at(day: date) -> AsOf:
    return AsOf.on(day)


@pytest.fixture
def officer() -> User:
    return UserFactory.create(roles=[Role.OFFICER])


@pytest.fixture
def stranger() -> User:
    """Somebody of a municipality: sees what is announced."""
    return UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])


def announced(call: Call, day: date | None = ANNOUNCED) -> Call:
    Call.objects.filter(pk=call.pk).update(announced_on=day)
    call.refresh_from_db()
    return call


def shown(viewer: User, day: date = TODAY) -> list[tuple[int, int, int]]:
    """Applications, selected, and rows of each call shown."""
    found = call_sections(program(CALLS), viewer, at=at(day))
    return [(one.applications, one.selected, len(one.rows)) for one in found]


def test_a_call_is_shown_from_its_announcement_on_and_to_the_ministry_before(
    officer: User, stranger: User
) -> None:
    call = announced(call_with([90, 80, None], places=1), None)
    assert (shown(stranger), shown(officer)) == ([], [(3, 0, 0)])
    announced(call)
    assert shown(stranger) == [(3, 0, 0)]
    assert shown(stranger, ANNOUNCED) == [(3, 0, 0)]
    assert shown(stranger, ANNOUNCED - DAY) == []
    assert shown(officer, ANNOUNCED - DAY) == []  # of a past day nobody sees more


def test_an_application_counts_from_its_receipt_and_one_without_a_day_from_the_deadline(
    officer: User,
) -> None:
    call = announced(call_with([90, 80, 70], places=1), DEADLINE)
    first, second, _third = call.applications.order_by("pk")
    CallApplication.objects.filter(pk=first.pk).update(received_on=DEADLINE + 2 * DAY)
    CallApplication.objects.filter(pk=second.pk).update(received_on=None)
    assert shown(officer, DEADLINE - DAY) == []
    assert [shown(officer, DEADLINE + days * DAY)[0][0] for days in (0, 1, 2)] == [2, 2, 3]


def test_who_was_selected_stands_until_it_gives_its_place_up(
    officer: User, stranger: User, staff: Staff
) -> None:
    call = announced(call_with([90, 80], places=1), DEADLINE)
    first = call.applications.order_by("pk")[0]
    select(first, staff)
    assert shown(stranger, ANNOUNCED - DAY) == [(2, 0, 0)]
    assert shown(stranger, ANNOUNCED) == shown(officer) == [(2, 1, 1)]
    gone_on = ANNOUNCED + 2 * DAY
    CallApplication.objects.filter(pk=first.pk).update(withdrawn_on=gone_on)
    assert shown(stranger, gone_on - DAY)[0][1] == 1
    assert shown(stranger, gone_on)[0][1] == 0


def test_calls_and_applications_of_others_do_not_count(officer: User) -> None:
    announced(call_with([90, 80], places=1))
    assert call_sections(program("ikz"), officer, at=at(TODAY)) == []
    second = call_with([90], places=1)
    assert sorted(shown(officer)) == [(1, 0, 0), (2, 0, 0)]
    assert second.pk


def parts(of: Program, viewer: User, day: date = TODAY) -> dict[str, Any]:
    return sections_of(of, viewer, budgets=[], at=at(day))


def test_a_program_of_money_has_no_support_in_kind_and_no_years_of_costs(officer: User) -> None:
    told = parts(program("ikz"), officer)
    assert told == {
        "is_in_kind": False,
        "central_table": None,
        "calls": [],
        "blueprints": [],
        "efa_years": [],
        "efa_table": None,
        "reach": None,
    }


def test_a_program_in_kind_tells_whom_it_reached_and_the_one_of_costs_does_not(
    officer: User,
) -> None:
    factories = program(FACTORIES)
    assert parts(factories, officer)["reach"] is None
    supported: dict[str, Any] = {"description": "Vorlage", "quantity": 2, "received_on": TODAY}
    for ags in (LAUTERBACH, ALSFELD):
        InKindSupport.objects.create(program=factories, municipality_id=ags, **supported)
    in_kind = parts(factories, officer)
    assert in_kind["is_in_kind"]
    assert (in_kind["reach"].bodies, in_kind["reach"].number) == (2, 4)
    assert parts(factories, officer, TODAY - DAY)["reach"] is None
    assert (in_kind["central_table"], in_kind["efa_table"]) == (None, None)
    costs = parts(program(EFA_PROGRAM), officer)
    assert costs["efa_years"] == []
    assert costs["efa_table"] is None


def test_results_are_shown_of_today_alone(officer: User) -> None:
    assert results_of(program("ikz")) == []
    assert parts(program("ikz"), officer, TODAY - DAY)["blueprints"] == []


def test_a_place_given_up_by_its_own_decision_is_free_again(officer: User, staff: Staff) -> None:
    call = announced(call_with([90, 80], places=1))
    first = call.applications.order_by("pk")[0]
    select(first, staff)
    give_up(first, staff)  # waits for its second person: nothing is free yet
    assert shown(officer) == [(2, 1, 1)]
