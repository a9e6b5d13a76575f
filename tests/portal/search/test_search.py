"""One search over everything, as far as one may see it, however it is spelled."""

from __future__ import annotations

import json

import pytest
from django import forms
from django.test import Client

from accounts.choices import Role
from municipalities.body_choice import BodyField
from municipalities.models import Municipality
from programs.choices import GrantState
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.portal.cases import cost
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of

pytestmark = pytest.mark.django_db


def found(client: Client, text: str) -> dict[str, list[str]]:
    kinds = client.get("/suche/", {"q": text}).context["kinds"]
    return {str(kind.heading): [hit.label for hit in kind.rows] for kind in kinds}


def test_bodies_are_found_however_they_are_written() -> None:
    for text in ("giessen", "Gießen", "GIESSEN", "6531005"):
        assert "Universitätsstadt Gießen" in str(found(browser_of(), text)) or (
            "Gießen" in str(found(browser_of(), text)["Kommunen"])
        )
    assert found(browser_of(), "  ") == {}


def test_programs_pages_and_services_are_found_by_their_words() -> None:
    browser = browser_of()
    assert any("IKZ" in label for label in found(browser, "ikz")["Förderprogramme"])
    assert "Barrierefreiheit" in found(browser, "barriere")["Seiten"]
    assert "Meine Kommune" in found(browser, "meine kommune")["Seiten"]
    assert found(browser, "geburtsurkunde").keys() >= {"Leistungen"}


def test_services_are_found_by_what_people_call_them() -> None:
    browser = browser_of()
    for said, service in (
        ("kita", "Kindertagesbetreuung"),
        ("KITAS", ""),
        ("perso", "Personalausweis"),
        ("kfz", "Kraftfahrzeugzulassung, -um- und Abmeldung"),
        ("Bauantrag", "Bauvorbescheid und Baugenehmigung"),
        ("muell", "Abfallentsorgung"),
        ("kindergar", "Kindertagesbetreuung"),  # while one types
    ):
        labels = found(browser, said).get("Leistungen", [])
        assert (service in labels) if service else ("Kindertagesbetreuung" not in labels), said


def test_cases_are_found_by_who_may_see_them() -> None:
    GrantFactory.create(title="Standesamt am Bach")
    GrantFactory.create(title="Standesamt im Entwurf", state=GrantState.DRAFT)
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    assert len(found(office, "standesamt")["Zuwendungen"]) == 2
    assert len(found(browser_of(), "standesamt")["Zuwendungen"]) == 1
    for stranger in (browser_of(GIESSEN), signed_in(UserFactory.create(roles=[Role.COORDINATOR]))):
        assert "Zuwendungen" not in found(stranger, "standesamt")


def test_only_ten_of_a_kind_are_shown_and_the_rest_is_linked() -> None:
    for _more in range(11):
        GrantFactory.create(title="Standesamt")
    page = browser_of().get("/suche/", {"q": "standesamt & co"})
    assert page.status_code == 200
    (kind,) = browser_of().get("/suche/", {"q": "standesamt"}).context["kinds"]
    assert (len(kind.rows), kind.all_url) == (10, "/zuwendungen/?q=standesamt")


def test_search_costs_the_same_for_one_and_three_cases() -> None:
    browser, costs = browser_of(), []
    for _more in range(3):
        GrantFactory.create(title="Standesamt")
        costs.append(cost(browser, "/suche/?q=standesamt"))
    assert costs[0] == costs[-1]


def test_header_has_the_search_for_people_who_may() -> None:
    assert 'id="site-search"' in browser_of().get("/kommunen/").content.decode()
    assert 'id="site-search"' not in Client().get("/impressum/").content.decode()


def test_combobox_offers_ten_bodies_with_key() -> None:
    answer = browser_of().get("/suche/kommunen/", {"q": "lauterb"})
    (body,) = json.loads(answer.content)["bodies"]
    assert (LAUTERBACH in body["label"], body["about"]) == (True, "Vogelsbergkreis")
    many = json.loads(browser_of().get("/suche/kommunen/", {"q": "e"}).content)["bodies"]
    assert len(many) == 10
    nobody = signed_in(UserFactory.create(roles=[]))
    assert nobody.get("/suche/kommunen/").status_code == 403


def test_body_is_meant_by_name_label_or_key() -> None:
    field = BodyField(required=False)
    body = Municipality.objects.get(ags=LAUTERBACH)
    for text in ("lauterbach", LAUTERBACH, "6535011", f"{body.full_name} ({LAUTERBACH})"):
        assert field.clean(text) == body
    assert field.clean("") is None


@pytest.mark.parametrize(
    ("text", "said"), [("Nirgendwo", "Es gibt keine Kommune"), ("giessen", "passt auf: ")]
)
def test_body_that_nobody_can_mean_is_named_with_the_remedy(text: str, said: str) -> None:
    with pytest.raises(forms.ValidationError, match=said):
        BodyField().clean(text)
