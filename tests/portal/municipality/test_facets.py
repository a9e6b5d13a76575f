"""Each choice of the list of bodies says how many bodies it leaves, beside the other choices."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from portal.municipality.facets import counts
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.portal.cases import LIST, cost, refreshed, text_of
from tests.programs.desk import signed_in
from tests.services.world import CITY, TOWN, live, record

ROWS = [
    {"rb": "064", "kreis": "06535", "art": "town", "groesse": "1", "fortschritt": "u"},
    {"rb": "064", "kreis": "06531", "art": "town", "groesse": "2", "fortschritt": "1"},
    {"rb": "065", "kreis": "06531", "art": "district", "groesse": "2", "fortschritt": "1"},
]
EACH = [{**row, "meldung": "u"} for row in ROWS]


def test_facet_counts_beside_what_is_chosen_in_the_others() -> None:
    found = counts(EACH, {"art": {"town"}, "groesse": {"2", "3"}})
    assert found["art"] == {"town": 1, "district": 1}  # not narrowed by itself
    assert found["groesse"] == {"1": 1, "2": 1}
    assert found["kreis"] == {"06531": 1}
    assert counts(EACH, {})["rb"] == {"064": 2, "065": 1}


def labels(client: Client, query: str = "") -> dict[tuple[str, str], int]:
    """The number beside each choice, by facet and key."""
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    form: Any = answer.context["filter"].form
    found = {}
    for name, field in form.fields.items():
        for key, label in getattr(field, "choices", []):
            if told := re.search(r"\((\d+)\)$", str(label)):
                found[name, str(key)] = int(told[1])
    return found


def rows(client: Client, query: str) -> int:
    return int(client.get(f"{LIST}?{query}").context["table"].paginator.count)


@pytest.mark.usefixtures("world")
def test_number_beside_a_choice_is_what_the_list_shows() -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    record(live(TOWN, "90001", date(2026, 3, 2)), live(CITY, "90001", date(2026, 11, 4)))
    refreshed()
    told = labels(client)
    for name, key, number in (
        ("fortschritt", "5", 1),  # one of two services
        ("meldung", "1", 1),  # the city; the town reported eight months ago
        ("meldung", "3", 1),
        ("groesse", "3", 1),  # 10,000 belong to the class above the bound
        ("groesse", "4", 2),
    ):
        assert told[name, key] == rows(client, f"{name}={key}") == number
    beside = labels(client, f"kreis={TOWN[:5]}")
    for name, key in (("groesse", "4"), ("art", "town"), ("fortschritt", "5")):
        assert beside[name, key] == rows(client, f"kreis={TOWN[:5]}&{name}={key}")
    assert beside["kreis", CITY[:5]] == told["kreis", CITY[:5]]
    both = labels(client, "fortschritt=5&fortschritt=1")
    assert rows(client, "groesse=3&groesse=4&fortschritt=5&fortschritt=1") == sum(
        both["groesse", key] for key in "34"
    )


@pytest.mark.django_db
def test_search_narrows_all_facets_and_wrong_choices_are_told() -> None:
    refreshed()
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    told = labels(client, "q=Lauterbach")
    assert told["kreis", LAUTERBACH[:5]] == sum(
        number for (name, _key), number in told.items() if name == "kreis"
    )
    for query in ("groesse=99", "kreis=99999", "rb=x"):
        assert client.get(f"{LIST}?{query}").context["filter"].form.errors
    assert "unter 5.000 (" in text_of(client, f"{LIST}?groesse=1&sort=-population")


@pytest.mark.django_db
@pytest.mark.parametrize(("area", "districts"), [("06535", 1), ("065", 5)])
def test_person_of_an_area_is_offered_and_counts_its_bodies_alone(
    area: str, districts: int
) -> None:
    refreshed()
    person = UserFactory.create()
    RoleAssignmentFactory.create(user=person, role=Role.GOVERNMENT_DISTRICT, area_ags=area)
    client = signed_in(person)
    told = labels(client)
    offered = [key for name, key in told if name == "kreis"]
    assert told["kreis", "06535"] == 20
    assert [key for name, key in told if name == "rb"] == ["065"]
    assert told["rb", "065"] == sum(told["kreis", key] for key in offered)
    assert len(offered) == districts
    assert all(key.startswith(area) for key in offered)
    assert client.get(f"{LIST}?kreis=06435").context["filter"].form.errors


@pytest.mark.django_db
def test_facets_cost_the_same_queries_for_few_bodies_and_for_all() -> None:
    refreshed()
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    client.get(LIST)  # what is kept of it is kept now
    assert cost(client, f"{LIST}?q=Lauterbach&groesse=3") == cost(client, f"{LIST}?groesse=3")
