"""Numbers and pages lead on: theme fields to their services, a district to its towns."""

from __future__ import annotations

import re
from html import unescape

import pytest

from municipalities.choices import Kind
from municipalities.models import Municipality
from services.models import ThemeField
from tests.factories.municipalities import GIESSEN_DISTRICT, LAUTERBACH
from tests.portal.cases import BODY, refreshed, works_for

pytestmark = pytest.mark.django_db


def links(path: str, ags: str) -> list[str]:
    page = works_for(ags).get(path).content.decode()
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page)]


def test_theme_fields_lead_to_their_services() -> None:
    refreshed()
    found = [link for link in links(BODY, LAUTERBACH) if link.startswith("/leistungen/?feld=")]
    assert found
    for link in found:
        key = link.partition("=")[2]
        table = works_for(LAUTERBACH).get(link).context["table"]
        assert {row.theme_field for row in table.data} == {ThemeField.objects.get(pk=key)}


def test_district_leads_to_its_towns_and_its_area() -> None:
    district = GIESSEN_DISTRICT
    body = Municipality.objects.get(district=district, kind=Kind.DISTRICT).ags
    found = links(f"/kommunen/{body}/", body)
    towns = f"/kommunen/?kreis={district}&sort=reported"
    assert towns in found
    assert f"/fortschritt/?gebiet={district}" in found
    table = works_for(body).get(towns).context["table"]
    assert len(table.data) > 1
    assert {row.ags[:5] for row in table.data} == {district}
    assert not [link for link in links(BODY, LAUTERBACH) if "kreis=" in link]
