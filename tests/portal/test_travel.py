"""One date control: chosen in the header, every dated page and file follows, and it leads back."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.house.test_dated import dated_pages
from tests.portal.cases import BODY, OVERVIEW, PROGRAM, PROGRAMS, cost
from tests.trust.test_days import dated_reports

pytestmark = pytest.mark.django_db
DAY = "2026-06-30"
REPORT, FILE = "/berichte/mittel/", "/berichte/mittel/csv/"


@pytest.fixture
def traveller() -> Client:
    client = Client()
    client.force_login(UserFactory.create(roles=[Role.AUDITOR]))
    return client


def travel(client: Client, to: str, page: str = OVERVIEW, **more: str) -> str:
    return client.get("/stand/", {"seite": page, "stand": to, **more})["Location"]


def test_control_leads_to_the_page_on_the_day_with_its_filter(traveller: Client) -> None:
    asked = travel(traveller, DAY, page="/karte/", ebene="kreise")
    assert asked == f"/karte/?stand={DAY}&ebene=kreise"


def with_reports() -> list[str]:
    """Every page of a day, of the house and of the register of reports; a file of each report."""
    reports = [f"/berichte/{name}/" for name in dated_reports()]
    return [*dated_pages(), *reports, *(f"{page}csv/" for page in reports)]


def test_every_dated_page_and_file_follows_and_names_the_day(traveller: Client) -> None:
    travel(traveller, DAY)
    paths = with_reports()
    assert len(paths) > 40
    for path in paths:
        answer = traveller.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"{path}?stand={DAY}"), path
        assert traveller.get(f"{path}?stand=2026-01-31").status_code in (200, 302, 404), path


def test_pages_without_a_day_and_strangers_are_left_alone(traveller: Client) -> None:
    travel(traveller, DAY)
    for path in ("/kommunen/", "/impressum/", "/berichte/"):
        assert traveller.get(path).status_code == 200
    assert Client().get("/stand/", {"seite": "/impressum/", "stand": DAY}).status_code == 302


def test_past_day_is_told_above_the_page_and_leads_back(traveller: Client) -> None:
    travel(traveller, DAY)
    page = traveller.get(OVERVIEW, follow=True).content.decode()
    assert "Sie sehen den Stand vom <strong>30.06.2026</strong>" in page
    assert f'value="{DAY}"' in page
    assert travel(traveller, "", page="/karte/", ebene="kreise") == "/karte/?stand=&ebene=kreise"
    today = traveller.get(OVERVIEW)
    assert today.status_code == 200
    assert "Sie sehen den Stand vom" not in today.content.decode()


def test_refused_day_is_told_and_not_kept(traveller: Client) -> None:
    assert travel(traveller, "2999-01-01") == "/?stand=2999-01-01"
    page = traveller.get("/?stand=2999-01-01").content.decode()
    assert "liegt in der Zukunft" in page
    assert 'aria-invalid="true"' in page
    assert traveller.get(OVERVIEW).status_code == 200


@pytest.mark.parametrize("page", ["//boese.example", "https://boese.example/", "/gibtsnicht/", ""])
def test_control_leads_to_pages_of_the_house_alone(traveller: Client, page: str) -> None:
    assert traveller.get("/stand/", {"seite": page, "stand": DAY}).status_code == 404


def test_address_with_a_day_is_not_kept_for_the_visit(traveller: Client) -> None:
    traveller.get(f"{OVERVIEW}?stand={DAY}")
    assert traveller.get(OVERVIEW).status_code == 200


@pytest.mark.parametrize(
    ("before", "day"),
    [
        (f"http://testserver/karte/?stand={DAY}", DAY),
        ("http://testserver/karte/?stand=30.06.2026&ebene=kreise", DAY),
        ("http://testserver/karte/?stand=2004-01-01", "2004-01-01"),
        ("http://testserver/karte/?stand=2026-11-23", None),
        ("http://testserver/karte/?stand=", None),
        ("http://testserver/karte/", None),
        ("http://testserver/karte/?stand=2003-12-31", None),
        ("http://testserver/karte/?stand=2026-02-30", None),
        ("http://testserver/karte/?stand=%00", None),
        (f"https://anderswo.example/?stand={DAY}", None),
        (f"//testserver:81/?stand={DAY}", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_link_on_a_page_of_a_day_leads_on_to_that_day(
    traveller: Client, before: str, day: str | None
) -> None:
    """Whoever was sent an address with a day keeps it from page to page and to the file."""
    for path in ("/karte/", REPORT, FILE, "/fortschritt/aufgaben/csv/"):
        answer = traveller.get(path, headers={"Referer": before})
        led = answer.get("Location") if answer.status_code == 302 else None
        assert led == (f"{path}?stand={day}" if day else None), path
    asked = traveller.get("/karte/?stand=", headers={"Referer": before})
    assert asked.status_code == 200
    assert traveller.get("/karte/").status_code == 200


def test_chosen_day_is_stronger_than_that_of_the_page_before(traveller: Client) -> None:
    travel(traveller, DAY)
    before = {"Referer": "http://testserver/?stand=2025-01-31"}
    assert traveller.get("/karte/", headers=before)["Location"] == f"/karte/?stand={DAY}"


def test_each_dated_page_has_one_control_and_one_form(traveller: Client) -> None:
    looked_at = 0
    for path in with_reports():
        answer = traveller.get(path)
        if answer.status_code != 200 or "Content-Disposition" in answer:
            continue  # a file, values for the map, a figure that is not there
        page = answer.content.decode()
        if "<main" not in page:
            continue
        looked_at += 1
        assert page.count('name="stand"') == 1, path
        assert page.count('id="day-and-filter"') == 1, path
    assert looked_at > 20


def test_travelling_costs_no_query_more(traveller: Client) -> None:
    cost(traveller, f"{PROGRAMS}?stand={DAY}")  # what is kept is made
    at_once = cost(traveller, f"{PROGRAMS}?stand={DAY}")
    travel(traveller, DAY)
    assert cost(traveller, f"{PROGRAMS}?stand={DAY}") == at_once


NO_DAY_HERE = "Die Verwaltung folgt keinem Stichtag"


def test_administration_says_that_it_is_of_today_to_who_comes_from_a_day() -> None:
    client = Client()
    client.force_login(UserFactory.create(roles=[Role.OFFICER]))
    desk = "/admin/programs/grant/"

    def told(path: str, **headers: str) -> bool:
        answer = client.get(path, headers=headers or None)
        assert answer.status_code == 200
        return NO_DAY_HERE in answer.content.decode()

    before = f"http://testserver{BODY}?stand={DAY}"
    new = f"{desk}add/"
    assert not told(desk)
    assert told(f"{new}?stand={DAY}")
    assert not told(f"{new}?stand=2026-11-23")
    assert not told(f"{new}?stand=quatsch")
    assert told(desk, referer=before)
    assert not told(desk, referer=before.replace("testserver", "anderswo.example"))
    travel(client, DAY)
    assert told(desk)
    travel(client, "")
    assert not told(desk)


def test_lists_of_cases_say_what_of_them_is_of_today(traveller: Client) -> None:
    said = "sind nur für heute bekannt"
    for path in ("/zuwendungen/", PROGRAM):
        assert said in traveller.get(f"{path}?stand={DAY}").content.decode(), path
        assert said not in traveller.get(path).content.decode(), path
