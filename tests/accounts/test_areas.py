"""A role limited to an area sees that area and no other: pages, files, reports, rows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.test import Client
from django.urls import get_resolver

from accounts.access import PUBLIC, SIGNED_IN, WITH_KEY
from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.queries import EVERYWHERE, areas_of, has_in_an_area_alone
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from core.rollups import rebuild
from municipalities.models import Municipality
from services.actions import RolloutChange
from services.models import RolloutEvent
from services.rollups import PROGRESS
from tests.factories.accounts import NOW, RoleAssignmentFactory, UserFactory
from tests.house.test_house import views
from tests.programs.desk import signed_in
from tests.services.world import CITY, TODAY, TOWN, record

pytestmark = pytest.mark.django_db
GIESSEN = "065"  # the government district of Gießen, with Lauterbach
KASSEL = "066"
INSIDE, OUTSIDE = "06535011", "06633003"
BOTH = [(Role.GOVERNMENT_DISTRICT, "065"), (Role.ASSOCIATION, "06535")]


def person_of(role: Role, area: str) -> User:
    user = UserFactory.create()
    RoleAssignmentFactory.create(user=user, role=role, area_ags=area)
    return User.objects.get(pk=user.pk)


def status(client: Client, path: str) -> int:
    return client.get(path).status_code


@pytest.mark.parametrize(("role", "area"), BOTH)
def test_bodies_of_other_areas_are_not_found(role: Role, area: str) -> None:
    client = signed_in(person_of(role, area))
    for path in ("/kommunen/{}/", "/kommunen/{}/naechste-schritte/"):
        answers = [status(client, path.format(ags)) for ags in (INSIDE, OUTSIDE)]
        assert answers in ([200, 404], [404, 404]), path
    assert status(client, f"/kommunen/{INSIDE}/") == 200


@pytest.mark.parametrize(("role", "area"), BOTH)
def test_lists_and_rows_keep_to_the_area(role: Role, area: str) -> None:
    user = person_of(role, area)
    table = signed_in(user).get("/kommunen/").context["table"]
    keys = {row.record.ags[: len(area)] for row in table.rows}
    assert keys == {area}
    inside = Municipality.objects.visible_to(user)
    assert inside.exclude(ags__startswith=area).count() == 0
    assert inside.count() == Municipality.objects.filter(ags__startswith=area).count() > 0


@pytest.mark.parametrize(("role", "area"), BOTH)
def test_progress_starts_with_the_area_and_refuses_others(role: Role, area: str) -> None:
    client = signed_in(person_of(role, area))
    form = client.get("/fortschritt/").context["form"]
    assert form.cleaned_data["gebiet"] == area
    for path in ("/fortschritt/", "/berichte/fortschritt/", "/berichte/fortschritt-detail/"):
        for asked in ({"gebiet": "064"}, {"gebiet": "06"}, {"gebiet": "06633"}):
            form = client.get(path, asked).context["form"]
            assert list(form.errors) == ["gebiet"], (path, asked)
    asked_body = client.get("/fortschritt/", {"kommune": OUTSIDE}).context["form"]
    assert list(asked_body.errors) == ["kommune"]
    assert client.get("/fortschritt/", {"kommune": INSIDE}).context["form"].is_valid()


def test_files_hold_the_area_alone() -> None:
    rebuild(PROGRESS, at=NOW.date(), now=NOW)
    client = signed_in(person_of(Role.GOVERNMENT_DISTRICT, GIESSEN))
    answer = client.get("/berichte/fortschritt-kommunen/csv/")
    lines = b"".join(answer).decode("utf-8-sig")
    assert INSIDE in lines
    assert OUTSIDE not in lines
    refused = client.get("/berichte/fortschritt-kommunen/csv/", {"gebiet": KASSEL})
    assert refused.status_code == 302  # back to the page, which says why


def test_pages_about_the_whole_state_are_closed_to_an_area() -> None:
    """Every page that does not say it keeps to areas, whatever is added."""
    client = signed_in(person_of(Role.ASSOCIATION, GIESSEN))
    opened = []
    for route, view in views(get_resolver().url_patterns):
        access = getattr(view, "access", ())
        if (
            access in ((), (PUBLIC,), (WITH_KEY,), (SIGNED_IN,))
            or getattr(view, "by_area", False)
            or "<" in route
        ):
            continue
        if status(client, "/" + route) not in {403, 405}:
            opened.append(route)
    assert opened == []


def test_reports_without_an_area_are_closed_to_an_area() -> None:
    client = signed_in(person_of(Role.ASSOCIATION, GIESSEN))
    offered = {report.name for report in client.get("/berichte/").context["reports"]}
    progress = {f"fortschritt{name}" for name in ("", "-kommunen", "-detail", "-reifegrade")}
    assert offered == progress | {"datenqualitaet", "aenderungen"}
    state_wide = UserFactory.create(roles=[Role.ASSOCIATION])
    names = {r.name for r in signed_in(state_wide).get("/berichte/").context["reports"]}
    assert offered < names
    for name in names - offered:
        assert status(client, f"/berichte/{name}/") == 403


def test_navigation_offers_what_opens() -> None:
    client = signed_in(person_of(Role.ASSOCIATION, GIESSEN))
    page = client.get("/kommunen/")
    links = [item.url for item in page.context["nav_items"]]
    assert {link: status(client, link) for link in links} == dict.fromkeys(links, 200)
    assert client.get("/")["Location"] == "/kommunen/"


def test_role_without_an_area_sees_the_state() -> None:
    user = UserFactory.create(roles=[Role.GOVERNMENT_DISTRICT])
    assert areas_of(user, SEE_PROGRESS) == (EVERYWHERE,)
    assert has_in_an_area_alone(user, SEE_PROGRESS) is False
    assert Municipality.objects.visible_to(user).count() == Municipality.objects.count()


def test_second_role_widens_and_each_right_has_its_own_areas() -> None:
    user = person_of(Role.GOVERNMENT_DISTRICT, GIESSEN)
    RoleAssignmentFactory.create(user=user, role=Role.ASSOCIATION)
    both = User.objects.get(pk=user.pk)
    assert areas_of(both, SEE_PROGRESS) == (EVERYWHERE,)
    assert areas_of(person_of(Role.GOVERNMENT_DISTRICT, GIESSEN), SEE_STATE_MONEY) == ()


@pytest.mark.usefixtures("world")
def test_roll_out_rows_keep_to_the_area() -> None:
    record(RolloutChange(TOWN, "90001", TODAY), RolloutChange(CITY, "90001", TODAY))
    seen = {}
    for area in ("06431", "06412", "064"):
        events = RolloutEvent.objects.visible_to(person_of(Role.ASSOCIATION, area))
        seen[area] = set(events.values_list("municipality_id", flat=True))
    assert seen == {"06431": {TOWN}, "06412": {CITY}, "064": {TOWN, CITY}}
    state_wide = UserFactory.create(roles=[Role.ASSOCIATION])
    assert RolloutEvent.objects.visible_to(state_wide).count() == 2
    assert RolloutEvent.objects.visible_to(AnonymousUser()).count() == 0


@pytest.mark.parametrize(
    ("role", "area"),
    [
        (Role.OFFICER, "065"),
        (Role.AUDITOR, "06"),
        (Role.ASSOCIATION, "6"),
        (Role.ASSOCIATION, "07"),
    ],
)
def test_database_refuses_an_area_that_nothing_keeps_to(role: Role, area: str) -> None:
    with pytest.raises(IntegrityError, match="area_of_a_role_that_has_one"):
        RoleAssignmentFactory.create(user=UserFactory.create(), role=role, area_ags=area)


def test_form_says_which_roles_have_an_area() -> None:
    administrator = UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])
    data = {
        "user": UserFactory.create().pk,
        "role": Role.OFFICER.value,
        "area_ags": "065",
        "reason": "Vertretung",
    }
    answer = signed_in(administrator).post("/admin/accounts/roleassignment/add/", data)
    assert "06531" in str(answer.context["errors"])
    assert RoleAssignment.objects.filter(area_ags="065").count() == 0
