"""What a page is on paper, read from the PDF that the browser prints."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser
from pypdf import PageObject, PdfReader

from tests.browser.paper import right_most
from tests.browser.patterns.forms import WIDE_COLUMNS
from tests.browser.server import pattern_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sheets(browser: Browser) -> Iterator[list[PageObject]]:
    """The sheets of a page with a table of 18 columns and 60 rows."""
    with pattern_server() as address:
        page = browser.new_page(locale="de-DE")
        page.goto(f"{address}/muster/breit/")
        printed = page.pdf(prefer_css_page_size=True)
        page.close()
        yield list(PdfReader(BytesIO(printed)).pages)


def with_rows(sheets: list[PageObject]) -> list[PageObject]:
    return [sheet for sheet in sheets if "Reihe" in sheet.extract_text()]


def test_wide_table_takes_the_sheet_crosswise(sheets: list[PageObject]) -> None:
    assert len(with_rows(sheets)) > 1
    for sheet in with_rows(sheets):
        assert sheet.mediabox.width > sheet.mediabox.height


def test_no_column_is_lost_and_heads_are_repeated(sheets: list[PageObject]) -> None:
    for sheet in with_rows(sheets):
        text = " ".join(sheet.extract_text().split())
        bare = text.replace(" ", "").replace("\u2010", "")
        names = [str(column.verbose_name).replace(" ", "") for _name, column in WIDE_COLUMNS]
        assert [name for name in names if name not in bare] == []
        assert right_most(sheet) < sheet.mediabox.width


def test_every_amount_is_on_paper(sheets: list[PageObject]) -> None:
    text = "".join("".join(sheet.extract_text().split()) for sheet in sheets)
    assert text.count("1.234.568,00€") == len(WIDE_COLUMNS)
    assert text.count("1.234.627,00€") == len(WIDE_COLUMNS)


def test_sum_never_stands_alone(browser: Browser, sheets: list[PageObject]) -> None:
    """With as many rows as the first sheet holds, the sum falls on the edge."""
    held = with_rows(sheets)[0].extract_text().count("Reihe")
    alone = []
    with pattern_server() as address:
        page = browser.new_page(locale="de-DE")
        for rows in range(held - 2, held + 2):
            page.goto(f"{address}/muster/breit/?reihen={rows}")
            printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
            texts = ["".join(sheet.extract_text().split()) for sheet in printed]
            alone += [rows for text in texts if "Summe" in text and f"Reihe{rows}" not in text]
        page.close()
    assert alone == []
