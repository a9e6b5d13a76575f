"""New cases from a file, in a real browser: refused, corrected, warned of, entered, answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from programs.choices import GrantState
from programs.models import Grant
from tests.browser.cases.case_starts import enter_what_is_demanded
from tests.browser.house import Visitor, sign_in
from tests.factories.accounts import PASSWORD
from tests.factories.life import Staff, fresh
from tests.factories.programs import PARTNERS, BudgetLineFactory, GrantFactory, program

pytestmark = pytest.mark.browser
HEADER = "programm;aktenzeichen;vorhaben;kommunen;anteile;haushaltsjahr;betrag\n"
SHARES = "|".join(["25.000,00"] * len(PARTNERS))
ROW = f"IKZ;NEU 1;Gemeinsames Standesamt;{'|'.join(PARTNERS)};{SHARES};2026;"
REASON = "Dort werden nur die Anträge digital."


def written(folder: Path, amount: str) -> Path:
    """A file of one case, in the encoding of German spreadsheets."""
    path = folder / "neu.csv"
    path.write_text(f"{HEADER}{ROW}{amount}\n", encoding="cp1252")
    return path


def test_officer_imports_a_case_and_answers_the_warning(
    browser: Browser, house: str, tmp_path: Path
) -> None:
    BudgetLineFactory.create()
    GrantFactory.create(
        title="Standesamt online", program=program("ozg-modellkommunen"), file_reference="OZG 17"
    )
    visitor = Visitor.arrive(browser, house, folder="import")
    sign_in(visitor.page, house, Staff.hire().officer.username, PASSWORD)
    page = visitor.page
    page.goto(f"{house}/admin/programs/grant/")
    page.get_by_role("link", name="Zuwendungen einlesen").click()
    expect(page.locator("input[type=file]")).to_be_visible()
    visitor.look("upload")
    preview = page.get_by_role("button", name="Vorschau zeigen")
    page.set_input_files("input[type=file]", written(tmp_path, "1.234"))
    preview.press("Enter")
    for cell in ("betrag", "1.234"):
        expect(page.get_by_role("cell", name=cell, exact=True)).to_be_visible()
    visitor.look("refused")
    with page.expect_download() as download:
        page.get_by_role("button", name="markierten Fehlern").press("Enter")
    assert download.value.suggested_filename == "neu-fehler.xlsx"
    page.set_input_files("input[type=file]", written(tmp_path, "100.000,00"))
    preview.press("Enter")
    expect(page.get_by_role("cell", name="100.000,00 €")).to_be_visible()
    expect(page.get_by_role("note")).to_contain_text("OZG 17")
    assert not Grant.objects.filter(file_reference="NEU 1").exists()
    visitor.look("preview")
    page.get_by_role("button", name="Neue Vorgänge übernehmen").press("Enter")
    page.get_by_role("link", name="NEU 1").click()
    expect(page.locator("#id_received_on")).to_be_visible()
    visitor.look("warned")
    page.fill("#id_received_on", "02.03.2026")
    enter_what_is_demanded(page)
    page.get_by_role("button", name="zur Freigabe").click()
    answer = page.get_by_label("Begründung, warum keine Doppelförderung vorliegt")
    expect(answer).to_be_visible()
    visitor.look("asked")
    answer.fill(REASON)
    page.get_by_role("button", name="zur Freigabe").click()
    expect(page.get_by_text("wartet auf die Freigabe")).to_be_visible()
    case = fresh(Grant.objects.get(file_reference="NEU 1"))
    assert (case.state, case.double_funding_reason) == (GrantState.APPROVAL_PENDING, REASON)
    assert visitor.barriers == []
