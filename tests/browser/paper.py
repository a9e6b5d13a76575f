"""What is wrong with a page on paper, read from the PDF that the browser prints of it."""

from __future__ import annotations

import re
from io import BytesIO

from playwright.sync_api import Page
from pypdf import PageObject, PdfReader

FOOT = re.compile(r"seite(\d+)von(\d+)")
# The headings of pages and the columns of tables that are shown on paper.
SHOWN = """() => [...document.querySelectorAll("main h1, main h2, main thead th")]
  .filter(part => part.checkVisibility() && !part.closest("details:not([open]), .kern-sr-only"))
  .map(part => part.textContent)"""


def printed(page: Page) -> list[PageObject]:
    """The sheets of the page."""
    return list(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def faults_on_paper(page: Page) -> list[str]:
    """Headings and columns that are not on paper, texts beyond the edge, sheets without number."""
    sheets = printed(page)
    page.emulate_media(media="print")
    parts = [bare(part) for part in page.evaluate(SHOWN)]
    page.emulate_media(media="null")
    texts = [bare(sheet.extract_text()) for sheet in sheets]
    whole = "".join(texts)
    found = [f"not on paper: {part}" for part in parts if part not in whole]
    for number, (sheet, text) in enumerate(zip(sheets, texts, strict=True), start=1):
        if (str(number), str(len(sheets))) not in FOOT.findall(text):
            found.append(f"sheet {number} of {len(sheets)} has no number")
        if right_most(sheet) >= sheet.mediabox.width:
            found.append(f"sheet {number}: beyond the edge")
    return found


def bare(text: str) -> str:
    """The text without spaces and hyphens, which differ by where a line ends."""
    return re.sub(r"[\s\u00ad\u2010\u2011-]", "", text).casefold()


def right_most(sheet: PageObject) -> float:
    """How far to the right a text of the sheet begins, in points."""
    places: list[float] = [0]

    def note(text: str, matrix: list[float], place: list[float], *_font: object) -> None:
        if text.strip():
            places.append(place[4] * matrix[0] + matrix[4])

    sheet.extract_text(visitor_text=note)
    return max(places)
