"""The progress report in a real browser: opened, filtered, taken home, and summed up alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from accounts.choices import Role
from tests.browser.house import WIDE, sign_in
from tests.factories.accounts import PASSWORD, UserFactory
from tests.reports.files import READERS, Rows, counts, three_towns_live

pytestmark = pytest.mark.browser
LINKS = {"CSV (Excel)": "csv", "XLSX": "xlsx"}


@pytest.fixture
def page(browser: Browser, house: str) -> Page:
    """The list of reports in front of a coordinator."""
    three_towns_live()
    user = UserFactory.create(roles=[Role.COORDINATOR])
    page = browser.new_context(viewport=WIDE, locale="de-DE").new_page()
    sign_in(page, house, user.username, PASSWORD, "/berichte/")
    return page


def table_rows(table: Locator) -> Rows:
    """The cells of a table as a reader sees them."""
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tr").all()]
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def download(page: Page, link: str, folder: Path) -> Rows:
    """What stands in the file behind a link."""
    with page.expect_download() as started:
        page.locator(".downloads").get_by_role("link", name=link, exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    assert path.suffix == f".{LINKS[link]}"
    return READERS[LINKS[link]](path.read_bytes())


def test_files_of_the_filtered_report_sum_up_to_the_page(page: Page, tmp_path: Path) -> None:
    main = page.locator("main")
    main.get_by_role("link", name="OZG-Fortschritt", exact=True).click()
    page.get_by_label("Gebiet").select_option("06531")
    page.get_by_label("Gliederung").select_option("service")
    page.locator("main").get_by_role("button", name="Anzeigen").click()
    page.wait_for_url(re.compile("gebiet=06531.*gliederung=service"))
    shown = table_rows(main.locator("table"))
    sums = counts([shown[0], [cell.replace(".", "") for cell in shown[-1]]])
    assert sums["Online"] == "9"
    for link in LINKS:
        rows = download(page, link, tmp_path)
        assert [row[:3] for row in rows] == [row[:3] for row in shown]
        assert sums == {name: counts(rows)[name] for name in sums}
