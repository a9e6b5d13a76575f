"""One service: its state, its maturity by criteria, and every report there was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from services.actions import RolloutChange, record_rollouts
from services.choices import EventSource
from services.models import RolloutEvent
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in
from tests.services.world import SECOND_TOWN, TOWN, live, make_user, record

pytestmark = pytest.mark.usefixtures("world")

PAGE = f"/meine-kommune/{TOWN}/leistungen/90001/"
LAST_YEAR = date(2025, 3, 1)
CRITERIA = [f"criterion_{number}" for number in range(10)]


def send(client: Client, *flags: str, **more: Any) -> Any:
    """Send the form: competent, the named flags, and a day."""
    ticked = dict.fromkeys(("applicable", *flags), "on")
    return client.post(PAGE, {"day": "01.06.2026", "modell": "1.1", **ticked, **more})


def now() -> RolloutEvent:
    return RolloutEvent.objects.current().get(service="90001")


def rated(*levels: int) -> dict[str, str]:
    """All criteria at 4 except the first ones."""
    given = [*levels, *[4] * (len(CRITERIA) - len(levels))]
    return {name: str(level) for name, level in zip(CRITERIA, given, strict=True)}


def test_report_writes_the_whole_state(desk: Client) -> None:
    response = send(desk, "registered", "configured", "listed", "integrated", "live")
    assert response["Location"] == PAGE
    event = now()
    assert (event.live, event.integrated, event.paused) == (True, True, False)
    written = (event.valid_from, event.source, event.recorded_by.username)  # type: ignore[union-attr]
    assert written == (date(2026, 6, 1), EventSource.SELF_REPORT, "editor")


def test_same_report_twice_is_one_event(desk: Client) -> None:
    for _time in range(2):
        send(desk, "registered")
    assert RolloutEvent.objects.count() == 1


def test_online_without_listing_is_refused_in_words(desk: Client) -> None:
    page = send(desk, "configured", "live")
    assert "eingetragen" in str(page.context["form"].errors["live"])
    assert not RolloutEvent.objects.exists()


def test_pausing_ends_being_online_without_unticking_it(desk: Client) -> None:
    record(live(TOWN, "90001", LAST_YEAR))
    send(desk, "configured", "listed", "live", "paused")
    assert (now().live, now().paused) == (False, True)


def test_not_competent_empties_the_state(desk: Client) -> None:
    record(live(TOWN, "90001", LAST_YEAR))
    desk.post(PAGE, {"day": "01.06.2026", "configured": "on", "listed": "on", "live": "on"})
    assert (now().applicable, now().live, now().configured) == (False, False, False)


def test_lowest_criterion_decides_and_is_shown(desk: Client) -> None:
    send(desk, "configured", **rated(3, 1, 1))
    assert (now().maturity_level, now().maturity_criteria) == (1, [3, 1, 1, *[4] * 7])
    page = text_of(desk, PAGE)
    assert "Reifegrad 1 von 4 (Reifegradmodell 1.1)" in page
    assert "Begrenzt durch Kriterium 2, Kriterium 3" in page


def test_thirteen_criteria_of_the_newer_model_go_up_to_seven(desk: Client) -> None:
    form = desk.get(PAGE, {"modell": "2.0"}).context["form"]
    names = [name for name in form.fields if name.startswith("criterion_")]
    assert len(names) == 13
    assert [value for value, _label in form.fields[names[0]].choices] == ["", *"01234567"]
    given = {**dict.fromkeys(names, "7"), "criterion_12": "5"}
    send(desk, "configured", **{**given, "criterion_0": "8", "modell": "2.0"})
    assert not RolloutEvent.objects.exists()
    send(desk, "configured", **{**given, "modell": "2.0"})
    assert (now().maturity_model_id, now().maturity_level) == ("2.0", 5)
    page = text_of(desk, PAGE)
    assert "Reifegrad 5 von 7 (Reifegradmodell 2.0)" in page
    assert "Begrenzt durch Kriterium 13" in page


def test_some_criteria_are_not_enough(desk: Client) -> None:
    page = send(desk, "configured", **{**rated(), "criterion_3": ""})
    assert list(page.context["form"].errors) == ["criterion_3"]
    assert not RolloutEvent.objects.exists()


def test_level_without_criteria_stays_when_the_state_changes(desk: Client) -> None:
    record(live(TOWN, "90001", LAST_YEAR, level=2))
    send(desk, "configured", "listed")
    assert (now().live, now().maturity_level) == (False, 2)


def test_emptied_criteria_take_the_rating_away(desk: Client) -> None:
    send(desk, "configured", **rated(3))
    send(desk, "configured", day="02.06.2026")
    assert (now().maturity_level, now().maturity_model_id) == (None, None)


@pytest.mark.parametrize("day", ["31.12.2099", "31.02.2026", ""])
def test_day_that_cannot_be_is_refused(desk: Client, day: str) -> None:
    page = send(desk, "registered", day=day)
    assert list(page.context["form"].errors) == ["day"]
    assert not RolloutEvent.objects.exists()


def test_history_has_source_day_role_and_reason_of_every_event(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True, note="civento"))
    send(desk, "registered", "configured")
    coordinator = signed_in(make_user("coordinator", Role.COORDINATOR))
    send(coordinator, "registered", day="01.07.2026", reason="laut Anruf")
    lines = [
        (e.event.valid_from.month, e.event.source, e.roles, e.event.source_note)
        for e in desk.get(PAGE).context["history"]
    ]
    assert lines == [
        (7, "ministry", "Koordinierung", "laut Anruf"),
        (6, "self_report", "Kommune (bearbeitend)", ""),
        (3, "import", "", "civento"),
    ]
    page = text_of(desk, PAGE)
    assert "01.07.2026 – Registriert – Korrektur des Ministeriums" in page
    assert "coordinator" not in page


def test_corrected_event_of_the_same_day_stays_in_the_history(desk: Client) -> None:
    send(desk, "registered")
    send(desk, "registered", "configured")
    assert [entry.is_replaced for entry in desk.get(PAGE).context["history"]] == [False, True]


def test_coordinator_needs_a_reason() -> None:
    coordinator = signed_in(make_user("coordinator", Role.COORDINATOR))
    page = send(coordinator, "registered")
    assert list(page.context["form"].errors) == ["reason"]
    assert not RolloutEvent.objects.exists()


def test_viewer_and_auditor_read_and_write_nothing() -> None:
    users = [make_user("v", Role.MUNICIPALITY_VIEWER, TOWN), make_user("a", Role.AUDITOR)]
    for client in map(signed_in, users):
        assert client.get(PAGE).context["form"] is None
        assert send(client, "registered").status_code == 403
    assert not RolloutEvent.objects.exists()


def test_service_of_another_body_is_not_found() -> None:
    foreign = signed_in(make_user("foreign", Role.MUNICIPALITY_EDITOR, SECOND_TOWN))
    assert foreign.get(PAGE).status_code == 404
    assert send(foreign, "registered").status_code == 404
    assert not RolloutEvent.objects.exists()


@pytest.mark.parametrize("ozg_id", ["90003", "99999", "x", "%00"])
def test_service_the_body_is_not_competent_for_is_not_found(desk: Client, ozg_id: str) -> None:
    assert desk.get(f"/meine-kommune/{TOWN}/leistungen/{ozg_id}/").status_code == 404


def test_stranger_is_sent_to_the_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/anmelden/?next=")


def test_history_costs_the_same_queries_for_one_and_three_events(
    desk: Client, editor: User
) -> None:
    counts = []
    for flags in ({"registered": True}, {"configured": True}, {"listed": True}):
        change = RolloutChange(TOWN, "90001", LAST_YEAR)._replace(**flags)  # type: ignore[arg-type]
        source = EventSource.SELF_REPORT
        record_rollouts([change], by=editor, source=source, at=timezone.now())
        counts.append(cost(desk, PAGE))
    assert counts[0] == counts[2]
