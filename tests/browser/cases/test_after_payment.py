"""After the money, in a real browser: the state's accounting, the proof of use, a cancelling."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from programs.choices import GrantState
from programs.models import HkrPayment, Payment, ReconciliationNote
from tests.browser.house import Visitor, sign_in
from tests.factories.accounts import PASSWORD
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory

pytestmark = pytest.mark.browser
HEADER = "kapitel;foerderprodukt;buchungsnummer;wertstellung;betrag;text\n"


def visiting(browser: Browser, house: str, username: str) -> Visitor:
    visitor = Visitor.arrive(browser, house, folder="after-payment")
    sign_in(visitor.page, house, username, PASSWORD)
    return visitor


def test_budget_officer_imports_and_reconciles(
    browser: Browser, house: str, tmp_path: Path
) -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(foerderprodukt="F-1")
    staff.paid(staff.final(line), "40000.00")
    wrong, right = tmp_path / "falsch.csv", tmp_path / "hkr.csv"
    wrong.write_text(HEADER + "03 01;F-9;1;31.02.2026;1.234;x\n")
    right.write_text(HEADER + "03 01;F-1;4711;23.11.2026;39.000,00;Teilzahlung\n")
    visitor = visiting(browser, house, staff.budget.username)
    page = visitor.page
    page.goto(f"{house}/admin/programs/hkrpayment/")
    page.get_by_role("link", name="HKR-Buchungen einlesen").click()
    visitor.look("upload")
    page.set_input_files("input[type=file]", wrong)
    page.get_by_role("button", name="Vorschau zeigen").click()
    for cell in ("wertstellung", "31.02.2026", "betrag", "1.234"):
        expect(page.get_by_role("cell", name=cell, exact=True)).to_be_visible()
    visitor.look("refused")
    page.set_input_files("input[type=file]", right)
    page.get_by_role("button", name="Vorschau zeigen").click()
    expect(page.get_by_role("cell", name="39.000,00 €")).to_be_visible()
    assert not HkrPayment.objects.exists()
    visitor.look("preview")
    page.get_by_role("button", name="Neue Buchungen übernehmen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Abgleich mit dem HKR")
    assert HkrPayment.objects.get().booking_reference == "4711"
    visitor.look("reconciliation")
    page.get_by_role("link", name="F-1").click()
    visitor.look("difference")
    page.get_by_label("Erläuterung").fill("Rest im Dezember")
    page.get_by_role("button", name="Differenz erklären").click()
    expect(page.get_by_role("cell", name="Rest im Dezember")).to_be_visible()
    assert ReconciliationNote.objects.get().explained_by == staff.budget
    assert visitor.barriers == []


def test_officer_checks_a_proof_from_the_first_page(browser: Browser, house: str) -> None:
    staff = Staff.hire()
    grant = staff.in_spring.final(officer=staff.officer)
    staff.paid(grant, "100000.00")
    staff.proof_due(fresh(grant), on=date(2026, 9, 30))
    visitor = visiting(browser, house, staff.officer.username)
    page = visitor.page
    visitor.look("first-page")
    page.get_by_role("link", name=str(grant)).first.click()
    page.get_by_role("link", name="Verwendungsnachweis erfassen").click()
    page.get_by_label("Tatsächliche zuwendungsfähige Ausgaben").fill("60.000,00")
    page.get_by_label("Tatsächliche Eigen- und Drittmittel").fill("0,00")
    page.get_by_label("Sachbericht liegt vor").check()
    page.get_by_label("Zahlenmäßiger Nachweis liegt vor").check()
    visitor.look("receipt")
    page.get_by_role("button", name="Verwendungsnachweis erfassen").click()
    page.get_by_role("link", name="Verwendungsnachweis prüfen").click()
    page.get_by_label("Prüfvermerk").fill("Belege gesehen.")
    visitor.look("check")
    page.get_by_role("button", name="Verwendungsnachweis prüfen").click()
    expect(page.locator(".messagelist")).to_contain_text("Überzahlt: 40.000,00 €")
    visitor.look("checked")
    assert fresh(grant).state == GrantState.PROOF_CHECKED
    assert visitor.barriers == []


def test_payment_is_cancelled_by_two_people(browser: Browser, house: str) -> None:
    staff = Staff.hire()
    payment = staff.paid(staff.final(), "40000.00")
    officer = visiting(browser, house, staff.officer.username)
    officer.page.goto(f"{house}/admin/programs/payment/{payment.pk}/change/")
    officer.look("payment")
    officer.page.get_by_role("link", name="Stornierung beantragen").click()
    officer.page.get_by_label("Begründung").fill("Falsches Konto")
    officer.page.get_by_role("button", name="Stornierung beantragen").click()
    approver = visiting(browser, house, staff.approver.username)
    approver.look("to-cancel")
    approver.page.get_by_role("link", name=str(payment.drawdown.grant)).click()
    approver.page.get_by_role("link", name="Auszahlung stornieren").click()
    expect(approver.page.get_by_text("Falsches Konto")).to_be_visible()
    approver.page.get_by_role("button", name="Auszahlung stornieren").click()
    expect(approver.page.locator(".messagelist")).to_contain_text("storniert am")
    assert Payment.objects.get().cancelled_by == staff.approver
    assert officer.barriers + approver.barriers == []
