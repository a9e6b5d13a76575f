"""A body ends in the administration: figures before the day keep it, after it the new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions_changes import approve_change
from accounts.changes import changes_in_words
from accounts.choices import Role
from accounts.models import PendingChange, User
from core.as_of import AsOf
from core.history import changes, history_of
from municipalities.models import Municipality, municipalities_of
from services.actions.endings import end_bodies
from services.choices import CountingRule
from services.models import RolloutEvent
from services.queries.counting import figure
from tests.factories.municipalities import HANAU, HANAU_BEFORE
from tests.programs.desk import signed_in
from tests.saying_no import says_no
from tests.services.actions.endings import (
    FIRST_DAY,
    LAST_DAY,
    LAST_YEAR,
    NEW,
    SERVICE,
    end,
    propose,
    step_of,
)
from tests.services.world import (
    DISTRICT,
    NOW,
    SECOND_TOWN,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")


def refused(response: Any) -> list[str]:
    assert response.status_code == 200
    return list(response.context["form"].errors)


def live_on(day: date, ags: str) -> int:
    return figure(CountingRule.SHARE, at=AsOf(day), area=ags, service=SERVICE).numerator


def competent_on(day: date, area: str = DISTRICT) -> int:
    return figure(CountingRule.SHARE, at=AsOf(day), area=area, service=SERVICE).denominator


def state_of(service: str) -> tuple[bool, bool] | None:
    event = RolloutEvent.objects.current().filter(municipality=NEW, service=service).first()
    return None if event is None else (event.configured, event.live)


@pytest.mark.usefixtures("new_body")
def test_merger_keeps_the_old_bodies_before_its_day_and_counts_the_new_one_from_it(
    coordinator: Client,
) -> None:
    record(live(TOWN, SERVICE, LAST_YEAR), live(VILLAGE, SERVICE, LAST_YEAR))
    record(live(TOWN, "90002", LAST_YEAR))
    assert end(coordinator, TOWN, together_with=[VILLAGE]).status_code == 302
    for day, expected in ((LAST_DAY, (1, 1, 0)), (FIRST_DAY, (0, 0, 1))):
        assert tuple(live_on(day, ags) for ags in (TOWN, VILLAGE, NEW)) == expected
    assert (competent_on(LAST_DAY), competent_on(FIRST_DAY)) == (3, 2)
    assert state_of("90002") is None
    ended = Municipality.objects.get(ags=TOWN)
    assert (ended.valid_to, ended.successor_id) == (LAST_DAY, NEW)
    assert Municipality.objects.get(ags=NEW).valid_from == FIRST_DAY
    assert changes(history_of(ended))[0].reason == "Fusion zum 1. Juli"


@pytest.mark.usefixtures("new_body")
def test_one_person_alone_gives_nobody_the_cases_of_another_body(coordinator: Client) -> None:
    """The end is proposed as a right is: who works for a body sees what those before it saw."""
    worker = make_user("neu", Role.MUNICIPALITY_EDITOR, NEW)
    assert propose(coordinator, TOWN, together_with=[VILLAGE]).status_code == 302
    town = Municipality.objects.get(ags=TOWN)
    assert town.valid_to is None
    assert municipalities_of(worker) == {NEW}
    assert not RolloutEvent.objects.filter(municipality=NEW).exists()
    (change,) = PendingChange.objects.waiting()
    told = {value.label: value.new for value in changes_in_words(change)}
    assert told["Gemeinsam mit"] == str(Municipality.objects.get(ags=VILLAGE))
    assert "30.06.2026" in told.values()
    office = change.prepared_by
    says_no(lambda: approve_change(change, by=office, at=NOW), None, "not_allowed", "")
    page = coordinator.get(reverse("admin:municipalities_municipality_change", args=[TOWN]))
    assert (page.context["steps"], "wartet auf die zweite" in page.text) == ([], True)
    assert coordinator.get("/admin/accounts/pendingchange/").status_code == 200
    approve_change(change, by=make_user("zwei", Role.SYSTEM_ADMINISTRATOR), at=NOW)
    again = User.objects.get(pk=worker.pk)
    assert municipalities_of(again) == {NEW, TOWN, VILLAGE}


def test_successor_must_be_in_the_tables_and_the_error_says_how(coordinator: Client) -> None:
    response = end(coordinator, TOWN)
    assert refused(response) == ["successor"]
    assert "Gemeindeverzeichnis" in str(response.context["form"].errors)
    assert Municipality.objects.get(ags=TOWN).valid_to is None


@pytest.mark.usefixtures("new_body")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"last_day": "31.12.2026"}, "last_day"),
        ({"successor": TOWN}, "successor"),
        ({"successor": HANAU_BEFORE}, "successor"),
        ({"successor": HANAU, "last_day": "30.06.2025"}, "last_day"),
        ({"successor": SECOND_TOWN, "together_with": [HANAU_BEFORE]}, "together_with"),
        (
            {"successor": SECOND_TOWN, "together_with": [HANAU], "last_day": "30.06.2025"},
            "last_day",
        ),
    ],
)
def test_days_and_bodies_that_do_not_fit_are_refused(
    coordinator: Client, changed: dict[str, Any], field: str
) -> None:
    assert refused(end(coordinator, TOWN, **changed)) == [field]
    assert Municipality.objects.get(ags=TOWN).valid_to is None


@pytest.mark.usefixtures("new_body")
def test_ended_body_is_not_ended_again(coordinator: Client) -> None:
    end(coordinator, TOWN)
    page = coordinator.get(reverse("admin:municipalities_municipality_change", args=[TOWN]))
    assert page.context["steps"] == []
    assert end(coordinator, TOWN, successor=SECOND_TOWN).status_code == 302
    assert Municipality.objects.get(ags=TOWN).successor_id == NEW


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_only_the_coordination_office_ends_bodies(role: Role) -> None:
    client = signed_in(make_user("fremd", role))
    assert client.get(step_of(TOWN)).status_code == 403
    page = client.get(reverse("admin:municipalities_municipality_change", args=[TOWN]))
    assert (page.status_code, page.context["steps"]) == (200, [])


@pytest.mark.usefixtures("new_body", "untranslated")
def test_the_action_asks_for_the_role_the_reason_and_a_body_that_stands() -> None:
    office = make_user("koordination", Role.COORDINATOR)
    town, new = (Municipality.objects.get(ags=ags) for ags in (TOWN, NEW))
    asked: dict[str, Any] = {"last_day": LAST_DAY, "successor": new, "at": NOW}

    def ended(by: User = office, reason: str = "Fusion") -> Callable[[], object]:
        return lambda: end_bodies([town], by=by, reason=reason, **asked)

    stranger = make_user("fremd", Role.OFFICER)
    says_no(ended(stranger), None, "not_allowed", "Your role may not change municipal bodies.")
    says_no(ended(reason=" "), "reason", "rule", "Name the reason")
    ended()()
    says_no(ended(), None, "ended", "Town Oberstadt has ended on 30.06.2026 already.")
