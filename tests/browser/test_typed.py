"""What is typed is not lost: leaving asks; after the session ended the text is offered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from accounts.choices import Role
from accounts.models import User
from programs.actions.way_back.withdrawing import send_back
from programs.models import Grant
from tests.browser.house import WIDE, sign_in
from tests.factories.accounts import NOW, PASSWORD
from tests.programs import desk

pytestmark = pytest.mark.browser
ADD = "/admin/programs/grant/add/"


def arrive(browser: Browser, house: str, user: User, to: str) -> Page:
    context = browser.new_context(viewport=WIDE, locale="de-DE", timezone_id="Europe/Berlin")
    context.set_default_timeout(30_000)
    page = context.new_page()
    sign_in(page, house, user.username, PASSWORD, to)
    page.wait_for_load_state("load")
    return page


def sent_back(officer: User) -> Grant:
    grant = desk.case(desk.ikz_line(), "A 1", by=officer)
    send_back(grant, by=desk.person(Role.APPROVER), at=NOW, reason="Zweck fehlt")
    return grant


def test_step_button_asks_before_what_was_typed_is_lost(browser: Browser, house: str) -> None:
    officer = desk.person(Role.OFFICER)
    grant = sent_back(officer)
    case = f"/admin/programs/grant/{grant.pk}/change/"
    page = arrive(browser, house, officer, case)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stay)
    page.fill("#id_title", "Neuer Titel")
    page.locator(".steps a.button").first.click()
    expect(page).to_have_url(f"{house}{case}")
    assert len(asked) == 1
    expect(page.locator("#id_title")).to_have_value("Neuer Titel")
    page.fill("#id_title", grant.title)
    page.locator(".steps a.button").first.click()
    page.wait_for_url("**/schritt/**")
    assert len(asked) == 1


def test_text_survives_the_end_of_the_session_for_its_writer_alone(
    browser: Browser, house: str
) -> None:
    desk.ikz_line()
    officer, other = desk.person(Role.OFFICER), desk.person(Role.OFFICER, "andere")
    page = arrive(browser, house, officer, ADD)
    page.fill("#id_title", "Gemeinsames Standesamt")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="sessionid")
    page.click("input[name=_save]")
    page.wait_for_url("**/anmelden/**")
    page.fill("input[name=login]", officer.username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url(f"{house}{ADD}")
    page.locator(".typed-again button").first.click()
    expect(page.locator("#id_title")).to_have_value("Gemeinsames Standesamt")
    page.wait_for_load_state("networkidle")  # an answer on its way would bring the cookie back
    page.context.clear_cookies(name="sessionid")
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, house, other.username, PASSWORD, ADD)
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    expect(page.locator(".typed-again")).to_have_count(0)
    kept = "Object.keys(sessionStorage).filter((name) => name.startsWith('typed:')).length"
    assert page.evaluate(kept) == 0
