"""Ways are shown to those alone for whom the access rule of their page says yes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.test import Client
from django_tables2 import Column

from accounts.choices import Role
from accounts.models import User
from core.http.ways import Nobody, is_open, open_ways
from core.tables import html
from core.tables.page import PageTable
from core.templatetags.ways import is_open_to
from municipalities.models import Municipality
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.factories.municipalities import GIESSEN
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
SERVICES, WORK_LISTS = "/leistungen/?feld=bildung", "/fortschritt/aufgaben/"


class Themes(PageTable):
    label = Column(linkify=lambda record: f"/leistungen/?feld={record['key']}")


@pytest.fixture
def of_an_area() -> User:
    user: User = UserFactory.create()
    RoleAssignmentFactory.create(user=user, role=Role.GOVERNMENT_DISTRICT, area_ags="065")
    return user


@pytest.mark.parametrize(
    ("role", "address", "answer"),
    [
        (Role.COORDINATOR, SERVICES, True),
        (Role.COORDINATOR, WORK_LISTS, True),
        (Role.ASSOCIATION, SERVICES, True),
        (Role.ASSOCIATION, WORK_LISTS, False),  # has the permission, and no tasks
        (Role.SYSTEM_ADMINISTRATOR, SERVICES, False),
        (Role.SYSTEM_ADMINISTRATOR, "/hilfe/", True),
        (Role.SYSTEM_ADMINISTRATOR, "/admin/programs/grant/", True),  # its desk asks who it is
        (Role.SYSTEM_ADMINISTRATOR, "/nirgends/", True),
    ],
)
def test_page_is_open_as_its_rule_says(role: Role, address: str, answer: bool) -> None:
    user = UserFactory.create(roles=[role])
    assert is_open(address, user) is answer
    if address in (SERVICES, WORK_LISTS):
        assert (signed_in(user).get(address).status_code == 200) is answer


def test_strangers_are_shown_no_way_to_pages_of_people() -> None:
    assert not is_open(SERVICES, AnonymousUser())
    assert is_open("/impressum/", AnonymousUser())


def test_work_lists_are_for_who_works_for_a_body() -> None:
    with_body = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[GIESSEN])
    assert is_open(WORK_LISTS, with_body)
    without = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER])
    assert not is_open(WORK_LISTS, without)
    browser: Client = signed_in(without)
    assert browser.get(WORK_LISTS).status_code == 403
    assert browser.get(f"{WORK_LISTS}csv/").status_code == 403


def test_an_area_opens_pages_that_keep_to_it_and_no_others(of_an_area: User) -> None:
    assert is_open("/kommunen/", of_an_area)
    assert not is_open(SERVICES, of_an_area)
    page = signed_in(of_an_area).get("/kommunen/").content.decode()
    assert "/kommunen/partner/" not in page
    everywhere = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    assert "/kommunen/partner/" in everywhere.get("/kommunen/").content.decode()


def test_column_of_links_is_text_where_its_pages_are_shut(of_an_area: User) -> None:
    table = Themes([{"key": "bildung", "label": "Bildung"}])
    for user, links in ((of_an_area, 0), (UserFactory.create(roles=[Role.COORDINATOR]), 1)):
        shown = html.body(table, Context({"user": user}))
        assert shown.count("feld=bildung") == links
        assert "Bildung" in shown
    assert "feld=bildung" in html.body(table, Context())  # made for nobody: as declared


def test_nobody_goes_the_ways_that_are_named_and_no_others(of_an_area: User) -> None:
    kept = open_ways(of_an_area, SERVICES, "/kommunen/")
    assert kept == ("portal:municipality_list",)
    assert is_open("/kommunen/?kreis=06535", Nobody(kept))
    assert not is_open(SERVICES, Nobody(kept))
    assert not is_open("/kommunen/", Nobody())
    assert is_open("/impressum/", Nobody())
    assert not Nobody(kept).is_authenticated
    everywhere = UserFactory.create(roles=[Role.COORDINATOR])
    assert open_ways(everywhere, SERVICES, "/kommunen/", "/leistungen/", "/nirgends/") == (
        "portal:municipality_list",
        "progress:service_list",
    )


def test_no_address_is_no_way() -> None:
    assert not is_open_to(None, AnonymousUser())
    assert not is_open_to("", AnonymousUser())
    assert is_open_to("/impressum/", AnonymousUser())


def test_page_that_is_made_without_a_person_is_one_for_strangers() -> None:
    assert is_open_to("/impressum/", "")
    assert not is_open_to(SERVICES, "")


@pytest.mark.parametrize(
    ("role", "finds"), [(Role.SYSTEM_ADMINISTRATOR, False), (Role.OFFICER, True)]
)
def test_search_and_trail_are_for_those_who_may_open_them(role: Role, finds: bool) -> None:
    page = signed_in(UserFactory.create(roles=[role])).get("/berichte/meine/").content.decode()
    assert ('action="/suche/"' in page) is finds
    trail = page[page.index("breadcrumbs") :].partition("</nav>")[0]
    assert ('href="/berichte/"' in trail) is finds
    assert "Berichte" in trail


def test_administration_links_to_the_page_of_a_body_for_its_readers() -> None:
    body = Municipality.objects.get(pk=GIESSEN)
    address = f"/admin/municipalities/municipality/{body.pk}/change/"
    for role, links in ((Role.SYSTEM_ADMINISTRATOR, False), (Role.COORDINATOR, True)):
        page = signed_in(UserFactory.create(roles=[role])).get(address).content.decode()
        assert (f'href="{body.get_absolute_url()}" class="viewsitelink"' in page) is links
