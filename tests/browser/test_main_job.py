"""The main job in a real browser: a municipality reads its case, a coordinator the progress.

Every page on the way is looked at by axe, wide and narrow.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.choices import Role
from programs.models import Grant
from tests.browser.house import Visitor
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.factories.programs import SHARE_EUR, GrantFactory
from tests.portal.cases import BODY, FOREIGN, LIST, MINE, OWN, PROGRAM, TOTAL, decided, refreshed
from tests.programs.desk import ikz_line

pytestmark = pytest.mark.browser

PUBLIC = {
    "sign-in": "/anmelden/",
    "password-reset": "/passwort-vergessen/",
    "password-reset-sent": "/passwort-vergessen/gesendet/",
    "password-reset-wrong-link": "/passwort-vergessen/1-abc/",
    "no-registration": "/konto/registrieren/",
    "accessibility": "/barrierefreiheit/",
    "privacy": "/datenschutz/",
    "imprint": "/impressum/",
    "not-found": "/gibt-es-nicht/",
}
EXPECTED_ANSWERS = {"/gibt-es-nicht/": 404, "/konto/registrieren/": 404}
MOST_TABS = 30


@pytest.fixture
def visitor(browser: Browser, house: str) -> Visitor:
    return Visitor.arrive(browser, house, folder="portal")


@pytest.fixture
def grant(house: str) -> Grant:
    """A notified case of four partners, on real bodies, services and budgets."""
    grant = decided(ikz_line("250000.00"))
    refreshed()
    return grant


def sign_in_by_keyboard(visitor: Visitor, path: str, username: str) -> None:
    """Open a page, land at the sign-in, and fill it without a mouse."""
    page = visitor.page
    page.goto(visitor.address + path)
    tab_to(page, "input[name=login]")
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".user-menu")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    for _press in range(MOST_TABS):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not reach {selector}.")


def test_municipality_reads_its_own_share_and_nothing_else(visitor: Visitor, grant: Grant) -> None:
    foreign = GrantFactory.create(lead_id=GIESSEN, shares={GIESSEN: SHARE_EUR})
    UserFactory.create(username="lauterbach", roles=[Role.MUNICIPALITY_EDITOR], of=[LAUTERBACH])
    page, main = visitor.page, visitor.page.locator("main")
    sign_in_by_keyboard(visitor, MINE, "lauterbach")
    expect(page).to_have_url(visitor.address + BODY)
    expect(main).to_contain_text(f"{OWN}\u00a0€")
    visitor.look("municipality")
    main.get_by_role("link", name=grant.title).first.click()
    expect(page).to_have_url(visitor.address + grant.get_absolute_url())
    expect(main).to_contain_text(f"{OWN}\u00a0€")
    for amount in (*FOREIGN, TOTAL):
        expect(main).not_to_contain_text(amount)
    visitor.look("grant-municipality")
    answer = page.goto(visitor.address + foreign.get_absolute_url())
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("Seite nicht gefunden")
    visitor.barriers.pop()  # the console names the 404 that was asked for
    visitor.look("grant-foreign")
    for name, path in {"my-program": PROGRAM, "my-password": "/konto/passwort/"}.items():
        page.goto(visitor.address + path)
        visitor.look(name)
    assert visitor.barriers == []


def test_coordinator_finds_sorts_and_looks_back(visitor: Visitor, grant: Grant) -> None:
    UserFactory.create(username="koordination", roles=[Role.COORDINATOR])
    page, main = visitor.page, visitor.page.locator("main")
    sign_in_by_keyboard(visitor, "/", "koordination")
    expect(main).to_contain_text(f"{TOTAL}\u00a0€")
    visitor.look("overview")
    main.get_by_role("link", name="Interkommunale Zusammenarbeit").first.click()
    expect(page).to_have_url(visitor.address + PROGRAM)
    expect(main).to_contain_text("150.000,00\u00a0€")
    expect(main).not_to_contain_text(grant.title)
    visitor.look("program")
    page.goto(visitor.address + LIST)
    visitor.look("municipality-list")
    page.locator("main input[name=q]").fill("giess")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visitor.address}{LIST}?q=giess")
    expect(main.locator("tbody tr")).to_have_count(2)
    main.locator("thead").get_by_role("link", name="Einwohner").click()
    expect(main.locator("tbody tr").first).to_contain_text("Stadt")
    main.locator("thead").get_by_role("link", name="Einwohner").click()
    expect(main.locator("tbody tr").first).to_contain_text("Landkreis Gießen")
    visitor.look("municipality-list-filtered")
    look_back(visitor)
    assert visitor.barriers == []


def look_back(visitor: Visitor) -> None:
    """The day before the case was decided, then a day that does not exist."""
    page, main = visitor.page, visitor.page.locator("main")
    page.goto(visitor.address + PROGRAM)
    page.locator("input[name=stand]").fill("2026-11-22")
    page.locator(".time-machine button").click()
    expect(main).to_contain_text("Stand 22.11.2026")
    expect(main).not_to_contain_text("150.000,00")
    visitor.look("program-as-of")
    page.goto(f"{visitor.address}{PROGRAM}?stand=2026-02-31")
    expect(main).to_contain_text("„2026-02-31“")
    visitor.look("program-wrong-day")


def test_wrong_password_is_refused_with_a_summary(visitor: Visitor) -> None:
    UserFactory.create(username="lauterbach")
    page = visitor.page
    page.goto(f"{visitor.address}/anmelden/")
    page.fill("input[name=login]", "lauterbach")
    page.fill("input[name=password]", "falsch")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    visitor.look("sign-in-refused")
    assert visitor.barriers == []


def test_person_without_a_role_reads_why_and_may_sign_out(visitor: Visitor) -> None:
    UserFactory.create(username="neu")
    page = visitor.page
    page.goto(f"{visitor.address}/anmelden/")
    page.fill("input[name=login]", "neu")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kein Zugriff auf diese Seite")
    visitor.barriers.clear()  # the console names the 403
    visitor.look("no-access")
    page.goto(f"{visitor.address}/abmelden/")
    visitor.look("sign-out")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(f"{visitor.address}/anmelden/")
    assert visitor.barriers == []


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_has_no_barrier(visitor: Visitor, name: str) -> None:
    answer = visitor.page.goto(visitor.address + PUBLIC[name])
    assert answer is not None
    assert answer.status == EXPECTED_ANSWERS.get(PUBLIC[name], 200)
    if answer.status == 404:
        visitor.barriers.clear()  # the console names it
    assert visitor.page.locator("html").get_attribute("lang") == "de"
    visitor.look(name)
    assert visitor.barriers == []
