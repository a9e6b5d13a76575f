"""Reporting over the API: by the rules of the form, all or nothing, and once per key."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.choices import KeyScope, Role
from accounts.models import User
from core.models import SentForm
from services.choices import EventSource
from services.models import RolloutEvent
from tests.api.asking import Asker, problem
from tests.programs.desk import signed_in
from tests.services.world import (
    CITY,
    HANAU_BEFORE,
    SECOND_TOWN,
    TOWN,
    make_user,
)

pytestmark = pytest.mark.django_db

PATH = f"municipalities/{TOWN}/rollouts"
LIVE = {"service": "90001", "configured": True, "listed": True, "live": True}


@pytest.fixture
def editor(world: None) -> User:
    return make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)


@pytest.fixture
def asker(editor: User) -> Asker:
    return Asker(editor, KeyScope.REPORT)


def report(*changes: dict[str, Any], reason: str = "") -> dict[str, Any]:
    return {"changes": list(changes), "reason": reason}


def test_report_is_recorded_as_the_form_records_it(asker: Asker, editor: User) -> None:
    response = asker.post(PATH, report(LIVE, {"service": "90002", "registered": True}))
    assert (response.status_code, response.json()) == (201, {"written": 2, "unchanged": 0})
    events = {event.service_id: event for event in RolloutEvent.objects.all()}
    assert set(events) == {"90001", "90002"}
    first = events["90001"]
    assert (first.live, first.source, first.recorded_by) == (True, EventSource.SELF_REPORT, editor)
    assert str(first.valid_from) == "2026-11-23"
    rows = {row["service"]: row for row in asker.items(PATH)}
    assert (rows["90001"]["state"], rows["90002"]["state"]) == ("live", "registered")


def test_what_is_left_out_stays(asker: Asker) -> None:
    asker.post(PATH, report(LIVE))
    asker.post(PATH, report({"service": "90001", "integrated": True}))
    event = RolloutEvent.objects.current().get()
    assert (event.live, event.integrated) == (True, True)


def test_same_key_writes_once_and_gets_the_first_answer(asker: Asker) -> None:
    key = uuid.uuid4()
    answers = [asker.post(PATH, report(LIVE), key) for _time in range(2)]
    assert [a.json() for a in answers] == [{"written": 1, "unchanged": 0}] * 2
    assert [a.status_code for a in answers] == [201, 201]
    assert RolloutEvent.objects.count() == 1
    other = asker.post(PATH, report({"service": "90002", "registered": True}), key)
    assert problem(other) == (409, "key-used")
    assert RolloutEvent.objects.count() == 1


def test_refused_report_does_not_use_up_its_key(asker: Asker) -> None:
    key = uuid.uuid4()
    refused = asker.post(PATH, report({"service": "90001", "live": True}), key)
    assert problem(refused) == (422, "unfit")
    assert SentForm.objects.count() == 0
    assert asker.post(PATH, report(LIVE), key).status_code == 201


def test_report_is_refused_as_a_whole_and_names_each_change(asker: Asker) -> None:
    response = asker.post(
        PATH,
        report(
            LIVE,
            {"service": "90002", "live": True},
            {"service": "90003", "registered": True},
            {"service": "99999", "registered": True},
            {"service": "90001", "registered": True, "day": "2026-11-24"},
        ),
    )
    assert problem(response) == (422, "unfit")
    places = ("1.live", "2.service", "3.service", "4.day")
    assert sorted(response.json()["errors"]) == [f"changes.{place}" for place in places]
    assert RolloutEvent.objects.count() == 0


@pytest.mark.parametrize(("days", "place"), [(["2003-12-31", None], 0), ([None, "9999-12-31"], 1)])
def test_few_changes_are_counted_from_nought_as_the_description_says(
    asker: Asker, days: list[str | None], place: int
) -> None:
    services = zip(("90001", "90002"), days, strict=True)
    changes = [{"service": one, "registered": True, "day": day} for one, day in services]
    response = asker.post(PATH, report(*changes))
    assert list(response.json()["errors"]) == [f"changes.{place}.day"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"service": "90001", "registered": "ja"}, "changes.0.registered"),
        ({"service": "90001", "registriert": True}, "changes.0.registriert"),
        ({"registered": True}, "changes.0.service"),
        ({"service": "90001", "day": "gestern"}, "changes.0.day"),
        ({"service": "90001", "maturity_criteria": [1.5]}, "changes.0.maturity_criteria.0"),
        ({"service": "90001", "note": "a\u0000b"}, "changes.0.note"),
    ],
)
def test_unfit_fields_are_named(asker: Asker, change: dict[str, Any], field: str) -> None:
    response = asker.post(PATH, report(change))
    assert problem(response) == (422, "unfit")
    assert list(response.json()["errors"]) == [field]


def test_rating_gives_every_criterion_or_none(asker: Asker) -> None:
    rated = {**LIVE, "maturity_model": "1.1", "maturity_criteria": [3] * 9}
    assert problem(asker.post(PATH, report(rated))) == (422, "unfit")
    full = {**LIVE, "maturity_model": "1.1", "maturity_criteria": [3] * 9 + [2]}
    assert asker.post(PATH, report(full)).status_code == 201
    assert RolloutEvent.objects.get().maturity_level == 2


@pytest.mark.parametrize("ags", [SECOND_TOWN, CITY, HANAU_BEFORE, "06999999", "x"])
def test_nobody_reports_for_another_body(asker: Asker, ags: str) -> None:
    response = asker.post(f"municipalities/{ags}/rollouts", report(LIVE))
    assert problem(response) == (404, "not-found")
    assert RolloutEvent.objects.count() == 0


def test_key_that_reads_does_not_report(editor: User) -> None:
    reader = Asker(editor, KeyScope.READ)
    assert problem(reader.post(PATH, report(LIVE))) == (403, "key-reads-only")
    assert reader.ask(PATH).status_code == 200


def test_viewer_and_auditor_do_not_report(editor: User) -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    corrects = Asker(coordinator, KeyScope.REPORT)
    assert problem(corrects.post(PATH, report(LIVE))) == (422, "unfit")
    assert corrects.post(PATH, report(LIVE, reason="Anruf")).status_code == 201
    assert RolloutEvent.objects.get().source == EventSource.MINISTRY
    coordinator.role_assignments.update(withdrawn_at="2026-11-23T09:00Z")
    assert problem(corrects.post(PATH, report(LIVE, reason="Anruf"))) == (403, "not-allowed")


def test_key_of_the_report_is_a_uuid(asker: Asker) -> None:
    for key in ("", "kein Schlüssel".encode("ascii", "ignore").decode()):
        response = asker.client.post(
            f"/api/v1/{PATH}",
            report(LIVE),
            content_type="application/json",
            headers={**asker.headers, **({"Idempotency-Key": key} if key else {})},
        )
        assert problem(response) == (422, "unfit")
    assert RolloutEvent.objects.count() == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"changes": []}', '{"changes": [1]}'])
def test_bodies_that_are_no_report_are_refused(asker: Asker, body: str) -> None:
    status, _kind = problem(asker.post(PATH, body))
    assert status in (400, 422)


def test_session_of_a_browser_reports_nothing(editor: User) -> None:
    browser = signed_in(editor)
    response = browser.post(f"/api/v1/{PATH}", report(LIVE), content_type="application/json")
    assert problem(response) == (401, "no-key")
    assert RolloutEvent.objects.count() == 0


def test_list_is_the_list_of_the_desk(asker: Asker, editor: User) -> None:
    asker.post(PATH, report(LIVE))
    page = signed_in(editor).get(f"/meine-kommune/{TOWN}/leistungen/", {"stand": "live"})
    rows = asker.items(PATH, {"stand": "live"})
    assert [row["service"] for row in rows] == ["90001"]
    assert [row.service.pk for row in page.context["rows"]] == ["90001"]
    everything = {row["service"]: row for row in asker.items(PATH)}
    page = signed_in(editor).get(f"/meine-kommune/{TOWN}/leistungen/")
    assert set(everything) == {row.service.pk for row in page.context["rows"]}
    unreported = everything["90002"]
    assert (unreported["state"], unreported["live"], unreported["since"]) == (
        "not_reported",
        None,
        None,
    )
