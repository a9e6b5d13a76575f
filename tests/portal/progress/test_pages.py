"""The pages about progress: figures with rule, date and denominator, charts with their words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.choices import Role
from core.charts import Chart
from services.actions import months
from services.choices import CountingRule
from services.models import OnlineProcess, OzgService, ProcessEvent
from tests.factories.accounts import UserFactory
from tests.portal.cases import cost, refreshed, text_of
from tests.programs.desk import signed_in
from tests.services.world import (
    CITY,
    DISTRICT,
    NOW,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
    switch_catalogue,
)

pytestmark = pytest.mark.usefixtures("world")
START, FACTORIES, SERIES = "/fortschritt/", "/fortschritt/fabriken/", "/fortschritt/verlauf/"
PAGES = (START, FACTORIES, SERIES)


@pytest.fixture
def coordinator(world: None) -> Client:
    return signed_in(make_user("koordination", Role.COORDINATOR))


def released(code: str, on: date, *then: tuple[str, date]) -> None:
    made = OnlineProcess.objects.create(code=code, name=code.title(), kind="civento")
    for state, day in (("released", on), *then):
        reason = "Schnittstelle fehlt" if state == "blocked" else ""
        ProcessEvent.objects.create(process=made, state=state, on=day, reason=reason)


def drawn(client: Client, path: str, name: str) -> Chart:
    """The chart of that name on the page."""
    context = client.get(path).context
    charts = context.get("charts") or [context["chart"]]
    found: Chart = next(chart for chart in charts if chart.id == name)
    return found


def month_ends(today: date) -> None:
    months.refresh(today=today, now=NOW)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [*Role, None])
def test_pages_are_open_to_who_may_see_progress(role: Role | None, path: str) -> None:
    client = signed_in(UserFactory.create(roles=[role] if role else []))
    closed = role in (Role.SYSTEM_ADMINISTRATOR, None)
    assert client.get(path).status_code == (403 if closed else 200)


def test_start_names_rule_basis_and_date_of_each_figure(coordinator: Client) -> None:
    record(live(TOWN, "90001", date(2026, 3, 2)))
    refreshed()
    page = text_of(coordinator, START)
    assert "Online (mindestens eine Kommune) 1 von 3 33,3 %" in page
    assert "Basis: OZG-Leistungen in kommunaler Zuständigkeit, OZG-Katalog 2019" in page
    assert "Flächendeckend 0 von 3 0,0 %" in page


@pytest.mark.parametrize(
    ("query", "where", "found"),
    [
        ("", "Land Hessen", [(2, 3), (2, 13), (1, 3)]),
        ("gebiet=064", "Darmstadt", [(2, 3), (2, 13), (1, 3)]),
        ("gebiet=06431", "Kreis 06431", [(1, 3), (1, 7), (1, 3)]),
        (f"kommune={VILLAGE}", "Kleindorf", [(0, 2), (0, 2), (1, 2)]),
        ("kommune=06431", "Landkreis Bergkreis", [(0, 1), (0, 1), (0, 1)]),
        ("gebiet=06431&themenfeld=reisen", "Kreis 06431, Reisen", [(0, 1), (0, 1), (0, 1)]),
    ],
)
def test_start_counts_any_area_body_and_theme_field_on_any_day(
    coordinator: Client, query: str, where: str, found: list[tuple[int, int]]
) -> None:
    released("hund", date(2025, 5, 2))
    OnlineProcess.objects.get().services.add(OzgService.objects.get(pk="90001"))
    record(live(TOWN, "90001", date(2026, 5, 4)), live(VILLAGE, "90001", date(2026, 5, 15)))
    record(live(CITY, "90002", date(2026, 5, 4)))
    context = coordinator.get(f"{START}?stand=2026-05-14&{query}").context
    by_rule = {figure.rule: (figure.numerator, figure.denominator) for figure in context["figures"]}
    rules = (CountingRule.FEDERAL_ANY, CountingRule.SHARE, CountingRule.PROVIDED)
    assert [by_rule[rule] for rule in rules] == found
    page = text_of(coordinator, f"{START}?stand=2026-05-14&{query}")
    assert f"{where}, nach Zählregel Stand 14.05.2026" in page


def test_start_refuses_what_it_does_not_know(coordinator: Client) -> None:
    for query in ("gebiet=09", "themenfeld=nichts", "kommune=06999999"):
        context = coordinator.get(f"{START}?{query}").context
        assert (bool(context["form"].errors), "figures" in context) == (True, False)


def test_start_offers_only_pages_that_open() -> None:
    client = signed_in(UserFactory.create(roles=[Role.GOVERNMENT_DISTRICT]))
    pages = client.get(START).context["pages"]
    assert {client.get(page.url).status_code for page in pages} == {200}
    assert "progress:work_lists" not in {page.view for page in pages}


def test_factories_compare_with_the_509_of_the_agreed_period(coordinator: Client) -> None:
    released("eins", date(2019, 10, 7))
    released("zwei", date(2022, 12, 30), ("reworked", date(2023, 1, 2)))
    released("drei", date(2023, 1, 2), ("blocked", date(2023, 5, 2)))
    page = text_of(coordinator, FACTORIES)
    assert "Freigaben gegenüber dem Ziel 2 von 509" in page
    assert "Schnittstelle fehlt" in page
    totals = drawn(coordinator, FACTORIES, "freigaben-gesamt")
    assert [line.data[-1] for line in totals.series[:2]] == [2, 509]
    later = drawn(coordinator, f"{FACTORIES}?zeitraum=heute&stand=2023-06-01", "freigaben-gesamt")
    assert [line.data[-1] for line in later.series] == [3, 574, 1, 1]


def test_factories_before_their_start_say_so(coordinator: Client) -> None:
    assert "begannen im Oktober 2019" in text_of(coordinator, f"{FACTORIES}?stand=2019-09-30")


def test_week_table_holds_what_the_chart_draws(coordinator: Client) -> None:
    released("eins", date(2019, 10, 7))
    context = coordinator.get(f"{FACTORIES}?stand=2019-10-20").context
    rows = [(row["week"], row["released"]) for row in context["weeks"].data]
    assert rows == [("KW 42/2019", 0), ("KW 41/2019", 1), ("KW 40/2019", 0)]
    weeks = drawn(coordinator, f"{FACTORIES}?stand=2019-10-20", "freigaben-je-woche")
    assert weeks.labels == ["KW 40/2019", "KW 41/2019", "KW 42/2019"]
    assert weeks.series[0].data == [0, 1, 0]


def test_series_names_rule_and_denominator(coordinator: Client) -> None:
    record(live(TOWN, "90001", date(2019, 11, 15)))
    month_ends(date(2019, 12, 1))
    page = text_of(coordinator, SERIES)
    assert "0 von 3 (0,0 %) am 31.10.2019, 1 von 3 (33,3 %) am 30.11.2019" in page
    assert "Nenner: OZG-Katalog 2019" in page
    assert drawn(coordinator, SERIES, "verlauf").series[0].data == [0, Decimal(1) / 3]


def test_picture_of_the_page_is_a_file_of_the_same_filter(coordinator: Client) -> None:
    record(live(CITY, "90001", date(2019, 10, 15)))
    month_ends(date(2019, 11, 1))
    answer = coordinator.get(f"{SERIES}?regel=share&kommune={CITY}&diagramm=verlauf.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="verlauf.svg"'
    assert "Großstadt, Zählregel „Verfügbarkeitsquote" in answer.content.decode()
    for wrong in ("verlauf.pdf", "anderes.svg", "verlauf", ""):
        assert coordinator.get(f"{SERIES}?diagramm={wrong}").status_code == 404


def test_new_catalogue_version_stands_beside_the_old_one(coordinator: Client) -> None:
    record(live(TOWN, "90001", date(2019, 10, 15)))
    switch_catalogue("90001")
    month_ends(date(2019, 11, 1))
    lines = drawn(coordinator, SERIES, "verlauf").series
    found = {line.name: (line.data, line.is_past) for line in lines}
    third = Decimal(1) / 3
    assert found == {"OZG-Katalog 2024": ([1], False), "OZG-Katalog 2019": ([third], True)}
    assert "1 von 1 100,0 % 1 von 3 33,3 %" in text_of(coordinator, SERIES)


def test_series_of_one_body_and_of_an_area(coordinator: Client) -> None:
    record(live(CITY, "90001", date(2019, 10, 15)), live(VILLAGE, "90002", date(2019, 10, 15)))
    month_ends(date(2019, 11, 1))
    share = f"{SERIES}?regel=share"
    assert "Großstadt: Verfügbarkeitsquote" in text_of(coordinator, f"{share}&kommune={CITY}")
    found = [
        coordinator.get(f"{share}&{where}").context["rows"][0]["cells"][0][1]
        for where in (f"kommune={CITY}", f"kommune={VILLAGE}", "gebiet=06431")
    ]
    assert [(cell.part, cell.whole) for cell in found] == [(1, 3), (1, 2), (1, 7)]


def test_series_of_a_landkreis_is_its_own_services_only(coordinator: Client) -> None:
    record(live(TOWN, "90001", date(2019, 10, 15)), live(DISTRICT, "90003", date(2019, 10, 15)))
    month_ends(date(2019, 11, 1))
    found = [
        coordinator.get(f"{SERIES}?regel=share&{where}").context["rows"][0]["cells"][0][1]
        for where in (f"kommune={DISTRICT}", f"gebiet={DISTRICT}")
    ]
    assert [(cell.part, cell.whole) for cell in found] == [(1, 1), (2, 7)]


def test_series_without_a_computed_month_says_so(coordinator: Client) -> None:
    assert "Noch ist kein Monatsende berechnet" in text_of(coordinator, SERIES)


def test_series_refuses_what_it_does_not_know(coordinator: Client) -> None:
    for query in ("regel=beste", "gebiet=09", "kommune=06999999"):
        context = coordinator.get(f"{SERIES}?{query}").context
        assert (bool(context["form"].errors), "chart" in context) == (True, False)


def test_pages_cost_the_same_queries_for_little_and_much(coordinator: Client) -> None:
    released("eins", date(2019, 10, 7))
    month_ends(date(2019, 11, 1))
    refreshed()
    before = [cost(coordinator, path) for path in PAGES]
    for number in range(3):
        released(f"mehr-{number}", date(2019, 10, 8))
    record(live(CITY, "90001", date(2019, 10, 15)), live(VILLAGE, "90002", date(2019, 10, 15)))
    month_ends(date(2020, 3, 1))
    refreshed()
    assert [cost(coordinator, path) for path in PAGES] == before
