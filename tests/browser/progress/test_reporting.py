"""A municipality reports its roll-out in a real browser, by keyboard and by table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from accounts.choices import Role
from municipalities.models import Municipality
from portal.rollout_desk.rows import competent_services
from services.models import RolloutEvent
from tests.browser.house import Visitor
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.municipalities import LAUTERBACH

pytestmark = pytest.mark.browser

PAGE = f"/meine-kommune/{LAUTERBACH}/leistungen/"


@pytest.fixture
def visitor(browser: Browser, house: str) -> Visitor:
    UserFactory.create(username="lauterbach", roles=[Role.MUNICIPALITY_EDITOR], of=[LAUTERBACH])
    visitor = Visitor.arrive(browser, house, folder="portal")
    page = visitor.page
    page.goto(f"{house}/anmelden/?next={PAGE}")
    page.fill("input[name=login]", "lauterbach")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url(house + PAGE)
    return visitor


def test_services_are_changed_by_keyboard_after_a_look_at_the_result(visitor: Visitor) -> None:
    page, main = visitor.page, visitor.page.locator("main")
    visitor.look("reporting-list")
    page.locator("select[name=change]").focus()
    page.keyboard.press("R")
    page.locator("input[name=service]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(main).to_contain_text("1 Änderung")
    visitor.look("reporting-confirm")
    page.get_by_role("button", name="1 Leistung ändern").press("Enter")
    expect(main).to_contain_text("1 Leistung geändert.")
    page.get_by_role("button", name="Nichts hat sich geändert").press("Enter")
    expect(main).to_contain_text("Es ist vermerkt")
    main.locator("tbody th a").first.click()
    expect(main).to_contain_text("Meldung der Kommune")
    visitor.look("reporting-service")
    assert visitor.barriers == []
    assert RolloutEvent.objects.get().registered is True


def test_filled_table_is_shown_and_taken_over(visitor: Visitor, tmp_path: Path) -> None:
    body = Municipality.objects.get(ags=LAUTERBACH)
    service = competent_services(body, date(2026, 11, 23))[0]
    page, main = visitor.page, visitor.page.locator("main")
    page.goto(f"{visitor.address}{PAGE}tabelle/")
    for name, cell in (("wrong", "vielleicht"), ("right", "ja")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"leistung;registriert\n{service.pk};{cell}\n")
        page.set_input_files("input[type=file]", path)
        page.get_by_role("button", name="Zeigen, was die Tabelle ändert").click()
        expect(main).to_contain_text(path.name)
        visitor.look(f"reporting-table-{name}")
    page.get_by_role("button", name="Änderungen übernehmen").click()
    expect(main).to_contain_text("1 Leistung geändert.")
    assert visitor.barriers == []
