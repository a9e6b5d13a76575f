"""Each figure has an address: value, rows that add up to it, day, file, and who may see it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from portal.explain.figures import FIGURES
from programs.models import BudgetLine
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.portal.cases import cost, decided, refreshed
from tests.programs.desk import signed_in
from tests.services.world import TOWN, VILLAGE, live, record

pytestmark = pytest.mark.django_db
EURO = "\u00a0€"


@pytest.fixture
def auditor(db: None) -> Client:
    return signed_in(UserFactory.create(roles=[Role.AUDITOR]))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("federal_any", "1 von 3 (33,3\u00a0%)"),
        ("area_wide", "0 von 3 (0,0\u00a0%)"),
        ("share", "2 von 13 (15,4\u00a0%)"),
        ("reported", "2 von 13 (15,4\u00a0%)"),
    ],
)
def test_rows_of_a_rule_add_up_to_its_figure(code: str, value: str) -> None:
    record(live(TOWN, "90001", date(2026, 3, 2)), live(VILLAGE, "90001", date(2026, 3, 2)))
    refreshed()
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    context = client.get(f"/zahl/{code}/").context
    assert (context["value"], context["summed"], context["agrees"]) == (value, value, True)
    before = client.get(f"/zahl/{code}/?stand=2026-03-01").context
    assert before["value"].startswith("0 von ")


@pytest.mark.usefixtures("world")
def test_figure_keeps_to_the_body_and_the_theme_field() -> None:
    record(live(TOWN, "90001", date(2026, 3, 2)))
    refreshed()
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    assert client.get(f"/zahl/share/?kommune={TOWN}").context["value"] == "1 von 2 (50,0\u00a0%)"
    reisen = client.get("/zahl/share/?themenfeld=reisen").context
    assert (reisen["value"][:2], reisen["agrees"]) == ("0 ", True)


@pytest.mark.parametrize("code", sorted(FIGURES))
def test_every_figure_agrees_with_its_rows(auditor: Client, line: BudgetLine, code: str) -> None:
    decided(line)
    refreshed()
    for query in ("", "?stand=2026-11-22"):
        page = auditor.get(f"/zahl/{code}/{query}")
        assert page.context["agrees"], page.context["summed"]
        assert "stimmt mit der Zahl überein" in page.content.decode()


def test_money_of_a_program_and_a_year(auditor: Client, line: BudgetLine) -> None:
    decided(line)
    refreshed()
    year = line.fiscal_year
    found = {
        code: auditor.get(f"/zahl/{code}/?programm=ikz&jahr={year}").context["value"]
        for code in ("verfuegbar", "gebunden", "ausgezahlt", "frei")
    }
    assert found == {
        "verfuegbar": f"250.000,00{EURO}",
        "gebunden": f"100.000,00{EURO}",
        "ausgezahlt": f"0,00{EURO}",
        "frei": f"150.000,00{EURO}",
    }
    assert auditor.get(f"/zahl/gebunden/?jahr={year - 1}").context["value"] == f"0,00{EURO}"
    assert auditor.get("/zahl/gebunden/?stand=2026-11-22").context["value"] == f"0,00{EURO}"


def test_link_repeats_the_figure_of_its_day(auditor: Client, line: BudgetLine) -> None:
    refreshed()
    again = auditor.get("/zahl/gebunden/?programm=ikz&page=1").context["again"]
    assert again == "http://testserver/zahl/gebunden/?programm=ikz&stand=2026-11-23"
    decided(line)
    refreshed()
    past = auditor.get("/zahl/frei/?stand=2026-11-22").context["again"]
    assert auditor.get(past).context["value"] == f"250.000,00{EURO}"


def test_rows_are_a_file_with_day_rule_and_filter(auditor: Client, line: BudgetLine) -> None:
    decided(line)
    refreshed()
    answer = auditor.get("/zahl/gebunden/csv/?programm=ikz&stand=2026-11-23")
    text = b"".join(answer).decode("utf-8-sig")
    assert "100000,00" in text
    assert "Bewilligte Zuwendungen und Betriebskosten" in text
    assert auditor.get("/zahl/gebunden/nichts/").status_code == 404
    assert auditor.get("/zahl/gebunden/csv/?jahr=x")["Location"] == "/zahl/gebunden/?jahr=x"


def test_figures_are_for_those_who_may_see_them() -> None:
    refreshed()
    paths = ("/zahl/gebunden/", "/zahl/share/", "/zahl/share/csv/", "/zahl/gebunden/csv/")
    roles: dict[Role, list[int]] = {
        Role.AUDITOR: [200, 200, 200, 200],
        Role.GOVERNMENT_DISTRICT: [403, 200, 200, 403],
        Role.MUNICIPALITY_VIEWER: [403, 200, 200, 403],
        Role.SYSTEM_ADMINISTRATOR: [403, 403, 403, 403],
    }
    for role, expected in roles.items():
        client = signed_in(UserFactory.create(roles=[role], of=[LAUTERBACH]))
        assert [client.get(path).status_code for path in paths] == expected, role
    assert [Client().get(path).status_code for path in paths] == [302] * 4
    auditor = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    assert auditor.get("/zahl/gibtsnicht/").status_code == 404


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("/", ["/zahl/federal_any/", "/zahl/gebunden/?jahr=2026", "/zahl/frei/?jahr=2026"]),
        ("/fortschritt/?gebiet=064", ["/zahl/share/?gebiet=064", "/zahl/provided/?gebiet=064"]),
        ("/foerderprogramme/ikz/", ["/zahl/gebunden/?programm=ikz"]),
        (f"/kommunen/{LAUTERBACH}/", [f"/zahl/share/?kommune={LAUTERBACH}"]),
        ("/?stand=2026-06-30", ["/zahl/federal_any/?stand=2026-06-30"]),
    ],
)
def test_pages_link_each_figure_to_its_explanation(
    auditor: Client, page: str, links: list[str]
) -> None:
    refreshed()
    content = auditor.get(page).content.decode().replace("&amp;", "&")
    for link in links:
        assert f'href="{link}"' in content, link
        assert auditor.get(link).status_code == 200


def test_rows_cost_no_query_each(auditor: Client) -> None:
    refreshed()
    auditor.get("/zahl/share/")
    one_theme = cost(auditor, "/zahl/share/?themenfeld=bildung")
    assert cost(auditor, "/zahl/share/") <= one_theme  # the filter reads its theme field
