"""Upload with preview, the reconciliation, and who explains a difference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.choices import Role
from core.uploads.malware import scanner_at
from core.uploads.sent import SentFile
from programs.models import BudgetLine, HkrPayment, Payment
from tests.clamd import EICAR, clamd
from tests.factories.accounts import UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/programs/hkrpayment/einlesen/"
RECONCILIATION = "/admin/programs/hkrpayment/abgleich/"
FILE = (
    "kapitel;foerderprodukt;buchungsnummer;wertstellung;betrag;text\n"
    "03 01;F-1;4711;15.10.2026;25.000,00;Zuweisung\n"
)


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(foerderprodukt="F-1")


def booked(line: BudgetLine, amount: str, day: date = TODAY, number: str = "4711") -> HkrPayment:
    return HkrPayment.objects.create(
        booking_reference=number, line=line, value_date=day, amount_eur=Decimal(amount)
    )


def paid(staff: Staff, line: BudgetLine, amount: str) -> Payment:
    return staff.paid(staff.final(line), amount)


def sent(client: Client, text: str = FILE) -> str:
    """The page after a file was chosen."""
    file = SimpleUploadedFile("hkr.csv", text.encode())
    response = client.post(UPLOAD, {"file": file})
    assert response.status_code == 200
    return response.content.decode()


def test_upload_shows_first_and_writes_on_the_second_click(staff: Staff, line: BudgetLine) -> None:
    client = signed_in(staff.budget)
    page = sent(client)
    assert "25.000,00" in page
    assert not HkrPayment.objects.exists()
    content = page.split('name="content" value="')[1].split('"')[0]
    response = client.post(UPLOAD, {"_confirmed": "1", "name": "hkr.csv", "content": content})
    assert response["Location"] == RECONCILIATION
    assert HkrPayment.objects.get().amount_eur == Decimal("25000.00")
    assert 'name="content"' not in sent(client)


def test_second_click_with_another_file_is_scanned_too(
    staff: Staff, line: BudgetLine, settings: Settings
) -> None:
    """What the preview carried lies in the browser; words come back, and nothing is written."""
    client = signed_in(staff.budget)
    with clamd() as running:
        settings.MALWARE_SCANNER = scanner_at(running.url)
        assert 'name="_confirmed"' in sent(client)
        carried = SentFile("hkr.csv", FILE.encode() + EICAR).encoded
        values = {"_confirmed": "1", "name": "hkr.csv", "content": carried}
        page = client.post(UPLOAD, values).content.decode()
    assert "„hkr.csv“ wurde nicht angenommen: Die Datei enthält Schadsoftware" in page
    page = client.post(UPLOAD, values).content.decode()
    assert "Der Virenscanner antwortet nicht" in page
    assert not HkrPayment.objects.exists()


def test_upload_tells_row_column_and_value(staff: Staff, line: BudgetLine) -> None:
    page = sent(signed_in(staff.budget), FILE.replace("25.000,00", "25.000"))
    assert "<td>2</td>" in page
    assert "<td>betrag</td>" in page
    assert "<td>25.000</td>" in page
    assert 'name="_confirmed"' not in page


def test_upload_without_a_file_asks_for_it(staff: Staff) -> None:
    response = signed_in(staff.budget).post(UPLOAD, {})
    assert "errornote" in response.content.decode()


def test_upload_that_was_tampered_with_is_refused(staff: Staff) -> None:
    client = signed_in(staff.budget)
    answer = client.post(UPLOAD, {"_confirmed": "1", "name": "../x", "content": "%%%"})
    assert answer.status_code == 400


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR])
def test_upload_is_for_the_budget_officer(role: Role, line: BudgetLine) -> None:
    client = signed_in(UserFactory.create(roles=[role]))
    assert client.get(UPLOAD).status_code == 403
    assert client.post(UPLOAD, {"_confirmed": "1", "content": ""}).status_code == 403
    assert client.get(RECONCILIATION).status_code == 200


def test_difference_page_shows_both_sides_and_takes_the_note(
    staff: Staff, line: BudgetLine
) -> None:
    payment = paid(staff, line, "40000.00")
    booked(line, "39000.00")
    address = reverse("admin:programs_hkrpayment_difference", args=[line.pk, 2026, 11])
    client = signed_in(staff.budget)
    page = client.get(address).content.decode()
    for expected in ("40.000,00", "39.000,00", "1.000,00", payment.drawdown.grant.file_reference):
        assert expected in page
    assert client.post(address, {"explanation": "Teilzahlung"})["Location"] == RECONCILIATION
    assert "Teilzahlung" in client.get(RECONCILIATION).content.decode()
    officer = signed_in(staff.officer)
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"explanation": "Teilzahlung"}).status_code == 403
    assert client.get(address.replace("/11/", "/13/")).status_code == 404


def test_reconciliation_costs_the_same_queries_for_one_and_four_lines(staff: Staff) -> None:
    client = signed_in(staff.budget)
    counts = []
    for more in (1, 3):
        for number in range(more):
            booked(BudgetLineFactory.create(), "1.00", number=f"{more}-{number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{RECONCILIATION}?offen").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
