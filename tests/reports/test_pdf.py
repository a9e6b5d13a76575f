"""The PDF: what stands in it, its marks for assistive technology, and how many rows it holds."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.test import Client

from accounts.choices import Role
from core.errors import RuleError
from core.exports import FORMATS, layout, pdf
from core.reporting import ColumnKind, Edition
from tests.core.exports.test_files import COLUMNS, ROWS, make
from tests.factories.accounts import UserFactory
from tests.programs.desk import signed_in

BERICHT = "/berichte/fortschritt-kommunen/"


def content(edition: Edition) -> bytes:
    return b"".join(FORMATS["pdf"].chunks(edition))


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """All that is written on the pages, on one line with ordinary spaces."""
    pages = " ".join(page.extract_text() for page in read(data).pages)
    return " ".join(pages.replace("\u00ad", "").split())


def many(count: int) -> list[dict[str, Any]]:
    return [{**ROWS[0], "name": f"Ort {number}"} for number in range(count)]


def test_values_totals_and_notes_stand_on_the_page() -> None:
    text = text_of(content(make()))
    for said in (
        "Bad Homburg v. d. Höhe", "=SUMME(A1:A9)", "06411000", "33,3 %", "31.12.2024",
        "0,03 €", "Summe", "37,5 %", "Zählregel der Probe", "Landkreis Gießen",
        "Stand 22.11.2026, 11:03", "Seite 1 von 1",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("1.234.567,8") == 2  # the row and the sum
    assert "\u22121.234.567,89 €" in text
    assert "\u22121.234.567,86 €" in text


def test_text_of_people_is_shown_and_never_run() -> None:
    hostile = '#panic("x") *fett* $x$ @quelle <a> // weg \\ [ ] "'
    edition = replace(make(), rows=[{**ROWS[0], "name": hostile}])
    text = text_of(content(edition))
    assert "#panic(" in text
    assert "*fett*" in text
    assert "// weg" in text


def test_pdf_is_tagged_and_names_its_language_title_and_standards() -> None:
    data = content(make())
    catalogue: Any = read(data).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712 - an object of pypdf
    assert str(catalogue["/Lang"]).startswith("de")
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - the same
    metadata = catalogue["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    info = read(data).metadata
    assert info is not None
    assert info.title == "Probe"
    assert {"/Table", "/THead", "/TH", "/TD", "/H1"} <= tags(catalogue["/StructTreeRoot"])


def tags(node: Any) -> set[str]:
    """The kinds of marks below a node of the structure."""
    node = node.get_object()
    if isinstance(node, list):
        return set().union(*(tags(kid) for kid in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    kids = tags(node["/K"]) if "/K" in node else set()
    return kids | ({str(node["/S"])} if "/S" in node else set())


def test_heads_repeat_and_pages_are_counted() -> None:
    pages = [page.extract_text() for page in read(content(replace(make(), rows=many(120)))).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Seite {number} von {len(pages)}" in page.replace("\u00a0", " ")
    assert sum("Betrag" in page for page in pages) >= len(pages) - 1


@pytest.mark.parametrize(("columns", "wide"), [(6, False), (7, True)])
def test_many_columns_lie_across(columns: int, wide: bool) -> None:
    box = read(content(replace(make(), columns=COLUMNS[:columns]))).pages[0].mediabox
    assert (box.width > box.height) is wide


def test_columns_that_name_the_row_stand_in_every_part() -> None:
    parts = layout.parts_of([5, 5, 10, 10], most=26, heads=2)
    assert parts == [[0, 1, 2], [0, 1, 3]]
    named = [replace(c, names_row=n < 2, label=f"{c.heading}{n}") for n, c in enumerate(COLUMNS)]
    columns = [*named, *(replace(c, label=f"Mehr{n}") for n, c in enumerate(COLUMNS * 3))]
    text = text_of(content(replace(make(), columns=columns)))
    assert text.count("AGS0") == text.count("Name1") > 2


@pytest.mark.parametrize(("letters", "is_whole"), [(160, True), (161, False)])
def test_long_text_is_shortened_at_a_word_and_says_so(letters: int, is_whole: bool) -> None:
    text = ("Wort " * 40)[: letters - 1].strip().ljust(letters, "x")
    shown = pdf._text(COLUMNS[1], text)
    assert (shown == text) is is_whole
    assert is_whole or shown == f"{text[:160].rsplit(' ', 1)[0]} … (gekürzt; vollständig als XLSX)"


def test_wide_report_is_readable_and_loses_no_column() -> None:
    """Three times the columns: every head and value stands there, numbered, at 7 points or more."""
    columns = [replace(c, label=f"{c.heading}{n}") for n in range(3) for c in COLUMNS]
    data = content(replace(make(), columns=columns, rows=many(40)))
    text = text_of(data)
    assert "Tabelle, Teil 1 von 2" in text
    assert "Tabelle, Teil 2 von 2" in text
    for column in columns:
        assert column.heading.split()[-1] in text, column.heading
    assert text.count("Ort 39") >= 3  # its first column in both parts, and once more as a column
    assert text.count("Nr.") >= 2
    sizes: set[float] = set()
    for page in read(data).pages:
        page.extract_text(visitor_text=lambda _t, _c, _m, _f, size: sizes.add(size))
    assert min(sizes - {0}) >= layout.SMALLEST


def test_names_are_hyphenated_only_where_they_fit_no_line() -> None:
    """Words of a project, and a head, that would be broken to fill their lines."""
    columns = [replace(column, label="Davon gebunden") for column in COLUMNS]
    town = "Gemeinsame Vergabestelle Lauterbach (Hessen)"
    words = text_of(content(replace(make(), columns=columns, rows=[{**ROWS[0], "name": town}])))
    for word in (*town.split(), "gebunden"):
        assert word in words, words


def test_share_has_a_bar_as_long_as_it_is() -> None:
    """A bar is a picture beside the text, so it is no part of what is read out."""
    share = next(column for column in COLUMNS if column.kind is ColumnKind.SHARE)
    bars = [pdf._bar(share, Decimal(value)) for value in ("-0.1", "0", "0.333", "1", "1.2")]
    assert bars == [0, 0, 0.333, 1, 1]
    assert pdf._bar(share, None) == pdf._bar(COLUMNS[0], "x") == 0


def test_same_edition_gives_the_same_bytes() -> None:
    assert content(make()) == content(make())
    later = replace(make(), made_at=datetime(2026, 11, 22, 10, 4, tzinfo=UTC))
    assert content(later) != content(make())


@pytest.mark.parametrize(("count", "refused"), [(5, False), (6, True)])
def test_more_rows_than_the_limit_are_refused(
    monkeypatch: pytest.MonkeyPatch, count: int, refused: bool
) -> None:
    monkeypatch.setattr(pdf, "MOST_ROWS", 5)
    edition = replace(make(), rows=many(count))
    if not refused:
        assert content(edition).startswith(b"%PDF")
        return
    with pytest.raises(RuleError, match="XLSX") as refusal:
        content(edition)
    assert refusal.value.code == "too_many_rows"


@pytest.mark.django_db
def test_page_says_why_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    client: Client = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    assert client.get(f"{BERICHT}pdf/?stand=2026-01-31")["Content-Type"] == "application/pdf"
    monkeypatch.setattr(pdf, "MOST_ROWS", 1)
    answer = client.get(f"{BERICHT}pdf/?stand=2026-01-31", follow=True)
    assert answer.redirect_chain == [(f"{BERICHT}?stand=2026-01-31", 302)]
    assert "als XLSX" in answer.content.decode()
