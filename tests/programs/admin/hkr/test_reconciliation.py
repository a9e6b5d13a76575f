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

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.budget.reconciliation import explain_difference
from programs.actions.payment.changes import ask_to_cancel, cancel_payment
from programs.models import BudgetLine, HkrPayment, Payment, ReconciliationNote
from programs.queries.budget.hkr import bookings_of, open_differences, reconciliation
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/programs/hkrpayment/einlesen/"
RECONCILIATION = "/admin/programs/hkrpayment/abgleich/"
NOVEMBER = date(2026, 11, 1)
FILE = (
    "kapitel;foerderprodukt;buchungsnummer;wertstellung;betrag;text\n"
    "03 01;F-1;4711;15.10.2026;25.000,00;Zuweisung\n"
)


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(foerderprodukt="F-1")


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


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


def test_equal_books_have_no_open_difference(staff: Staff, line: BudgetLine) -> None:
    paid(staff, line, "40000.00")
    booked(line, "40000.00")
    row = reconciliation().pop()
    assert (row.line, row.month) == (line, NOVEMBER)
    assert row.difference_eur == Decimal("0.00")
    assert open_differences() == []


def test_each_line_and_month_is_compared_on_its_own(staff: Staff, line: BudgetLine) -> None:
    """What is missing in one month is not made up for by another."""
    paid(staff, line, "40000.00")
    booked(line, "40000.00", date(2026, 10, 31))
    found = {row.month: row.difference_eur for row in open_differences()}
    assert found == {NOVEMBER: Decimal("40000.00"), date(2026, 10, 1): Decimal("-40000.00")}
    assert reconciliation(year=2025) == []


def test_cancelled_payment_leaves_nothing_of_ours(staff: Staff, line: BudgetLine) -> None:
    payment = paid(staff, line, "40000.00")
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)
    cancel_payment(payment, by=staff.approver, at=NOW)
    assert [row.ours_eur for row in reconciliation()] == [Decimal("0.00")]


def test_explained_difference_is_open_again_when_it_changes(staff: Staff, line: BudgetLine) -> None:
    paid(staff, line, "40000.00")
    explain_difference(line, TODAY, explanation="Valuta im Dezember", by=staff.budget, at=NOW)
    assert open_differences() == []
    booked(line, "39999.99")
    assert [row.difference_eur for row in open_differences()] == [Decimal("0.01")]
    explain_difference(line, NOVEMBER, explanation="Rundung", by=staff.budget, at=NOW)
    assert open_differences() == []
    assert ReconciliationNote.objects.get().explained_by == staff.budget


def test_difference_is_explained_with_words_by_who_may(staff: Staff, line: BudgetLine) -> None:
    with pytest.raises(RuleError) as refusal:
        explain_difference(line, TODAY, explanation="Nichts", by=staff.budget, at=NOW)
    assert refusal.value.code == "equal"
    booked(line, "1.00")
    for text, person, code in (
        (" ", staff.budget, "explanation"),
        ("Gut", staff.officer, "not_allowed"),
    ):
        with pytest.raises(RuleError) as refusal:
            explain_difference(line, TODAY, explanation=text, by=person, at=NOW)
        assert refusal.value.code == code
    assert not ReconciliationNote.objects.exists()


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


def test_each_booking_tells_what_the_other_side_says(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    numbers = ("equal", "amount", "month", "missing")
    for number in numbers:
        payment = staff.paid(fresh(grant), "100.00")
        Payment.objects.filter(pk=payment.pk).update(booking_reference=number)
    booked(line, "100.00", number="equal")
    booked(line, "99.00", number="amount")
    booked(line, "100.00", date(2026, 10, 31), number="month")
    booked(line, "5.00", number="unknown")
    ours, theirs = bookings_of(line, NOVEMBER)
    assert {b.reference: b.is_equal for b in ours} == {n: n == "equal" for n in numbers}
    told = {b.reference: b.counterpart for b in ours}
    assert "99,00" in told["amount"]
    assert "31.10.2026" in told["month"]
    assert {b.reference: b.is_equal for b in theirs} == {
        "equal": True,
        "amount": False,
        "unknown": False,
    }


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
