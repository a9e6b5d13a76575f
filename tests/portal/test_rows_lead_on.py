"""Rows lead to what is behind them: of every report, every figure and every table of a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import resolve
from lxml import html

from accounts.choices import Role
from core import rollups
from core.reporting import Column, Report
from core.tables.page import PageTable
from portal.explain.figures import FIGURES
from programs.models import BudgetLine
from programs.rollups import BUDGET
from tests.factories.accounts import NOW, UserFactory
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in
from tests.reports.test_declared import editions

pytestmark = pytest.mark.django_db

REPORTS_OF_NO_PAGES = {
    "fabrik-durchsatz": "a week has no page of its own",
}
TABLES_OF_NO_PAGES = {
    "AdviceTable": "a module of the advice is its name and these numbers",
    "BudgetTable": "the base of two others",
    "CentralYearTable": "payments that belong to no case",
    "CooperationTable": "its year leads to the cases of the program, for those who may see cases",
    "DecisionTable": "the row is the whole decision",
    "EfaYearTable": "costs that belong to no case",
    "KeyTable": "a key has nothing behind it that is shown again",
    "NotionalTable": "shares that nobody booked",
    "ReceivedTable": "support without money, which has no case",
    "ReportTable": "its columns come from the report",
    "SessionTable": "a session ends by a button",
    "WeekTable": "a week has no page",
    "YearTable": "its year leads to the cases of the program, for those who may see cases",
}
# What the keys of a row may look like, by the names that links ask for.
KEYS: dict[str, Any] = {
    "address": "/leistungen/",
    "ags": "06535011",
    "code": "ikz",
    "decided_in": 2024,
    "fiscal_year": "2024",
    "grant": 12,
    "key": "06535",
    "number": "12",
    "program": "ikz",
    "program_code": "ikz",
    "service_id": "90001",
    "subject_area": "Standesamt",
    "year": "2024",
}


def declared() -> Iterator[tuple[Report, list[Column]]]:
    """Each report and each figure with its columns."""
    yield from editions()
    for figure in FIGURES.values():
        form = figure.report.form({})
        assert form.is_valid()
        yield figure.report, figure.report.columns(form.cleaned_data)


def test_rows_of_every_report_and_figure_lead_on_but_those_named() -> None:
    lead = {report.name for report, columns in declared() if any(c.link for c in columns)}
    assert {report.name for report, _columns in declared()} - lead == set(REPORTS_OF_NO_PAGES)


def test_what_a_column_leads_to_is_a_page() -> None:
    for report, columns in declared():
        for column in (column for column in columns if column.link):
            [address] = column.addresses(lambda key: [KEYS[key]])
            assert address is not None
            assert resolve(address.partition("?")[0]), (report.name, column.key)


def test_rows_of_every_table_lead_on_but_those_named() -> None:
    nowhere = {
        table.__name__
        for table in _below(PageTable)
        if not table.__module__.startswith("tests.")
        and not any(column.link for column in table.base_columns.values())
    }
    assert nowhere == set(TABLES_OF_NO_PAGES)


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for table in kind.__subclasses__():
        yield table
        yield from _below(table)


def test_nothing_leads_on_where_a_key_is_empty() -> None:
    column = Column("title", "Vorhaben", link="/a/{}/{}/".format, link_by=("x", "y"))
    rows: dict[str, list[Any]] = {"x": ["1", "2", ""], "y": [7, None, 8]}
    assert column.addresses(rows.__getitem__) == ["/a/1/7/", None, None]
    assert Column("title", "Vorhaben").addresses(rows.__getitem__) == []


def ways_of(role: Role, address: str) -> set[str]:
    """Where the rows of the page lead to, as a person with the role sees them."""
    answer = signed_in(UserFactory.create(roles=[role])).get(address)
    links = html.fromstring(answer.content).findall(".//tbody//a")
    return {str(link.get("href")) for link in links}


@pytest.mark.parametrize("address", ["/berichte/mittel/", "/zahl/verfuegbar/"])
def test_sum_of_a_year_leads_to_its_cases_where_one_may_see_cases(
    line: BudgetLine, address: str
) -> None:
    rollups.rebuild(BUDGET, at=NOW.date(), now=NOW)
    program = "/foerderprogramme/ikz/"
    cases = f"/zuwendungen/?programm=ikz&haushaltsjahr={line.fiscal_year}"
    assert ways_of(Role.AUDITOR, address) == {program, cases}
    assert ways_of(Role.COORDINATOR, address) == {program}


def test_grant_leads_to_its_case_its_program_and_its_lead() -> None:
    grant = GrantFactory.create()
    assert ways_of(Role.OFFICER, "/berichte/zuwendungen/") == {
        grant.get_absolute_url(),
        grant.program.get_absolute_url(),
        grant.lead.get_absolute_url(),
    }
