"""Who may open which page of the portal."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.roles import MUNICIPAL
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import (
    LAUTERBACH,
)
from tests.factories.programs import GrantFactory
from tests.portal.cases import (
    BODY,
    GRANT,
    LIST,
    MINE,
    OVERVIEW,
    PROGRAM,
    PROGRAMS,
    TEXTS,
)
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db

# Who gets what: 302 from the overview leads to the page these people work on.
MINISTRY = {OVERVIEW: 200, LIST: 200, BODY: 200, MINE: 200, PROGRAMS: 200, PROGRAM: 200, GRANT: 200}
STATE_WIDE = MINISTRY | {GRANT: 404}
AREA = STATE_WIDE | {OVERVIEW: 302}
MUNICIPALITY = AREA | {MINE: 302, GRANT: 200}
NOBODY = dict.fromkeys(MINISTRY, 403)
DOORS = {
    Role.OFFICER: MINISTRY,
    Role.APPROVER: MINISTRY,
    Role.BUDGET_OFFICER: MINISTRY,
    Role.AUDITOR: MINISTRY,
    Role.COORDINATOR: STATE_WIDE,
    Role.ASSOCIATION: STATE_WIDE,
    Role.GOVERNMENT_DISTRICT: AREA,
    Role.MUNICIPALITY_VIEWER: MUNICIPALITY,
    Role.MUNICIPALITY_EDITOR: MUNICIPALITY,
    Role.SYSTEM_ADMINISTRATOR: NOBODY | {OVERVIEW: 302},
    None: NOBODY,
}


def test_doors_are_tried_with_every_role() -> None:
    assert set(DOORS) == {*Role, None}


@pytest.mark.parametrize("role", DOORS)
def test_pages_open_by_role(role: Role | None) -> None:
    grant = GrantFactory.create()
    user = UserFactory.create(roles=[role] if role else [], of=[LAUTERBACH])
    client = signed_in(user)
    if role not in MUNICIPAL:
        user.memberships.all().delete()
    found = {path: client.get(path.format(pk=grant.pk)).status_code for path in DOORS[role]}
    assert found == DOORS[role]
    assert {client.get(path).status_code for path in TEXTS} == {200}


@pytest.mark.parametrize("path", TEXTS)
def test_texts_are_open_to_strangers(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", sorted(MINISTRY))
def test_strangers_are_sent_to_the_sign_in(client: Client, path: str) -> None:
    response = client.get(path.format(pk=1))
    assert response.status_code == 302
    assert response["Location"].startswith("/anmelden/?next=")


@pytest.mark.parametrize(
    ("role", "start"),
    [
        (Role.MUNICIPALITY_VIEWER, MINE),
        (Role.MUNICIPALITY_EDITOR, MINE),
        (Role.GOVERNMENT_DISTRICT, LIST),
        (Role.SYSTEM_ADMINISTRATOR, "/admin/"),
    ],
)
def test_start_page_leads_to_the_work(role: Role, start: str) -> None:
    client = signed_in(UserFactory.create(roles=[role]))
    response = client.get(OVERVIEW, follow=True)
    assert response.redirect_chain == [(start, 302)]
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path", ["/kommunen/06531999/", "/kommunen/x/", "/foerderprogramme/gibt-es-nicht/"]
)
def test_unknown_keys_are_not_found(path: str) -> None:
    assert signed_in(UserFactory.create(roles=[Role.OFFICER])).get(path).status_code == 404
