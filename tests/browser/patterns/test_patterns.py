"""Every part of the interface in a real browser: axe, reflow, keyboard, strict CSP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.house import keep_pictures, too_wide, violations
from tests.browser.patterns.pages import PAGES
from tests.browser.server import pattern_server

pytestmark = pytest.mark.browser

WIDE = 1280
NARROW = 320  # WCAG 1.4.10
VARIANTS = ["uebersicht/?amtlich", "liste/?q=nichts", "liste/?q=a&kind=s&kind=g&sort=-people"]
WRONG = ["formular/?falsch", "zeilen/?falsch"]
ADDRESSES = [*(f"{name}/" for name in PAGES), *VARIANTS, *WRONG]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with pattern_server() as base:
        yield f"{base}/muster/"


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails its test when the console complains, e.g. about the CSP."""
    page = browser.new_page(viewport={"width": WIDE, "height": 900}, locale="de-DE")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def picture(page: Page, name: str) -> None:
    plain = "".join(char if char.isalnum() else "-" for char in name)
    keep_pictures(page, "patterns", plain)


@pytest.mark.parametrize("name", ADDRESSES)
def test_pattern_has_no_barrier_and_fits_a_narrow_screen(
    page: Page, address: str, name: str
) -> None:
    page.goto(address + name)
    picture(page, f"{name}-wide")
    found = violations(page)
    page.set_viewport_size({"width": NARROW, "height": 740})
    picture(page, f"{name}-narrow")
    assert (found, too_wide(page)) == ([], 0)


def test_pattern_has_no_barrier_on_a_narrow_screen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.goto(address + "liste/?q=a")
    assert violations(page) == []


def test_skip_link_is_the_first_stop_and_leads_to_the_content(page: Page, address: str) -> None:
    page.goto(address + "uebersicht/")
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, address: str) -> None:
    page.goto(address + "formular/?falsch")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith(f"{summary.get_attribute('data-title-prefix')} ")
    summary.locator("a[href='#id_financing_0']").click()
    expect(page.locator("#id_financing_0")).to_be_focused()


def test_navigation_opens_and_closes_by_keyboard_on_a_narrow_screen(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.goto(address + "uebersicht/")
    navigation = page.locator("#site-nav")
    expect(navigation).to_be_hidden()
    page.locator("header .menu-button[popovertarget]").first.focus()
    page.keyboard.press("Enter")
    expect(navigation).to_be_visible()
    page.keyboard.press("Escape")
    expect(navigation).to_be_hidden()


def test_user_menu_closes_on_escape_and_gives_the_focus_back(page: Page, address: str) -> None:
    page.goto(address + "uebersicht/")
    menu = page.locator(".user-menu")
    menu.locator("summary").press("Enter")
    expect(menu.locator("button")).to_be_visible()
    menu.locator("button").focus()
    page.keyboard.press("Escape")
    expect(menu.locator("button")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_session_warning_comes_in_time_and_extends_the_session(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(address + "uebersicht/")
    warning = page.locator(".session-warning")
    page.clock.fast_forward("27:30")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("01:00")
    expect(warning).to_be_visible()
    with page.expect_request(lambda sent: sent.method == "HEAD"):
        warning.locator("button").click()
    expect(warning).to_be_hidden()


def test_filter_keeps_empty_fields_and_the_page_out_of_the_address(
    page: Page, address: str
) -> None:
    page.goto(address + "liste/?page=2&sort=-people")
    page.get_by_label("Name oder Schlüssel (AGS)").fill("Hanau")
    page.locator(".filter button[type=submit]").click()
    expect(page).to_have_url(address + "liste/?sort=-people&q=Hanau")
    page.locator(".chip").click()
    expect(page).to_have_url(address + "liste/?sort=-people")


def test_formset_gets_a_row_with_its_own_names(page: Page, address: str) -> None:
    page.goto(address + "zeilen/")
    page.locator("[data-formset-add]").click()
    expect(page.locator("[name=form-TOTAL_FORMS]")).to_have_value("3")
    expect(page.locator("[name=form-2-body]")).to_be_focused()


def test_paper_shows_the_table_without_the_frame(page: Page, address: str) -> None:
    page.goto(address + "liste/")
    page.emulate_media(media="print")
    for part in (".site-nav", ".filter", ".pagination nav", ".site-footer"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".data-table table")).to_be_visible()
    expect(page.locator(".print-only").first).to_be_visible()
