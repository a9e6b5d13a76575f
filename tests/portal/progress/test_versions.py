"""The pages with two versions of the catalogue on record."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from tests.portal.cases import LIST, OVERVIEW, refreshed, text_of
from tests.programs.desk import signed_in
from tests.services.world import TOWN, live, make_user, record, switch_catalogue

pytestmark = pytest.mark.usefixtures("world")
START, BODY, TASKS = "/fortschritt/", f"/kommunen/{TOWN}/", "/fortschritt/aufgaben/"
DAY = date(2026, 3, 2)


@pytest.fixture
def coordinator(world: None) -> Client:
    record(live(TOWN, "90001", DAY), live(TOWN, "90002", DAY))
    refreshed()
    return signed_in(make_user("koordination", Role.COORDINATOR))


@pytest.mark.parametrize("path", [START, OVERVIEW, LIST, BODY, TASKS])
def test_pages_name_the_version_used_for_quotas(coordinator: Client, path: str) -> None:
    assert "OZG-Katalog 2019" in text_of(coordinator, path)
    switch_catalogue("90001")
    page = text_of(coordinator, path)
    assert "OZG-Leistungen in kommunaler Zuständigkeit, OZG-Katalog 2024" in page


def test_list_counts_the_same_as_the_page_of_each_body(coordinator: Client) -> None:
    for switched in (False, True):
        if switched:
            switch_catalogue("90001")
            refreshed()
        table = coordinator.get(LIST, {"q": "Oberstadt"}).context["table"]
        (row,) = (row.record for row in table.rows)
        progress = coordinator.get(BODY).context["progress"]
        assert (row.competent, row.reported, row.live) == (
            progress.competent,
            progress.reported,
            progress.live,
        )
        assert row.live == (1 if switched else 2)


def test_start_compares_nothing_while_there_is_one_version(coordinator: Client) -> None:
    assert "compared" not in coordinator.get(START).context


def test_start_shows_both_versions_side_by_side(coordinator: Client) -> None:
    switch_catalogue("90001")
    page = text_of(coordinator, START)
    assert "OZG-Katalog 2024 (für Quoten verwendet) OZG-Katalog 2019" in page
    assert "online (mindestens eine Kommune) 1 von 1 (100,0 %) 2 von 3 (66,7 %)" in page
    assert "flächendeckend 0 von 1 (0,0 %) 0 von 3 (0,0 %)" in page
    figures = coordinator.get(START).context["figures"]
    assert (figures[0].numerator, figures[0].denominator) == (1, 1)
