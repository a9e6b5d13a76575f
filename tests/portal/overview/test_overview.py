"""The overview: its pictures add up to its tables, and every finding leads on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.choices import Role
from core.as_of import AsOf
from municipalities.models import BoundarySet
from portal.overview.pictures import progress_over_time
from portal.overview.stuck import changed_this_month, stuck_progress
from programs.models import BudgetLine
from services.actions import months
from services.queries.months import series
from services.queries.progress import progress
from tests.factories.accounts import UserFactory
from tests.portal.cases import decided, refreshed
from tests.programs.desk import signed_in
from tests.services.world import NOW, TOWN, live, record

pytestmark = pytest.mark.django_db


def overview(stand: str = "") -> tuple[Client, Any]:
    """The page made anew, and what its templates were given."""
    caches["kept"].clear()
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    context = client.get("/", {"stand": stand} if stand else {}).context
    return client, context


def test_bars_of_a_program_add_up_to_what_is_available(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    _client, context = overview()
    chart = context["money_chart"]
    assert [series.data[0] for series in chart.series] == [0, Decimal(100000), Decimal(150000)]
    assert chart.labels == [line.program.name]
    assert chart.urls == ["/foerderprogramme/ikz/"]
    _client, before = overview("2026-11-22")
    assert [series.data[0] for series in before["money_chart"].series] == [0, 0, Decimal(250000)]
    assert before["money_chart"].urls == ["/foerderprogramme/ikz/?stand=2026-11-22"]


def test_month_tells_what_was_decided_in_it_and_not_before(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    approved = changed_this_month(AsOf.today())[0]
    assert (approved.value, approved.hint) == ("100.000,00\u00a0€", "1 Vorgang")
    assert approved.url == "/berichte/aenderungen/?seit=2026-10-31"
    assert changed_this_month(AsOf(date(2026, 11, 22)))[0].value == "0,00\u00a0€"


def test_money_committed_and_not_paid_is_stuck(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    _client, context = overview()
    (found,) = context["stuck_money"]
    assert (found.label, found.value) == (line.program.name, "100.000,00\u00a0€")
    assert found.hint == "0,0\u00a0% der gebundenen Mittel sind ausgezahlt"
    assert overview("2026-11-22")[1]["stuck_money"] == []


@pytest.mark.usefixtures("world")
def test_course_ends_on_the_day_of_the_page() -> None:
    record(live(TOWN, "90001", date(2019, 11, 15)))
    months.refresh(today=date(2020, 1, 1), now=NOW)
    chart = progress_over_time(series(), AsOf(date(2019, 12, 30)))
    assert chart is not None
    assert chart.labels == ["10/2019", "11/2019"]
    assert chart.series[0].data == [0, Decimal(1) / 3]
    assert progress_over_time(series(), AsOf(date(2019, 11, 29))) is None


@pytest.mark.usefixtures("world")
def test_smallest_share_stands_first() -> None:
    record(live(TOWN, "90001", date(2026, 3, 2)))
    refreshed()
    found = stuck_progress(progress("theme_field", at=AsOf.today()), AsOf.today())
    shares = [float(row.value.split("\u00a0")[0].replace(",", ".")) for row in found]
    assert shares == sorted(shares)
    assert all(row.url.startswith("/leistungen/?feld=") for row in found)


def test_every_finding_and_the_map_lead_to_pages_that_open(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    for stand in ("", "2026-11-23"):
        client, context = overview(stand)
        urls = {
            f.url for name in ("changed", "stuck_money", "stuck_progress") for f in context[name]
        }
        urls |= {context["map_url"], *context["money_chart"].urls}
        assert {client.get(url).status_code for url in urls} == {200}


def test_map_names_the_source_of_its_boundaries() -> None:
    credit = BoundarySet.objects.get().credit
    assert credit
    _client, context = overview()
    assert context["map_credit"] == credit
    BoundarySet.objects.all().delete()
    _client, context = overview()
    assert context["map_credit"] == ""


def test_pictures_are_files_of_the_page() -> None:
    refreshed()
    client, _context = overview()
    answer = client.get("/?diagramm=mittel-nach-programm.png")
    assert answer.content[:4] == b"\x89PNG"
