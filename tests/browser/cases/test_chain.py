"""The main job as one chain: browser, web server, database, broker and worker, all of them real."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.choices import Role
from core.formats import format_day
from programs.choices import GrantState
from programs.models import BudgetLine, Directive, Grant
from tests.brokers import Broker
from tests.browser.cases.case_file import choose
from tests.browser.cases.case_starts import enter_what_is_demanded
from tests.browser.house import WIDE, sign_in
from tests.factories.accounts import PASSWORD
from tests.factories.municipalities import GIESSEN
from tests.portal.cases import BODY, MINE, PROGRAM
from tests.programs import desk
from tests.webserver import gunicorn

pytestmark = [pytest.mark.browser, pytest.mark.celery]
expect.set_options(timeout=20_000)
TOTAL, OWN = "100.000,00\u00a0€", "25.000,00\u00a0€"
MOST_SECONDS = 2.0
WORKER_SECONDS = 240  # a person at a browser, on a machine that does other things as well


@pytest.fixture
def address(committed_db: str, broker: Broker) -> Iterator[str]:
    """The house with its web server and its worker, on a database and a broker of its own."""
    Directive.objects.filter(program__code="ikz", valid_to__year=2026).update(valid_to=None)
    with (
        gunicorn(redis_url=broker.url, processes=2) as port,
        broker.worker(committed_db, most=WORKER_SECONDS) as worker,
    ):
        worker.wait_for("ready.")
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def line(committed_db: str) -> BudgetLine:
    return desk.ikz_line("150000.00", year=timezone.localdate().year)


def arrive(browser: Browser, address: str, role: Role, *, of: str = "", to: str = "") -> Page:
    """The page `to` of a person who has just signed in."""
    user = desk.person(role, f"{role}{of}", of=of)
    page = browser.new_context(viewport=WIDE, locale="de-DE").new_page()
    sign_in(page, address, user.username, PASSWORD, to or "/admin/")
    return page


def enter_case(page: Page, address: str, line: BudgetLine) -> str:
    """Type a case of four partners and submit it for approval; returns its address."""
    page.goto(f"{address}/admin/programs/program/{line.program_id}/change/")
    page.locator(".object-tools a.addlink").click()
    page.fill("#id_file_reference", "IV 3 - 3 v 03.02")
    page.fill("#id_title", "Gemeinsames Standesamt")
    choose(page, "#id_lead", "lauter", desk.LAUTERBACH)
    for row, (text, ags) in enumerate(
        [("alsf", desk.ALSFELD), ("greb", desk.GREBENAU), ("schlitz", desk.SCHLITZ)], start=1
    ):
        choose(page, f"#id_participations-{row}-municipality", text, ags)
    enter_what_is_demanded(page)
    page.select_option("#id_tranches-0-line", str(line.pk))
    page.fill("#id_tranches-0-amount_eur", "100000")
    page.click("input[name=_propose]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    return page.url


def take_step(page: Page, case: str, name: str, **typed: str) -> None:
    """Take a step of the case and wait for the answer."""
    page.goto(case)
    page.locator(f".steps a[href$='/schritt/{name}/']").click()
    for field, value in typed.items():
        page.fill(f"#id_{field}", value)
    page.click(".submit-row input[type=submit]")
    expect(page.locator(".messagelist .success")).to_be_visible()


def figures(page: Page) -> dict[str, str]:
    """The key figures of a page by their labels."""
    labels = page.locator(".figure__label").all_inner_texts()
    values = page.locator(".figure__value").all_inner_texts()
    return dict(zip(labels, values, strict=True))


def reload_until(page: Page, label: str, value: str) -> None:
    """Reload a page like an impatient person, until a figure has the value or time is up."""
    start = time.monotonic()
    while (shown := figures(page).get(label)) != value:
        assert time.monotonic() - start < MOST_SECONDS, f"{label}: still {shown}"
        page.reload(wait_until="domcontentloaded")


def test_approved_money_reaches_the_program_page_and_the_municipality(
    browser: Browser, address: str, line: BudgetLine
) -> None:
    officer = arrive(browser, address, Role.OFFICER)
    reader = arrive(browser, address, Role.COORDINATOR, to=PROGRAM)
    approver = arrive(browser, address, Role.APPROVER)
    case = enter_case(officer, address, line)
    take_step(approver, case, "approve")
    reload_until(reader, "Gebunden", TOTAL)
    assert figures(reader) == {
        "Verfügbar": "150.000,00\u00a0€",
        "Gebunden": TOTAL,
        "Ausgezahlt": "0,00\u00a0€",
        "Frei": "50.000,00\u00a0€",
    }
    take_step(officer, case, "notify", on=format_day(timezone.localdate()))
    grant = Grant.objects.get()
    assert grant.state == GrantState.NOTIFIED
    own = arrive(browser, address, Role.MUNICIPALITY_VIEWER, of=desk.LAUTERBACH, to=BODY)
    assert figures(own)["Eigener Anteil, gebunden"] == OWN
    own.get_by_role("link", name=grant.title).first.click()
    expect(own.locator("main")).to_contain_text(OWN)
    expect(own.locator("main")).not_to_contain_text(TOTAL)
    foreign = arrive(browser, address, Role.MUNICIPALITY_VIEWER, of=GIESSEN, to="/kommunen/")
    answers = [foreign.goto(own.url), foreign.goto(address + MINE)]
    assert [answer.status for answer in answers if answer] == [404, 200]
    expect(foreign.locator("main")).not_to_contain_text(grant.title)
