"""The coordination office's page, the blueprints, and what money brought."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from core.choices import Qualifier
from municipalities.models import GovernmentDistrict
from services.models import (
    AdviceGiven,
    AdviceModule,
    RegionalConference,
    SteeringDecision,
    WorkItem,
)
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in
from tests.programs.queries.effect.funded import make_grant
from tests.services.world import SECOND_TOWN, TOWN, VILLAGE, live, make_user, record

pytestmark = pytest.mark.django_db
COORDINATION, REUSE, EFFECT = (
    "/fortschritt/koordinierung/",
    "/fortschritt/blaupausen/",
    "/fortschritt/wirkung/",
)
MINISTRY = {COORDINATION: 200, REUSE: 200, EFFECT: 200}
COORDINATOR = MINISTRY | {EFFECT: 403}
READER = COORDINATOR | {COORDINATION: 403}
DOORS = {
    Role.OFFICER: MINISTRY,
    Role.APPROVER: MINISTRY,
    Role.BUDGET_OFFICER: MINISTRY,
    Role.AUDITOR: MINISTRY,
    Role.COORDINATOR: COORDINATOR,
    Role.ASSOCIATION: READER,
    Role.GOVERNMENT_DISTRICT: READER,
    Role.MUNICIPALITY_VIEWER: READER,
    Role.MUNICIPALITY_EDITOR: READER,
    Role.SYSTEM_ADMINISTRATOR: dict.fromkeys(MINISTRY, 403),
    None: dict.fromkeys(MINISTRY, 403),
}


@pytest.fixture
def coordinator(db: None) -> Client:
    return signed_in(UserFactory.create(roles=[Role.COORDINATOR]))


def decide(subject: str) -> SteeringDecision:
    return SteeringDecision.objects.create(
        level="strategic", decided_on=date(2026, 3, 2), subject=subject, text="Vorrang"
    )


def advise(code: str, *bodies: str) -> None:
    module = AdviceModule.objects.create(code=code, name=code.title(), position=1)
    for ags in bodies:
        AdviceGiven.objects.create(module=module, municipality_id=ags, given_on=date(2026, 3, 2))


@pytest.mark.parametrize("role", DOORS)
def test_pages_open_by_role(role: Role | None) -> None:
    client = signed_in(UserFactory.create(roles=[role] if role else []))
    assert {path: client.get(path).status_code for path in MINISTRY} == DOORS[role]


def test_work_programme_runs_by_priority_and_names_its_decision(coordinator: Client) -> None:
    decision = decide("Wohngeld zuerst")
    WorkItem.objects.create(title="Reisepass", priority=2, reason="Nachfrage")
    WorkItem.objects.create(
        title="Wohngeld", priority=1, decision=decision, planned_from=date(2026, 4, 1)
    )
    page = text_of(coordinator, COORDINATION)
    assert "1 Wohngeld Geplant 01.04.2026 – offen — 02.03.2026 Wohngeld zuerst" in page
    assert page.index("Wohngeld") < page.index("Reisepass")
    assert "Strategische Steuerungsebene Wohngeld zuerst Vorrang 02.03.2026 – –" in page


def test_decisions_run_from_the_political_level_down(coordinator: Client) -> None:
    for level in ("implementation", "operational", "political", "strategic"):
        SteeringDecision.objects.create(
            level=level, decided_on=date(2026, 3, 2), subject=level, text="Text"
        )
    shown = [row.level for row in coordinator.get(COORDINATION).context["decisions"].data]
    assert shown == ["political", "strategic", "operational", "implementation"]


def test_advice_counts_each_body_once_per_module(coordinator: Client) -> None:
    advise("strategie", LAUTERBACH, ALSFELD)
    advise("prozesse")
    page = text_of(coordinator, COORDINATION)
    assert "Strategie 2 02.03.2026" in page
    assert "Prozesse 0 –" in page


def test_attendance_carries_its_qualifier(coordinator: Client) -> None:
    RegionalConference.objects.all().delete()
    for code, attendance, qualifier in (
        ("a", 120, Qualifier.AROUND),
        ("b", None, Qualifier.UNKNOWN),
        ("c", 45, Qualifier.EXACT),
    ):
        RegionalConference.objects.create(
            code=code,
            government_district=GovernmentDistrict.objects.get(ags="066"),
            place=f"Ort {code}",
            held_before=date(2020, 2, 12),
            attendance=attendance,
            qualifier=qualifier,
            source="Quelle",
        )
    page = text_of(coordinator, COORDINATION)
    found = [
        f"Ort {code} Regierungsbezirk Kassel vor dem 12.02.2020 {text} Quelle"
        for code, text in (("a", "rund 120"), ("b", "unbekannt"), ("c", "45"))
    ]
    assert [line for line in found if line not in page] == []


def test_empty_page_says_so(coordinator: Client) -> None:
    page = text_of(coordinator, COORDINATION)
    assert "Das Arbeitsprogramm ist leer." in page
    assert "Noch ist kein Beschluss erfasst." in page


def test_page_costs_the_same_queries_for_one_and_three(coordinator: Client) -> None:
    costs = []
    for number in (1, 2, 3):
        decision = decide(f"Beschluss {number}")
        WorkItem.objects.create(title=f"Aufgabe {number}", priority=1, decision=decision)
        advise(f"modul-{number}", LAUTERBACH)
        costs.append(cost(coordinator, COORDINATION))
    assert costs[0] == costs[1] == costs[2]


def test_effect_tells_cost_only_where_both_sides_are_known(world: None) -> None:
    make_grant(TOWN, SECOND_TOWN, services=("90001",))
    make_grant(VILLAGE, services=("90002",))
    make_grant(TOWN, services=())
    record(live(TOWN, "90001", date(2025, 6, 2)), live(SECOND_TOWN, "90001", date(2025, 7, 1)))
    client = signed_in(make_user("pruefung", Role.AUDITOR))
    page = text_of(client, EFFECT)
    assert "100.000,00 € 1 2 0 2 von 2 02.06.2025 – 01.07.2025 50.000,00 €" in page
    assert "100.000,00 € 1 1 0 0 von 1 – unbekannt" in page
    assert "1 Zuwendung nennt keine Leistungen" in page


def test_effect_leads_to_the_case_and_to_the_report_of_its_day(world: None) -> None:
    grant = make_grant(TOWN)
    client = signed_in(make_user("pruefung", Role.AUDITOR))
    page = client.get(f"{EFFECT}?stand=2025-06-01").content.decode()
    links = [f"/zuwendungen/{grant.pk}/#effect", "/berichte/wirkung/?stand=2025-06-01"]
    links += [f"/berichte/wirkung/{fmt}/?stand=2025-06-01" for fmt in ("csv", "xlsx", "ods")]
    assert [link for link in links if f'href="{link}"' not in page] == []
    assert {client.get(link).status_code for link in links} == {200}


def test_effect_costs_the_same_queries_for_one_and_three(world: None) -> None:
    client = signed_in(make_user("pruefung", Role.AUDITOR))
    costs = []
    for _more in range(3):
        make_grant(TOWN, VILLAGE)
        costs.append(cost(client, EFFECT))
    assert costs[0] == costs[1] == costs[2]


def test_work_list_of_funded_services_is_for_who_sees_the_case(world: None) -> None:
    grant = make_grant(TOWN, VILLAGE)
    path = "/fortschritt/aufgaben/?art=ohne-fortschritt"
    officer = signed_in(make_user("sachbearbeitung", Role.OFFICER))
    line = f"Hundesteuer (90001) {grant.file_reference} 31.12.2024"
    assert f"Kleindorf (06431003) {line}" in text_of(officer, path)
    town = signed_in(make_user("oberstadt", Role.MUNICIPALITY_VIEWER, TOWN))
    assert f"Oberstadt (06431001) {line}" in text_of(town, path)
    assert "Kleindorf" not in text_of(town, path)
