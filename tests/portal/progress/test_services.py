"""The index of services: found by name and theme field, at the same cost for one row and many."""

from __future__ import annotations

import pytest

from services.models import OzgService
from tests.factories.municipalities import LAUTERBACH
from tests.portal.cases import cost, works_for

pytestmark = pytest.mark.django_db
PATH = "/leistungen/"


def test_index_finds_services_by_name_and_theme_field() -> None:
    client = works_for(LAUTERBACH)
    assert len(client.get(PATH).context["table"].data) == OzgService.objects.count()
    wanted = OzgService.objects.order_by("pk")[0]
    found = client.get(PATH, {"q": wanted.pk}).context["table"]
    assert [row.pk for row in found.data] == [wanted.pk]
    page = client.get(PATH, {"feld": wanted.theme_field_id}).context["table"]
    assert {row.theme_field_id for row in page.data} == {wanted.theme_field_id}
    assert len(page.data) == OzgService.objects.filter(theme_field=wanted.theme_field).count()


def test_index_costs_the_same_for_one_row_and_a_page() -> None:
    client = works_for(LAUTERBACH)
    first = OzgService.objects.order_by("pk")[0].pk
    assert cost(client, f"{PATH}?q={first}") == cost(client, PATH)


def test_index_leads_to_each_service_and_stands_in_the_progress() -> None:
    response = works_for(LAUTERBACH).get(PATH)
    row = next(iter(response.context["table"].page.object_list)).record
    assert f'href="{row.get_absolute_url()}"' in response.content.decode()
    current = [str(item.label) for item in response.context["nav_items"] if item.is_current]
    assert current == ["Fortschritt"]
