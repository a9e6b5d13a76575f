"""The report on cooperations: three counts by year that do not follow from one another."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from accounts.choices import Role
from core import rollups
from programs.rollups import BUDGET
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory
from tests.reports.test_pages import file_rows, page_rows

pytestmark = pytest.mark.django_db
REPORT = "/berichte/kooperationen/"
MARBURG = "06534014"


def reader(role: Role = Role.AUDITOR) -> Client:
    client = Client()
    client.force_login(UserFactory.create(roles=[role]))
    return client


@pytest.fixture
def cooperations() -> None:
    """Twice the same four partners of one district, and three of which one is of another."""
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="300000.00")
    for _ in range(2):
        staff.approved(line)
    across = dict.fromkeys((LAUTERBACH, ALSFELD, MARBURG), Decimal("25000.00"))
    staff.approved(shares=across, tranches={line: Decimal("75000.00")})
    staff.proposed(line)  # not approved: no cooperation yet
    rollups.rebuild(BUDGET, at=NOW.date(), now=NOW)


@pytest.mark.usefixtures("cooperations")
def test_cooperation_page_has_the_figures_and_the_rule_of_its_file() -> None:
    client = reader()
    page, file = page_rows(client, REPORT), file_rows(client, f"{REPORT}csv/")
    assert [row[1:6] for row in page[1:2]] == [row[1:6] for row in file[1:2]]
    assert "Jahr ihres ersten Bescheids" in client.get(REPORT).content.decode()


def test_report_of_cooperations_is_closed_to_municipalities() -> None:
    assert reader(Role.MUNICIPALITY_EDITOR).get(REPORT).status_code == 403
    assert Client().get(REPORT).status_code == 302


def test_program_without_cases_has_no_row() -> None:
    query = "?programm=ozg-modellkommunen"
    assert reader().get(f"{REPORT}{query}").status_code == 200
    assert [row[2:5] for row in file_rows(reader(), f"{REPORT}csv/{query}")[1:]] == [["0", "0", ""]]


@pytest.mark.usefixtures("cooperations")
def test_column_of_zeros_adds_up_to_zero_euros() -> None:
    header, *_rows, total = page_rows(reader(), "/berichte/mittel/")
    assert total[header.index("Gesperrt")] == "0,00 €"
    assert total[header.index("Gebunden")] == "275.000,00 €"
