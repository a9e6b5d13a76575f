"""A municipality reports its roll-out: who may, what is shown, and one change for many services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.choices import Role
from accounts.models import User
from services.actions import RolloutChange, record_rollouts
from services.choices import EventSource
from services.models import Catalogue, RolloutConfirmation, RolloutEvent
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in
from tests.services.world import (
    HANAU,
    HANAU_BEFORE,
    SECOND_TOWN,
    TOWN,
    make_service,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

PAGE = f"/meine-kommune/{TOWN}/leistungen/"
BULK, UNCHANGED = f"{PAGE}aendern/", f"{PAGE}unveraendert/"
LAST_YEAR = date(2025, 3, 1)


def rows_of(client: Client, **query: Any) -> dict[str, str]:
    """The shown services with their state."""
    rows = client.get(PAGE, query).context["rows"]
    return {row.service.pk: row.state.value for row in rows}


def bulk(client: Client, change: str, *services: str, **more: Any) -> Any:
    entry = {"change": change, "day": "01.06.2026", "service": services, **more}
    return client.post(BULK, entry)


def test_page_lists_what_the_body_is_competent_for(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True))
    assert rows_of(desk) == {"90002": "not_reported", "90001": "registered"}


def test_reported_share_counts_what_the_body_owes(desk: Client) -> None:
    record(
        RolloutChange(TOWN, "90001", LAST_YEAR),
        RolloutChange(TOWN, "90005", LAST_YEAR, registered=True),
    )
    context = desk.get(PAGE).context
    assert [context[name] for name in ("reported", "owed", "total")] == [1, 2, 3]


def test_unreported_is_shown_as_such_and_never_as_zero(desk: Client) -> None:
    page = text_of(desk, PAGE)
    assert "Geburtsurkunde 90002 Familie Keine Meldung – – keine Meldung" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "hunde"}, ["90001"]),
        ({"q": "90002"}, ["90002"]),
        ({"feld": "reisen"}, []),
        ({"stand": "not_reported"}, ["90002"]),
        ({"stand": "registered"}, ["90001"]),
        ({"stand": ["registered", "not_reported"]}, ["90002", "90001"]),
        ({"stand": "live"}, []),
    ],
)
def test_list_is_filtered(desk: Client, query: dict[str, Any], found: list[str]) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True))
    assert list(rows_of(desk, **query)) == found


def test_last_report_is_that_of_the_body_and_of_each_row(desk: Client, editor: User) -> None:
    record(RolloutChange(TOWN, "90002", LAST_YEAR))
    assert desk.get(PAGE).context["last_report"] is None
    record_rollouts(
        [RolloutChange(TOWN, "90001", LAST_YEAR)],
        by=editor,
        source=EventSource.SELF_REPORT,
        at=timezone.now() - timedelta(days=3),
    )
    context = desk.get(PAGE).context
    three_days_ago = timezone.localdate() - timedelta(days=3)
    assert context["last_report"] == three_days_ago
    assert {row.service.pk: row.reported_on for row in context["rows"]} == {
        "90001": three_days_ago,
        "90002": LAST_YEAR,
    }


@pytest.mark.parametrize("confirmed", [{}, {"_confirmed": "1"}], ids=["preview", "write"])
def test_preview_and_writing_each_go_through_the_changes_once(
    desk: Client, confirmed: dict[str, str]
) -> None:
    """Lock, check, write: three statements read the changes, and no table is made for them."""
    with CaptureQueriesContext(connection) as queries:
        bulk(desk, "registered", "90001", "90002", **confirmed)
    asked = [query["sql"] for query in queries.captured_queries]
    assert len([sql for sql in asked if "rollout_incoming" in sql]) == 3
    assert not [sql for sql in asked if "TEMP TABLE" in sql]
    assert RolloutEvent.objects.count() == (2 if confirmed else 0)


def test_change_is_shown_before_it_is_written(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True))
    page = bulk(desk, "registered", "90001", "90002")
    trial = page.context["trial"]
    assert [(e.service.pk, e.before.value, e.event.state.value) for e in trial.effects] == [
        ("90002", "not_reported", "registered")
    ]
    assert [service.pk for service in trial.unchanged] == ["90001"]
    assert RolloutEvent.objects.count() == 1
    assert bulk(desk, "registered", "90002", _confirmed="1").status_code == 302
    event = RolloutEvent.objects.get(service="90002")
    written = (event.source, event.valid_from, event.recorded_by.username)  # type: ignore[union-attr]
    assert written == (EventSource.SELF_REPORT, date(2026, 6, 1), "editor")


WHOLE = RolloutChange(
    TOWN, "90001", LAST_YEAR, registered=True, configured=True, listed=True, live=True
)


@pytest.mark.parametrize(
    ("before", "change", "state", "differences"),
    [
        (
            WHOLE._replace(integrated=True, maturity_model="1.1", maturity_level=2),
            "not_started",
            "not_started",
            [
                "registered: no",
                "set up: no",
                "listed: no",
                "back office integrated: no",
                "available online: no",
                "maturity level: –",
            ],
        ),
        (WHOLE, "integrated", "live", ["back office integrated: yes"]),
        (WHOLE, "offline", "listed", ["available online: no"]),
        (WHOLE, "paused", "paused", ["available online: no", "paused: yes"]),
        (WHOLE._replace(live=False, paused=True), "resumed", "listed", ["paused: no"]),
    ],
    ids=["not started", "integrated", "offline", "paused", "resumed"],
)
def test_step_back_or_aside_is_shown_and_written(
    desk: Client, before: RolloutChange, change: str, state: str, differences: list[str]
) -> None:
    record(before)
    effect = bulk(desk, change, "90001").context["trial"].effects[0]
    assert effect.event.state.value == state
    with translation.override(None):
        assert effect.differences == differences
    bulk(desk, change, "90001", _confirmed="1")
    assert rows_of(desk)["90001"] == state
    assert RolloutEvent.objects.current().get().source == EventSource.SELF_REPORT


def test_preview_names_what_the_state_does_not_show(desk: Client) -> None:
    record(WHOLE)
    page = bulk(desk, "integrated", "90001").content.decode()
    assert ">Fachverfahren angebunden: ja</td>" in page


@pytest.mark.parametrize("change", ["offline", "resumed"])
def test_what_has_no_report_is_not_made_a_report_of_nothing(desk: Client, change: str) -> None:
    record(WHOLE, RolloutChange(TOWN, "90002", date(2026, 6, 2), registered=True))
    trial = bulk(desk, change, "90002").context["trial"]
    assert (trial.effects, trial.unchanged) == ([], [])
    assert [refusal.service.pk for refusal in trial.refused] == ["90002"]
    bulk(desk, change, "90002", _confirmed="1")
    assert RolloutEvent.objects.filter(service="90002").count() == 1


def test_pausing_ends_being_online_and_resuming_does_not_begin_it(desk: Client) -> None:
    record(WHOLE)
    bulk(desk, "paused", "90001", _confirmed="1")
    bulk(desk, "resumed", "90001", _confirmed="1", day="02.06.2026")
    event = RolloutEvent.objects.current().get()
    assert (event.paused, event.live, event.listed) == (False, False, True)


def test_refused_services_are_named_and_the_others_written(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, configured=True, listed=True))
    trial = bulk(desk, "live", "90001", "90002").context["trial"]
    assert [effect.service.pk for effect in trial.effects] == ["90001"]
    assert [refusal.service.pk for refusal in trial.refused] == ["90002"]
    assert "eingebunden" in trial.refused[0].message
    bulk(desk, "live", "90001", _confirmed="1")
    assert RolloutEvent.objects.current().get(service="90001").live is True


def test_confirmed_change_that_became_impossible_writes_nothing(desk: Client) -> None:
    page = bulk(desk, "live", "90001", _confirmed="1")
    assert [refusal.service.pk for refusal in page.context["trial"].refused] == ["90001"]
    assert not RolloutEvent.objects.exists()


def test_not_competent_is_undone_by_a_step_forward(desk: Client) -> None:
    bulk(desk, "not_applicable", "90001", _confirmed="1")
    assert rows_of(desk)["90001"] == "not_applicable"
    bulk(desk, "configured", "90001", _confirmed="1", day="02.06.2026")
    assert rows_of(desk)["90001"] == "configured"


def test_all_shown_services_are_those_of_the_filter(desk: Client) -> None:
    entry = {"change": "registered", "day": "01.06.2026", "all_shown": "on"}
    trial = desk.post(f"{BULK}?q=hunde", entry).context["trial"]
    assert [effect.service.pk for effect in trial.effects] == ["90001"]
    both = desk.post(BULK, entry).context["trial"]
    assert [effect.service.pk for effect in both.effects] == ["90002", "90001"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"change": "registered", "day": "01.06.2026"}, "__all__"),
        ({"change": "registered", "day": "01.06.2026", "service": "90003"}, "__all__"),
        ({"change": "registered", "day": "31.12.2099", "service": "90001"}, "day"),
        ({"change": "registered", "day": "31.02.2026", "service": "90001"}, "day"),
        ({"change": "nonsense", "day": "01.06.2026", "service": "90001"}, "change"),
    ],
)
def test_wrong_entry_is_explained_and_keeps_the_ticks(
    desk: Client, entry: dict[str, str], field: str
) -> None:
    context = desk.post(BULK, entry).context
    assert list(context["form"].errors) == [field]
    assert context["ticked"] == {key for key in [entry.get("service")] if key == "90001"}
    assert not RolloutEvent.objects.exists()


def test_nothing_changed_is_one_click(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR))
    desk.post(UNCHANGED)
    assert RolloutConfirmation.objects.get().municipality_id == TOWN
    assert desk.get(PAGE).context["last_report"] == timezone.localdate()


def test_nothing_changed_before_the_first_report_is_refused(desk: Client) -> None:
    assert "Nichts hat sich geändert" not in text_of(desk, PAGE)
    page = desk.post(UNCHANGED, follow=True).content.decode()
    assert "hat noch nichts gemeldet" in page
    assert not RolloutConfirmation.objects.exists()


def test_viewer_reads_and_writes_nothing() -> None:
    viewer = signed_in(make_user("viewer", Role.MUNICIPALITY_VIEWER, TOWN))
    assert viewer.get(PAGE).context["form"] is None
    assert bulk(viewer, "registered", "90001", _confirmed="1").status_code == 403
    assert viewer.post(UNCHANGED).status_code == 403
    assert not RolloutEvent.objects.exists()
    assert not RolloutConfirmation.objects.exists()


def test_page_of_another_body_is_not_found() -> None:
    foreign = signed_in(make_user("foreign", Role.MUNICIPALITY_EDITOR, SECOND_TOWN))
    assert foreign.get(PAGE).status_code == 404
    assert bulk(foreign, "registered", "90001", _confirmed="1").status_code == 404
    assert foreign.post(UNCHANGED).status_code == 404
    assert not RolloutEvent.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OFFICER])
def test_ministry_corrects_with_a_reason(role: Role) -> None:
    ministry = signed_in(make_user("ministry", role))
    refused = bulk(ministry, "registered", "90001", _confirmed="1")
    assert list(refused.context["form"].errors) == ["reason"]
    bulk(ministry, "registered", "90001", _confirmed="1", reason="laut Anruf")
    event = RolloutEvent.objects.get()
    assert (event.source, event.source_note) == (EventSource.MINISTRY, "laut Anruf")


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.APPROVER, 200),
        (Role.AUDITOR, 200),
        (Role.GOVERNMENT_DISTRICT, 404),
        (Role.ASSOCIATION, 404),
        (Role.SYSTEM_ADMINISTRATOR, 403),
    ],
)
def test_others_read_or_do_not_find_it(role: Role, status: int) -> None:
    client = signed_in(make_user("other", role))
    assert client.get(PAGE).status_code == status
    assert bulk(client, "registered", "90001", _confirmed="1").status_code in {403, 404}


@pytest.mark.parametrize("path", [PAGE, BULK, UNCHANGED])
def test_strangers_are_sent_to_the_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/anmelden/?next=")


@pytest.mark.parametrize("path", [BULK, UNCHANGED])
def test_changes_are_posted(desk: Client, path: str) -> None:
    """Who signed in again in between comes back with a GET: to the list, and nothing is written."""
    record(RolloutChange(TOWN, "90001", LAST_YEAR))
    told = [*RolloutEvent.objects.values()], [*RolloutConfirmation.objects.values()]
    answer = desk.get(path, {"change": "live", "service": "90001", "_confirmed": "1"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, PAGE)
    assert ([*RolloutEvent.objects.values()], [*RolloutConfirmation.objects.values()]) == told


def test_list_costs_the_same_queries_for_one_and_three_services(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR))
    counts = [cost(desk, PAGE)]
    for ozg_id in ("90006", "90007"):
        make_service(ozg_id, f"Leistung {ozg_id}").catalogues.add(Catalogue.objects.get())
        record(RolloutChange(TOWN, ozg_id, LAST_YEAR))
    assert len(rows_of(desk)) == 4
    counts.append(cost(desk, PAGE))
    assert counts[0] == counts[1]


def test_page_of_the_body_leads_to_the_desk(desk: Client) -> None:
    assert desk.get(f"/kommunen/{TOWN}/").context["reporting_url"] == PAGE
    assert desk.get(f"/kommunen/{SECOND_TOWN}/").context["reporting_url"] == ""


@pytest.mark.parametrize("ags", ["06999999", "x", "%00"])
def test_unknown_body_is_not_found(ags: str) -> None:
    client = signed_in(make_user("coordinator", Role.COORDINATOR))
    for path in (f"/meine-kommune/{ags}/leistungen/", f"/kommunen/{ags}/"):
        assert client.get(path).status_code == 404


def test_former_body_reports_up_to_its_last_day() -> None:
    client = signed_in(make_user("hanau", Role.MUNICIPALITY_EDITOR, HANAU))
    page = f"/meine-kommune/{HANAU_BEFORE}/leistungen/"
    assert client.get(page).context["form"]["day"].value() == "31.12.2025"
    entry = {"change": "registered", "service": "90001", "_confirmed": "1"}
    late = client.post(f"{page}aendern/", {**entry, "day": "01.06.2026"})
    assert "06415000" in late.context["trial"].refused[0].message
    client.post(f"{page}aendern/", {**entry, "day": "31.12.2025"})
    assert RolloutEvent.objects.get().municipality_id == HANAU_BEFORE
