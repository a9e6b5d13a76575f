"""How many rows a page has may stand in the address; it is held in bounds whatever stands there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from django_tables2 import RequestConfig

from core.tables.page import MOST_ON_A_PAGE, PageTable
from municipalities.models import Municipality

pytestmark = pytest.mark.django_db
EVERY = 450  # bodies of the reference data, with those that ended: more than any page holds


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, 50),
        ({"per_page": "25"}, 25),
        ({"per_page": str(MOST_ON_A_PAGE)}, MOST_ON_A_PAGE),
        ({"per_page": str(MOST_ON_A_PAGE + 1)}, MOST_ON_A_PAGE),
        ({"per_page": "9" * 400}, MOST_ON_A_PAGE),
        ({"per_page": "0"}, 1),
        ({"per_page": "-1"}, 1),
        ({"per_page": "x"}, 50),
        ({"page": "9" * 400}, EVERY - 400),
        ({"page": "-1"}, EVERY - 400),
    ],
)
def test_page_has_a_whole_number_of_rows_in_bounds(asked: dict[str, str], rows: int) -> None:
    table: Any = PageTable(Municipality.objects.order_by("ags"))
    request = RequestFactory().get("/", asked)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    assert len(table.page.object_list) == rows
