"""What a grant paid for, in a real browser: the case and the report, wide and narrow."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.choices import Role
from services.models import OzgService
from tests.browser.house import WIDE, sign_in, too_wide, violations
from tests.browser.progress.test_progress import NARROW
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.programs.queries.effect.funded import make_grant
from tests.services.world import live, record

pytestmark = pytest.mark.browser


def test_effect_leads_to_the_services_of_a_case_and_to_the_report(
    browser: Browser, house: str
) -> None:
    municipal = OzgService.objects.filter(competences__level="municipality")
    services = tuple(municipal.values_list("pk", flat=True)[:15])
    make_grant(LAUTERBACH, ALSFELD, services=services)
    record(live(LAUTERBACH, services[0], date(2025, 6, 2)))
    page = browser.new_page(viewport=WIDE)
    sign_in(page, house, UserFactory.create(roles=[Role.AUDITOR]).username, PASSWORD)
    page.goto(f"{house}/fortschritt/wirkung/")
    page.get_by_role("link", name="Digital", exact=True).click()
    expect(page.get_by_role("heading", name="Von Euro zu Wirkung")).to_be_in_viewport()
    page.get_by_role("link", name="Nächste Seite").click()
    expect(page.get_by_text("Zeilen 26 bis 30 von 30")).to_be_visible()
    found = barriers(page)
    page.goto(f"{house}/fortschritt/wirkung/")
    page.get_by_role("link", name="Bericht: Leistungen und Kommunen je Zuwendung").click()
    expect(page.get_by_role("cell", name="seitdem online gegangen")).to_have_count(1)
    assert found + barriers(page) == []
    page.close()


def barriers(page: Page) -> list[tuple[str, str]]:
    """What axe finds on the page, and how far it is wider than a narrow window."""
    found = violations(page)
    page.set_viewport_size(NARROW)
    if over := too_wide(page):
        found.append(("too wide", str(over)))
    page.set_viewport_size(WIDE)
    return found
