"""Paging: whichever heading is clicked, the pages together hold each row once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from portal.municipality import bodies, towns
from portal.progress import services
from programs.choices import GrantState
from programs.models import BudgetLine, Grant, Program
from programs.views import cases
from programs.views import pages as program_views
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import GIESSEN_DISTRICT, LAUTERBACH
from tests.house.test_house import ROOT, house_files
from tests.portal.cases import LIST, PROGRAM, decided
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db

CASES = 9
SERVICES, CASE_LIST = "/leistungen/", "/zuwendungen/"
TOWNS = f"/kommunen/{GIESSEN_DISTRICT}/gemeinden/"
# Every page with a table of several pages: where it is made, and how it is tried.
PAGED = {
    "portal/municipality/bodies.py": LIST,
    "portal/progress/services.py": SERVICES,
    "programs/views/pages.py": PROGRAM,
    "programs/views/cases.py": CASE_LIST,
    "portal/progress/service.py": "cannot be sorted; its order ends in the body",
    "portal/municipality/towns.py": TOWNS,
    "portal/map/views.py": "a list, sorted stably in memory",
    "portal/municipality/compare.py": "a list, sorted stably in memory",
    "portal/explain/views.py": "the rows of a report, sorted stably in memory",
    "programs/views/case.py": "a list, sorted stably in memory",
}
TRIED = [path for path in PAGED.values() if path.startswith("/")]


def test_every_table_of_several_pages_is_tried() -> None:
    makers = {
        str(file.relative_to(ROOT))
        for file in house_files("*.py")
        if "paginate={" in file.read_text()
    }
    assert makers == set(PAGED)


def titled(titles: list[str], **values: Any) -> list[Grant]:
    program = Program.objects.get(code="ikz")
    return [
        Grant.objects.create(
            program=program,
            file_reference=f"T-{number:03}",
            title=title,
            lead_id=LAUTERBACH,
            **values,
        )
        for number, title in enumerate(titles)
    ]


def pages(client: Client, path: str, sort: str) -> Iterator[list[Any]]:
    """The keys on each page of the table."""
    number, last = 1, 1
    while number <= last:
        table = client.get(path, {"sort": sort, "page": str(number)}).context["table"]
        last = table.paginator.num_pages
        yield [row.record.pk for row in table.page.object_list]
        number += 1


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_views, "PER_PAGE", 2)
    monkeypatch.setattr(cases, "PER_PAGE", 2)
    monkeypatch.setattr(bodies, "PER_PAGE", 150)  # of 442 bodies
    monkeypatch.setattr(towns, "PER_PAGE", 7)  # of 18 towns
    monkeypatch.setattr(services, "PER_PAGE", 200)  # of 557 services


@pytest.fixture
def reader() -> Client:
    return signed_in(UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR]))


@pytest.mark.parametrize("path", TRIED)
def test_pages_hold_each_row_once_by_every_heading(reader: Client, path: str) -> None:
    titled(["Gleicher Titel"] * CASES, state=GrantState.DRAFT)
    table = reader.get(path).context["table"]
    whole = sorted(row.record.pk for row in table.rows)
    headings = [column.name for column in table.columns if column.orderable]
    assert headings
    for heading in headings:
        for sort in (heading, f"-{heading}"):
            table = reader.get(path, {"sort": sort}).context["table"]
            assert table.data.data.query.order_by[-1] == "pk"
            shown = [key for page in pages(reader, path, sort) for key in page]
            assert sorted(shown) == whole, sort


def test_titles_sort_by_din_5007(reader: Client) -> None:
    titled(["zentrale Vergabe", "Ämterlotse", "Zulassung", "ähnlich", "Bauamt", "Straße"])
    keys = [key for page in pages(reader, PROGRAM, "title") for key in page]
    found = Grant.objects.in_bulk(keys)
    assert [found[key].title for key in keys] == [
        "ähnlich",
        "Ämterlotse",
        "Bauamt",
        "Straße",
        "zentrale Vergabe",
        "Zulassung",
    ]


def test_states_sort_by_their_place_in_the_life_of_a_case(reader: Client) -> None:
    order = [GrantState.DRAFT, GrantState.IN_REVIEW, GrantState.NOTIFIED, GrantState.CLOSED]
    for number, state in enumerate(reversed(order)):
        (case,) = titled([f"Fall {number}"], state=state)
        Grant.objects.filter(pk=case.pk).update(file_reference=f"S-{number}")
    keys = [key for page in pages(reader, PROGRAM, "state") for key in page]
    found = Grant.objects.in_bulk(keys)
    assert [found[key].state for key in keys] == order


def test_unknown_amounts_stand_last_either_way(reader: Client, line: BudgetLine) -> None:
    titled(["Ohne Betrag"] * 2, state=GrantState.DRAFT)
    known = decided(line)
    for sort in ("committed_eur", "-committed_eur"):
        assert next(pages(reader, PROGRAM, sort))[0] == known.pk
