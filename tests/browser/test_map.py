"""The map by hand: the months by slider and button, the areas by arrow keys, one's own first."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from accounts.choices import Role
from services.models.months import MonthEnd
from tests.browser.house import Visitor, sign_in
from tests.factories.accounts import NOW, PASSWORD
from tests.programs import desk

pytestmark = pytest.mark.browser
VOGELSBERG = "06535"
MONTHS = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))


def test_months_play_and_arrows_walk_from_the_own_district(browser: Browser, house: str) -> None:
    for day in MONTHS:
        MonthEnd.objects.update_or_create(day=day, defaults={"computed_at": NOW, "is_stale": True})
    editor = desk.person(Role.MUNICIPALITY_EDITOR, of=VOGELSBERG)
    visitor = Visitor.arrive(browser, house, folder="map")
    page = visitor.page
    sign_in(page, house, editor.username, PASSWORD, "/karte/?ebene=kreise")
    own = page.locator('.map-area[tabindex="0"]')
    expect(own).to_have_attribute("data-key", VOGELSBERG)
    expect(own).to_be_in_viewport()
    own.focus()
    expect(page.locator("[data-reading]")).to_contain_text("Vogelsberg")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".map-area:focus")).not_to_have_attribute("data-key", VOGELSBERG)
    expect(page.locator("[data-reading]")).not_to_contain_text("Vogelsberg")
    slider, month = page.locator("[data-slider]"), page.locator("[data-month]")
    slider.focus()
    page.keyboard.press("Home")
    expect(month).to_have_text("31.08.2026")
    expect(page.locator("[data-map-day]")).to_have_text("31.08.2026")
    play = page.locator("[data-play]")
    play.click()
    expect(month).to_have_text("31.10.2026")
    expect(play).to_have_attribute("aria-pressed", "false")
    assert visitor.barriers == []
