"""The map: values of any day by body and area, who may see what, words and keyboard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from core.areas import Level
from core.as_of import AsOf
from portal.map.views import home_of
from programs.models import BudgetLine
from services.actions import RolloutChange, months
from services.queries.areas import live_rates
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.portal.cases import cost, decided, refreshed
from tests.programs.desk import signed_in
from tests.services.world import CITY, NOW, TOWN, VILLAGE, live, record

MAP, VALUES = "/karte/", "/karte/werte/"


@pytest.fixture
def auditor(db: None) -> Client:
    return signed_in(UserFactory.create(roles=[Role.AUDITOR]))


def values(client: Client, query: str = "") -> dict[str, Any]:
    answer = client.get(f"{VALUES}?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return {key: [code, text.replace("\u00a0", " ")] for key, (code, text, _url) in found.items()}


@pytest.mark.parametrize("path", [MAP, VALUES])
def test_map_is_open_to_who_may_see_progress(db: None, path: str) -> None:
    stranger = Client().get(path)
    assert (stranger.status_code, "/anmelden/" in stranger["Location"]) == (302, True)
    for role, status in [(Role.SYSTEM_ADMINISTRATOR, 403), (Role.MUNICIPALITY_VIEWER, 200)]:
        client = signed_in(UserFactory.create(roles=[role], of=[LAUTERBACH]))
        assert client.get(path).status_code == status


@pytest.mark.usefixtures("world")
def test_progress_of_bodies_and_districts_on_any_day() -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    record(live(TOWN, "90001", date(2026, 3, 2)), live(CITY, "90001", date(2026, 5, 4)))
    refreshed()
    assert values(client)[TOWN] == ["5", "50,0 %"]
    assert values(client)[VILLAGE] == ["1", "0,0 %"]
    assert values(client, "stand=2026-03-01")[TOWN] == ["1", "0,0 %"]
    assert values(client, "ebene=kreise")[TOWN[:5]] == ["1", "14,3 %"]
    by_district = values(client, "ebene=regierungsbezirke&stand=2026-05-03")
    assert by_district["064"] == ["1", "7,7 %"]


@pytest.mark.usefixtures("world")
def test_month_end_of_the_series_is_what_the_day_computes() -> None:
    record(live(TOWN, "90001", date(2026, 3, 2)), live(CITY, "90002", date(2026, 3, 31)))
    day = AsOf.on(date(2026, 3, 31))
    computed = {level: live_rates(level, at=day) for level in (Level.BODY, Level.DISTRICT)}
    months.refresh(today=date(2026, 4, 1), now=NOW)
    for level, before in computed.items():
        known = {key: rate for key, rate in before.items() if rate is not None}
        assert live_rates(level, at=day) == known


@pytest.mark.usefixtures("world")
def test_last_report_counts_whole_months_and_none_is_unknown() -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    record(live(TOWN, "90001", date(2026, 3, 15)))
    for day, told in [
        ("2026-03-14", ["u", "–"]),
        ("2026-06-14", ["1", "2 Monate"]),
        ("2026-06-15", ["2", "3 Monate"]),
    ]:
        assert values(client, f"mass=meldung&stand={day}")[TOWN] == told
    assert values(client, "mass=meldung&ebene=kreise&stand=2026-06-15")[TOWN[:5]][0] == "2"


def test_funding_is_committed_money_by_inhabitants(auditor: Client, line: BudgetLine) -> None:
    decided(line)
    refreshed()
    per_body = values(auditor, "mass=foerderung")
    assert per_body[LAUTERBACH][0] not in ("u", "1")
    assert values(auditor, "mass=foerderung&stand=2026-11-22")[LAUTERBACH] == ["1", "0,00 €"]
    assert values(auditor, "mass=foerderung&ebene=kreise")["06535"][0] != "1"


def test_money_of_single_bodies_is_for_those_who_see_cases(db: None) -> None:
    client = signed_in(UserFactory.create(roles=[Role.ASSOCIATION]))
    assert client.get(f"{VALUES}?mass=foerderung").status_code == 400
    assert client.get(f"{VALUES}?mass=foerderung&ebene=kreise").status_code == 200
    viewer = signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH]))
    assert viewer.get(f"{VALUES}?mass=foerderung&ebene=kreise").status_code == 400
    assert b"foerderung" not in viewer.get(MAP).content


def test_page_says_every_value_in_words_and_leads_to_the_body(auditor: Client) -> None:
    page = auditor.get(f"{MAP}?stand=2026-03-01").content.decode()
    assert 'aria-label="Stadt Alsfeld: ' in page
    assert f'href="/kommunen/{ALSFELD}/?stand=2026-03-01"' in page
    assert "Schematische Karte" in page
    assert "keine amtlichen Grenzen" in page
    assert page.count('tabindex="0" data-key') + page.count('tabindex="-1"') >= 421


def test_measure_of_today_alone_says_so(auditor: Client) -> None:
    page = auditor.get(f"{MAP}?mass=nachnutzung&stand=2026-03-01")
    assert "nur für heute bekannt" in page.content.decode()
    assert page.context["is_today"]
    assert page.context["months"] == []


def test_map_costs_the_same_queries_for_three_areas_and_for_all(auditor: Client) -> None:
    few, many = (cost(auditor, f"{MAP}?ebene={level}") for level in ("regierungsbezirke", "kreise"))
    assert few == many
    assert cost(auditor, MAP) <= many


@pytest.mark.parametrize("column", ["name", "key", "value"])
def test_table_keeps_its_order_whatever_is_asked(auditor: Client, column: str) -> None:
    """Its values are words, which sort as no number does."""
    table = auditor.get(MAP, {"ebene": "kreise", "sort": f"-{column}"}).context["table"]
    names = [row.get_cell_value("name") for row in table.rows]
    assert names == [area.name for area in table.data]
    assert not table.columns[column].orderable


def test_map_begins_in_the_district_one_works_in() -> None:
    one = UserFactory.build()
    for bodies, home in [
        ([], ""),
        ([LAUTERBACH, ALSFELD], "06535"),
        (["06535"], "06535"),
        ([LAUTERBACH, "06531005"], ""),
    ]:
        one._municipalities = frozenset(bodies)  # type: ignore[attr-defined]  # as read once
        assert home_of(one) == home


@pytest.mark.usefixtures("world")
def test_one_service_is_online_somewhere_or_not_and_what_nobody_reported_is_unknown() -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    record(live(TOWN, "90001", date(2026, 3, 2)))
    record(RolloutChange(CITY, "90001", date(2026, 5, 4), live=False))
    refreshed()
    asked = "mass=leistung&leistung=90001"
    found = values(client, asked)
    assert [found[ags] for ags in (TOWN, CITY, VILLAGE)] == [
        ["5", "online"],
        ["1", "nicht online"],
        ["u", "–"],
    ]
    assert values(client, f"{asked}&stand=2026-03-01")[TOWN] == ["u", "–"]
    assert values(client, f"{asked}&stand=2026-03-02")[TOWN] == ["5", "online"]
    assert values(client, f"{asked}&ebene=kreise")[TOWN[:5]][1].endswith("%")
    page = client.get(f"{MAP}?{asked}").content.decode()
    assert "nicht gemeldet oder nicht zuständig" in page
    assert "data-slider" not in page
    assert f'href="{MAP}?mass=leistung&amp;leistung=90001"' in (
        client.get("/leistungen/90001/").content.decode()
    )


def test_map_of_a_service_wants_one_that_is_there(auditor: Client) -> None:
    for asked in ("mass=leistung", "mass=leistung&leistung=0"):
        assert auditor.get(f"{VALUES}?{asked}").status_code == 400
