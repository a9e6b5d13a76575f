"""The page of one OZG service, and the ways to it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from services.actions import RolloutChange
from services.models import LeikaService, ProcessEvent
from tests.factories.accounts import UserFactory
from tests.portal.cases import cost, refreshed, text_of
from tests.programs.desk import signed_in
from tests.services.queries.test_work_lists import release
from tests.services.world import (
    CITY,
    HANAU,
    HANAU_BEFORE,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
    switch_catalogue,
)

pytestmark = pytest.mark.usefixtures("world")
PAGE, MARCH, MAY = "/leistungen/90001/", date(2026, 3, 2), date(2026, 5, 4)


@pytest.fixture
def coordinator(world: None) -> Client:
    return signed_in(make_user("koordination", Role.COORDINATOR))


@pytest.mark.parametrize("role", [*Role, None])
def test_page_is_open_to_who_may_see_progress(role: Role | None) -> None:
    client = signed_in(UserFactory.create(roles=[role] if role else []))
    closed = role in (Role.SYSTEM_ADMINISTRATOR, None)
    assert client.get(PAGE).status_code == (403 if closed else 200)


def test_stranger_is_sent_to_the_sign_in_and_unknown_service_is_not_found(
    client: Client, coordinator: Client
) -> None:
    assert client.get(PAGE)["Location"].startswith("/anmelden/")
    assert coordinator.get("/leistungen/99999/").status_code == 404


def test_page_tells_what_the_service_is(coordinator: Client) -> None:
    LeikaService.objects.create(
        leika_key="99900010000001", name="Ermäßigung", ozg_service_id="90001"
    )
    page = text_of(coordinator, PAGE)
    for said in (
        "OZG-ID 90001",
        "Themenfeld Familie",
        "Lage familie",
        "Gemeinde (Test)",
        "OZG-Katalog 2019",
        "2 LeiKa-Leistungen in diesem Bündel",
        "99900010000001 Ermäßigung",
        "Kein Prozess bietet diese Leistung bisher an.",
        "Die Leistung ist an diesem Tag nirgends online.",
    ):
        assert said in page
    assert "Zu klären (Test)" in text_of(coordinator, "/leistungen/90005/")


def test_page_counts_by_every_rule_and_lists_who_has_it_live_on_a_day(coordinator: Client) -> None:
    process = release("hund", "civento", MARCH, "90001")
    ProcessEvent.objects.create(process=process, state="retired", on=MAY)
    record(
        live(HANAU_BEFORE, "90001", date(2025, 3, 3)),
        live(TOWN, "90001", MARCH, level=2),
        live(CITY, "90001", MAY),
        live(VILLAGE, "90002", MARCH),
    )
    refreshed()
    found = {}
    for query in ("", "?stand=2026-04-01", "?stand=2025-04-01"):
        context = coordinator.get(f"{PAGE}{query}").context
        counted = {figure.rule: figure.numerator for figure in context["figures"]}
        bodies = [row.record.municipality_id for row in context["table"].rows]
        assert counted["share"] == len(bodies)
        states = [row.get_cell("state") for row in context["offers"].rows]
        found[query] = (bodies, counted["level3_any"], counted["provided"], states)
    assert found == {
        "": ([CITY, TOWN], 1, 0, ["Außer Betrieb"]),
        "?stand=2026-04-01": ([TOWN], 0, 1, ["Freigegeben zur Nachnutzung"]),
        "?stand=2025-04-01": ([HANAU_BEFORE], 1, 0, ["Umgesetzt"]),
    }
    page = text_of(coordinator, PAGE)
    assert "Online (mindestens eine Kommune) 1 von 1 100,0 %" in page
    assert "Verfügbarkeitsquote 2 von 5 40,0 %" in page
    assert "Oberstadt 06431001 Kreis 06431 — 2 (1.1) 02.03.2026" in page


@pytest.mark.parametrize("ozg_id", ["90004", "90005"])
def test_service_that_no_municipality_executes_is_in_no_figure(
    coordinator: Client, ozg_id: str
) -> None:
    refreshed()
    page = text_of(coordinator, f"/leistungen/{ozg_id}/")
    assert (
        "An diesem Tag ist keine Kommune zuständig; die Leistung ist in keiner Zahl enthalten."
        in page
    )
    assert "Verfügbarkeitsquote" not in page


def test_service_outside_the_catalogue_is_in_no_figure(coordinator: Client) -> None:
    switch_catalogue("90002")
    page = text_of(coordinator, PAGE)
    assert "steht nicht in der für Quoten verwendeten Katalogfassung" in page
    assert "Verfügbarkeitsquote" not in page


def test_page_costs_the_same_queries_for_little_and_much(coordinator: Client) -> None:
    release("hund", "civento", MARCH, "90001")
    record(live(TOWN, "90001", MARCH))
    one = cost(coordinator, PAGE)
    for number, ags in enumerate((VILLAGE, CITY, HANAU)):
        release(f"mehr-{number}", "efa", MARCH, "90001")
        record(live(ags, "90001", MARCH))
    assert cost(coordinator, PAGE) == one


@pytest.mark.parametrize(
    "path",
    [
        "/fortschritt/aufgaben/",
        "/fortschritt/aufgaben/?art=zustaendigkeit",
        f"/kommunen/{TOWN}/naechste-schritte/",
        "/berichte/fortschritt/?gliederung=service",
        "/berichte/fortschritt-detail/",
    ],
)
def test_services_named_on_other_pages_lead_to_their_page(coordinator: Client, path: str) -> None:
    release("hund", "civento", MARCH, "90001")
    record(RolloutChange(TOWN, "90001", MARCH, configured=True))
    refreshed()
    page = coordinator.get(path).content.decode()
    wanted = "/leistungen/90005/" if "zustaendigkeit" in path else PAGE
    assert f'href="{wanted}"' in page


def test_report_by_theme_field_links_to_no_service(coordinator: Client) -> None:
    refreshed()
    assert "/leistungen/" not in coordinator.get("/berichte/fortschritt/").content.decode()
