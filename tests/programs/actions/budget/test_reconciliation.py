"""Payments the state's accounting confirms, and differences that a person explains."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import RuleError
from programs.actions.budget.reconciliation import confirm_payments, explain_difference
from programs.imports.hkr import import_hkr
from programs.models import BudgetLine, HkrPayment, Payment, ReconciliationNote
from programs.queries.budget.hkr import open_differences
from programs.queries.payment import unconfirmed
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(foerderprodukt="F-1", money="900000.00")


def booked(line: BudgetLine, amount: str, day: date = TODAY, number: str = "4711") -> HkrPayment:
    return HkrPayment.objects.create(
        booking_reference=number, line=line, value_date=day, amount_eur=Decimal(amount)
    )


def paid(staff: Staff, line: BudgetLine, amount: str) -> Payment:
    return staff.paid(staff.final(line), amount)


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
    assert confirm_payments([]) == 0


HEADER = "kapitel;foerderprodukt;buchungsnummer;wertstellung;betrag;aktenzeichen;text"


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "hkr.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def row_of(payment: Payment, number: str, *, case: str = "", amount: str = "40.000,00") -> str:
    line = payment.drawdown.line
    return f"{line.kapitel};{line.foerderprodukt};{number};{TODAY:%d.%m.%Y};{amount};{case};"


def test_booking_confirms_the_payment_it_matches_alone(tmp_path: Path, line: BudgetLine) -> None:
    staff = Staff.hire()
    payment = staff.paid(staff.final(line), "40000.00")
    assert unconfirmed().get() == payment
    report = import_hkr(written(tmp_path, row_of(payment, "4711")), at=NOW)
    payment.refresh_from_db()
    assert (report.confirmed, payment.booking_reference) == (1, "4711")
    assert not unconfirmed().exists()


@pytest.mark.parametrize(
    "wrong", [{"amount": "40.000,01"}, {"case": "IV 3 - anderes"}], ids=["amount", "case"]
)
def test_booking_that_differs_confirms_nothing(
    tmp_path: Path, line: BudgetLine, wrong: dict[str, str]
) -> None:
    staff = Staff.hire()
    payment = staff.paid(staff.final(line), "40000.00")
    assert import_hkr(written(tmp_path, row_of(payment, "4711", **wrong)), at=NOW).confirmed == 0
    assert unconfirmed().get() == payment


def test_two_equal_payments_are_told_apart_by_the_file_reference(
    tmp_path: Path, line: BudgetLine
) -> None:
    staff = Staff.hire()
    payment = staff.paid(staff.final(line), "40000.00")
    other = staff.paid(fresh(payment.drawdown.grant), "40000.00")
    assert import_hkr(written(tmp_path, row_of(payment, "1")), at=NOW).confirmed == 0
    assert set(unconfirmed()) == {payment, other}


def test_number_entered_at_ordering_is_confirmed_too(tmp_path: Path, line: BudgetLine) -> None:
    staff = Staff.hire()
    payment = staff.paid(staff.final(line), "40000.00")
    Payment.objects.filter(pk=payment.pk).update(booking_reference="4711")
    assert import_hkr(written(tmp_path, row_of(payment, "4711")), at=NOW).confirmed == 1


def test_what_could_be_two_payments_stays_open(tmp_path: Path, line: BudgetLine) -> None:
    """Two bookings for one payment, or two payments for one booking, are nobody's guess."""
    staff = Staff.hire()
    only = staff.paid(staff.final(line), "1000.00")
    day = TODAY.isoformat()
    two = [f"03 01;F-1;B{n};{day};1000,00;;" for n in (1, 2)]
    assert import_hkr(written(tmp_path, *two), at=NOW).confirmed == 0
    only.refresh_from_db()
    assert only.booking_reference == ""


def test_match_by_file_reference_leaves_the_other_alone(tmp_path: Path, line: BudgetLine) -> None:
    staff = Staff.hire()
    first = staff.paid(staff.final(line), "1000.00")
    second = staff.paid(staff.final(line), "1000.00")
    day = TODAY.isoformat()
    rows = [
        f"03 01;F-1;C1;{day};1000,00;;",
        f"03 01;F-1;C2;{day};1000,00;{first.drawdown.grant.file_reference};",
    ]
    assert import_hkr(written(tmp_path, *rows), at=NOW).confirmed == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.booking_reference, second.booking_reference) == ("C2", "C1")
