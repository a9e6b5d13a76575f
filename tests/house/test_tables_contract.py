"""Our rows of a table say what django-tables2 says of the same table, cell by cell.

core.tables.html derives from internals of django-tables2; where an upgrade changes what a cell
is, this test names the table (docs/adr/0017-rows-of-tables-in-python.md).
"""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
import pytest
from django.template import Context, Template
from django.test import Client
from lxml import html

from accounts.choices import Role
from tests.factories.accounts import UserFactory

PAGES = {
    "MunicipalityTable": "/kommunen/",
    "ProgramTable": "/foerderprogramme/",
    "TaskTable": "/fortschritt/aufgaben/?art=zustaendigkeit",
    "WeekTable": "/fortschritt/fabriken/",
    "ConferenceTable": "/fortschritt/koordinierung/",
}
THEIRS = "{% load django_tables2 %}{% render_table table 'django_tables2/table.html' %}"
OURS = "{% load django_tables2 %}{% render_table table %}"
Cell = tuple[str, tuple[str, ...]]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_cells_are_those_of_django_tables2(client: Client, name: str) -> None:
    client.force_login(UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR]))
    response = client.get(PAGES[name])
    table = _table(response, name)
    context = {"request": response.wsgi_request, "table": table}
    ours, theirs = (_cells(Template(text).render(Context(context))) for text in (OURS, THEIRS))
    assert len(ours["tbody"]) > 2
    assert ours == theirs


def _table(response: Any, name: str) -> Any:
    """The table of the page whose class is called so."""
    return next(
        value
        for part in response.context
        for layer in part.dicts
        for value in layer.values()
        if isinstance(value, tables.Table) and type(value).__name__ == name
    )


def _cells(page: str) -> dict[str, list[list[Cell]]]:
    """Words and addresses of every cell in head, body and foot of the table of a page."""
    tree: Any = html.fromstring(f"<div>{page}</div>")
    return {
        part: [[_cell(cell) for cell in row.xpath("./th|./td")] for row in rows]
        for part in ("thead", "tbody", "tfoot")
        if (rows := tree.xpath(f"(.//table)[1]/{part}/tr"))
    }


def _cell(cell: Any) -> Cell:
    """The words of a cell and where its links lead, in whatever order the table is sorted then."""
    links = [link.partition("?")[0] for link in cell.xpath(".//a/@href")]
    return " ".join(cell.text_content().split()), tuple(links)
