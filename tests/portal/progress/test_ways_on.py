"""Numbers and pages lead on: theme fields to their services, a district to its towns."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from accounts.choices import Role
from municipalities.choices import Kind
from municipalities.models import Municipality
from services.models import MonthEnd, ThemeField
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import GIESSEN_DISTRICT, LAUTERBACH
from tests.portal.cases import BODY, refreshed, works_for
from tests.programs.desk import signed_in

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


def test_month_ends_lead_to_the_progress_of_the_same_place_on_the_day() -> None:
    MonthEnd.objects.create(day=date(2026, 9, 30), is_stale=False, computed_at=NOW)
    found = links(f"/fortschritt/verlauf/?gebiet={GIESSEN_DISTRICT}", LAUTERBACH)
    assert f"/fortschritt/?gebiet={GIESSEN_DISTRICT}&stand=2026-09-30" in found


def test_figures_lead_to_the_rows_below_them() -> None:
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    for path in ("/fortschritt/fabriken/", BODY):
        page = office.get(path).content.decode()
        within = set(re.findall(r'class="figure__label">\s*<a href="#([^"]+)"', page))
        assert within, path
        assert within <= set(re.findall(r'id="([^"]+)"', page)), path
