"""The coordination office in a real browser: a body ends, a version of the catalogue is used."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from accounts.actions_changes import approve_change
from accounts.choices import Role
from accounts.models import PendingChange
from municipalities.models import Municipality
from services.models import Catalogue, OzgService
from tests.browser.house import Visitor, sign_in
from tests.factories.accounts import NOW, PASSWORD, UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.programs import desk

pytestmark = pytest.mark.browser
PAGES = ("services/catalogue/", "services/catalogue/add/", "services/maturitymodel/2.0/change/",
         "services/themefield/add/", "services/ozgservice/einlesen/")  # fmt: skip


def test_office_ends_a_body_and_uses_a_new_version(browser: Browser, house: str) -> None:
    new = Catalogue.objects.create(code="2026", name="OZG 2026", as_of=desk.TODAY, source="Test")
    OzgService.objects.order_by("pk")[0].catalogues.add(new)
    visitor = Visitor.arrive(browser, house, folder="coordination")
    page = visitor.page
    sign_in(page, house, desk.person(Role.COORDINATOR).username, PASSWORD)
    for address in PAGES:
        page.goto(f"{house}/admin/{address}")
        visitor.look(address.strip("/").replace("/", "-"))

    page.goto(f"{house}/admin/municipalities/municipality/{LAUTERBACH}/change/")
    page.get_by_role("link", name="Ende der Kommune vorschlagen").press("Enter")
    page.get_by_label("Bestand bis").fill("30.06.2026")
    page.locator("#id_successor + .select2 .select2-selection").press("Enter")
    page.locator(".select2-search__field").last.fill("alsf")
    page.get_by_role("option", name="Stadt Alsfeld").wait_for()
    page.keyboard.press("Enter")
    page.get_by_label("Begründung").fill("Fusion")
    visitor.look("end")
    page.locator("input[type=submit].default").press("Enter")
    expect(page.get_by_text("ihr Ende wartet auf die zweite Person")).to_be_visible()
    (change,) = PendingChange.objects.waiting()
    approve_change(change, by=UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR]), at=NOW)
    page.reload()
    expect(page.locator(".field-valid_to")).to_contain_text("30.06.2026")
    assert Municipality.objects.get(ags=LAUTERBACH).successor_id == ALSFELD

    page.goto(f"{house}/admin/services/catalogue/2026/change/")
    page.get_by_role("link", name="Für Quoten verwenden").press("Enter")
    page.get_by_label("Begründung").fill("Neuer Katalog")
    visitor.look("use")
    page.locator("input[type=submit].default").press("Enter")
    expect(page.get_by_text("Erledigt").first).to_be_visible()
    assert Catalogue.objects.get(is_current=True) == new
    assert visitor.barriers == []
