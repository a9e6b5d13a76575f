"""The main job in a real browser: an officer enters a case, a second person approves it.

Every page on the way, and every list of the administration, is looked at by axe and fits 320 px.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts.roles import ADMIN_SITE
from core.tasks import refresh_rollups
from municipalities.models import Municipality
from programs.choices import GrantState
from programs.models import BudgetLine, Grant
from tests.browser.cases.case_file import choose
from tests.browser.cases.case_starts import enter_what_is_demanded
from tests.browser.house import WIDE, barriers_of, house_server, sign_in
from tests.factories.accounts import PASSWORD
from tests.programs import desk

pytestmark = pytest.mark.browser
PATIENCE_MS = 60_000  # for machines that do other things as well
expect.set_options(timeout=20_000)
NARROW: ViewportSize = {"width": 320, "height": 740}

LISTS = {
    "officer": [
        "programs/grant/",
        "programs/grant/add/",
        "programs/budgetline/",
        "programs/ledgerentry/",
        "programs/program/",
        "programs/directive/",
        "programs/publishedfigure/",
        "municipalities/municipality/",
        "municipalities/municipality/06531005/change/",
        "services/ozgservice/",
    ],
    "coordinator": ["services/competence/", "services/ozgservice/10000/change/"],
    "budget_officer": [
        "programs/directive/add/",
        "programs/budgetline/add/",
        "programs/baserate/",
        "programs/allocationkey/",
    ],
    "auditor": [
        "programs/decision/",
        "programs/payment/",
        "programs/proofofuse/",
        "programs/reclaim/",
        "programs/call/",
        "programs/efacost/",
        "programs/centralpayment/",
        "programs/budgetbooking/",
        "programs/proposalreturn/",
        "programs/interimreport/",
        "accounts/securityevent/",
    ],
    "system_administrator": [
        "accounts/user/",
        "accounts/user/add/",
        "accounts/roleassignment/",
        "accounts/roleassignment/add/",
        "accounts/pendingchange/",
    ],
}


@pytest.fixture
def address(committed_db: str) -> Iterator[str]:
    with house_server() as address:
        yield address


@pytest.fixture
def line(address: str) -> BudgetLine:
    for role in ADMIN_SITE:
        desk.person(role)
    return desk.ikz_line("150000.00")


def open_as(browser: Browser, address: str, name: str) -> tuple[Page, list[str]]:
    """A page of a signed-in person, and what its console complains about."""
    context = browser.new_context(viewport=WIDE, locale="de-DE", timezone_id="Europe/Berlin")
    context.set_default_timeout(PATIENCE_MS)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sign_in(page, address, name, PASSWORD)
    return page, complaints


def look(page: Page, name: str, complaints: list[str]) -> list[tuple[str, str]]:
    """Barriers of the page, wide and narrow."""
    found = [("console", text) for text in complaints]
    found += barriers_of(page, "admin", name, NARROW)
    complaints.clear()  # axe itself meets the content security policy
    return found


def test_officer_enters_a_case_and_a_second_person_approves_it(
    browser: Browser, address: str, line: BudgetLine
) -> None:
    barriers: list[tuple[str, str]] = []
    page, complaints = open_as(browser, address, "officer")
    barriers += look(page, "officer-index", complaints)
    page.goto(f"{address}/admin/programs/program/{line.program_id}/change/")
    barriers += look(page, "program", complaints)
    page.locator(".object-tools a.addlink").click()
    page.fill("#id_file_reference", "IV 3 - 3 v 03.02")
    page.fill("#id_title", "Gemeinsames Standesamt")
    choose(page, "#id_lead", "lauter", desk.LAUTERBACH)
    expect(page.locator("#id_participations-0-municipality")).to_have_value(desk.LAUTERBACH)
    for row, (text, ags) in enumerate(
        [("alsf", desk.ALSFELD), ("greb", desk.GREBENAU), ("schlitz", desk.SCHLITZ)], start=1
    ):
        choose(page, f"#id_participations-{row}-municipality", text, ags)
        expect(page.locator(f"#id_participations-{row}-share_eur")).to_have_value("25.000,00")
    enter_what_is_demanded(page)
    page.select_option("#id_tranches-0-line", str(line.pk))
    expect(page.locator("[data-total=shares]")).to_have_text("100.000,00\u00a0€")
    page.click("#totals-take")
    expect(page.locator("[data-total=caps]")).to_contain_text("50.000,00\u00a0€")
    expect(page.locator("[data-total=difference]")).to_be_hidden()
    page.fill("#id_participations-3-share_eur", "1.234")
    expect(page.locator("[data-total=problems] li")).to_have_count(1)
    barriers += look(page, "form-typed", complaints)
    page.fill("#id_participations-3-share_eur", "25.000,01")
    page.click("input[name=_propose]")
    expect(page.locator("#participations-group .errorlist")).to_contain_text("0,01\u00a0€")
    assert Grant.objects.count() == 0
    barriers += look(page, "form-refused", complaints)
    page.fill("#id_participations-3-share_eur", "25000")
    page.click("input[name=_propose]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    case = page.url
    barriers += look(page, "case-officer", complaints)
    barriers += approve(browser, address, case)
    assert Grant.objects.get().state == GrantState.APPROVED
    barriers += see_the_budget(page, address, complaints)
    assert barriers == []


def approve(browser: Browser, address: str, case: str) -> list[tuple[str, str]]:
    """What the approver meets on the way from the to-do list to the approval."""
    page, complaints = open_as(browser, address, "approver")
    barriers = look(page, "approver-index", complaints)
    page.locator(".todo li a").first.click()
    expect(page).to_have_url(case)
    barriers += look(page, "case-approver", complaints)
    page.locator(".steps a[href$='/schritt/approve/']").click()
    barriers += look(page, "step-approve", complaints)
    page.click(".submit-row input[type=submit]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    for tool in ("history", "druck"):
        page.goto(case.replace("change", tool))
        barriers += look(page, f"case-{tool}", complaints)
    return barriers


def see_the_budget(page: Page, address: str, complaints: list[str]) -> list[tuple[str, str]]:
    """After the refresh, the page of the program shows what is bound and what is free."""
    refresh_rollups()
    page.goto(f"{address}/foerderprogramme/ikz/")
    for amount in ("150.000,00", "100.000,00", "50.000,00"):
        expect(page.locator("main")).to_contain_text(f"{amount}\u00a0€")
    page.goto(f"{address}/admin/programs/grant/")
    page.check("#action-toggle")
    page.select_option("select[name=action]", "notify")
    page.locator(".actions button[type=submit]").click()
    barriers = look(page, "bulk-notify", complaints)
    page.fill("#id_on", "30.11.2026")
    page.click(".submit-row input[type=submit]")
    expect(page.locator("[role=status]").first).to_be_visible()
    return barriers + look(page, "bulk-done", complaints)


def test_pages_have_no_barrier(browser: Browser, address: str, line: BudgetLine) -> None:
    assert Municipality.objects.filter(ags="06531005").exists()
    barriers = []
    for name, paths in LISTS.items():
        page, complaints = open_as(browser, address, name)
        for path in paths:
            answer = page.goto(f"{address}/admin/{path}")
            assert answer is not None
            assert answer.ok, path
            barriers += look(page, path.strip("/").replace("/", "-"), complaints)
        page.context.close()
    assert barriers == []
