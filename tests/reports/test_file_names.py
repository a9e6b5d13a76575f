"""Files carry what is inside in their names: report, filter, day; no two formats share one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.choices import Role
from core.exports import FORMATS
from tests.factories.accounts import UserFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
REPORT = "/berichte/fortschritt-kommunen/"


@pytest.fixture
def reader() -> Client:
    return signed_in(UserFactory.create(roles=[Role.COORDINATOR]))


def name_of(client: Client, fmt: str, query: str) -> str:
    disposition = client.get(f"{REPORT}{fmt}/?{query}")["Content-Disposition"]
    found = re.search(r'filename="([^"]+)"', disposition)
    assert found is not None
    return found[1]


def test_name_says_filter_and_day(reader: Client) -> None:
    query = "stand=2026-01-31&gebiet=06531"
    name = "fortschritt-kommunen_landkreis-giessen_2026-01-31"
    assert name_of(reader, "xlsx", query) == f"{name}.xlsx"
    assert name_of(reader, "csv", query) == f"{name}.csv"
    assert name_of(reader, "opencsv", query) == f"{name}.offen.csv"


def test_names_differ_by_filter(reader: Client) -> None:
    queries = ["", "gebiet=06531", "gebiet=06535", "gebiet=06531&themenfeld=familie-kind"]
    names = {name_of(reader, "csv", f"stand=2026-01-31&{query}") for query in queries}
    assert len(names) == len(queries)


def test_day_of_a_filter_sorts_in_the_name() -> None:
    client = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    disposition = client.get("/berichte/aenderungen/csv/?seit=2026-10-05")["Content-Disposition"]
    assert "aenderungen_2026-10-05_" in disposition


def test_names_differ_by_format() -> None:
    assert len({fmt.ending for fmt in FORMATS.values()}) == len(FORMATS)
