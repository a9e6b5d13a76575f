"""Drawdowns, payments and what the state's accounting says of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from programs.models import (
    BudgetLine,
    CentralPayment,
    Drawdown,
    HkrPayment,
    Payment,
    Program,
    ReconciliationNote,
)
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.held import (
    AT,
    CENT,
    DAY,
    NOTHING,
    ONE,
    TWO,
    broken,
    changed,
    refused_by,
    removed,
)

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BILL = {"payee": "ekom21", "purpose": "Betrieb", "document": "Rechnung 1", "amount_eur": CENT}


def test_drawdown_asks_for_more_than_nothing() -> None:
    assert broken(Drawdown(amount_eur=CENT)) == []
    assert broken(Drawdown(amount_eur=NOTHING)) == ["drawdown_positive"]


def test_drawdown_gives_back_from_nothing_up_to_all_of_it() -> None:
    for released in (NOTHING, CENT):
        assert broken(Drawdown(amount_eur=CENT, released_eur=released)) == []
    for released in (-CENT, 2 * CENT):
        row = Drawdown(amount_eur=CENT, released_eur=released)
        assert broken(row) == ["released_within_drawdown"]


def test_drawdown_and_payment_are_named_by_day_and_amount() -> None:
    assert str(Drawdown(requested_on=DAY, amount_eur=CENT)) == "23.11.2026: 0,01\u00a0€"
    assert str(Payment(paid_on=DAY, amount_eur=Decimal(1500))) == "23.11.2026: 1.500,00\u00a0€"
    assert str(Payment(amount_eur=CENT)).endswith(": 0,01\u00a0€")  # no value date yet


def test_payment_pays_more_than_nothing() -> None:
    assert broken(Payment(amount_eur=CENT)) == []
    for amount in (NOTHING, -CENT):
        assert broken(Payment(amount_eur=amount)) == ["payment_positive"]


def test_who_found_a_payment_correct_does_not_order_it() -> None:
    ordered = {"amount_eur": CENT, "ordered_at": AT, "paid_on": DAY, "prepared_by_id": ONE}
    assert broken(Payment(**ordered, ordered_by_id=TWO)) == []
    assert broken(Payment(**ordered, ordered_by_id=ONE)) == ["payment_four_eyes"]


def test_ordered_payment_has_a_value_date_and_a_prepared_one_may_have() -> None:
    assert broken(Payment(amount_eur=CENT, paid_on=DAY)) == []
    ordered = Payment(amount_eur=CENT, ordered_at=AT)
    assert broken(ordered) == ["ordered_payment_has_value_date"]


def test_booking_number_stands_on_one_payment_and_an_empty_one_on_many(staff: Staff) -> None:
    stored = staff.paid(staff.final(), "1.00")
    assert broken(Payment(amount_eur=CENT, booking_reference="")) == []
    Payment.objects.filter(pk=stored.pk).update(booking_reference="HKR 1")
    again = Payment(amount_eur=CENT, booking_reference="HKR 1")
    assert broken(again) == ["booking_reference_once"]
    assert broken(Payment(amount_eur=CENT, booking_reference="HKR 2")) == []


def test_money_is_drawn_and_paid_from_the_day_of_finality_to_that_of_closing(staff: Staff) -> None:
    grant = staff.final()
    line = BudgetLine.objects.get(grant_balances__grant=grant)

    def draw(on: date) -> str:
        return refused_by(
            lambda: Drawdown.objects.create(
                grant=grant, line=line, requested_on=on, amount_eur=CENT
            )
        )

    assert draw(TODAY) == ""
    assert draw(YESTERDAY) in ("money_only_when_final", "days_in_order")
    grant.closed_on = TODAY
    grant.save()
    assert draw(TODAY) == ""
    assert draw(TOMORROW) == "no_money_after_closing"


def test_money_is_not_drawn_before_the_decision_is_final(staff: Staff) -> None:
    grant = staff.notified()
    line = BudgetLine.objects.get(grant_balances__grant=grant)
    row = {"grant": grant, "line": line, "requested_on": TOMORROW, "amount_eur": CENT}
    assert refused_by(lambda: Drawdown.objects.create(**row)) == "money_only_when_final"


def test_payment_is_prepared_before_the_decision_is_final_and_not_ordered(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "1.00")
    row = {"drawdown": drawdown, "amount_eur": CENT, "prepared_at": NOW, "paid_on": TODAY}
    stored = Payment.objects.filter(pk=Payment.objects.create(**row).pk)
    assert changed(stored, ordered_at=NOW) == ""
    grant.decisions.update(final_on=None)  # an appeal came after all
    assert refused_by(lambda: Payment.objects.create(**row)) == ""
    assert changed(stored, ordered_at=NOW) == "money_only_when_final"


def test_ordered_payment_takes_its_use_and_booking_number_and_nothing_else(staff: Staff) -> None:
    stored = Payment.objects.filter(pk=staff.paid(staff.final(), "1.00").pk)
    free = {"booking_reference": "HKR 9", "used_on": TODAY}
    assert changed(stored, **free) == ""
    for fixed in ({"amount_eur": CENT}, {"use_until": TODAY}, {"is_final_instalment": True}):
        assert changed(stored, **fixed) == "payment_frozen"


def test_drawdown_takes_what_is_given_back_and_nothing_else(staff: Staff) -> None:
    stored = Drawdown.objects.filter(pk=staff.drawn(staff.final(), "1.00").pk)
    free = {"released_eur": CENT, "needed_for": "Rechnung 2"}
    assert changed(stored, **free) == ""
    for fixed in ({"amount_eur": CENT}, {"requested_on": TOMORROW}):
        assert changed(stored, **fixed) == "drawdown_frozen"


def test_line_of_the_accounting_moves_money_either_way_and_never_changes() -> None:
    for amount in (CENT, -CENT):
        assert broken(HkrPayment(amount_eur=amount)) == []
    assert broken(HkrPayment(amount_eur=NOTHING)) == ["hkr_payment_moves_money"]
    row: dict[str, Any] = {"booking_reference": "HKR 1", "value_date": DAY, "amount_eur": CENT}
    stored = HkrPayment.objects.create(line=BudgetLineFactory.create(), **row)
    kept = HkrPayment.objects.filter(pk=stored.pk)
    assert changed(kept, amount_eur=-CENT) == "refused"
    assert removed(kept) == "refused"
    assert str(stored) == "HKR 1"


def test_note_explains_the_difference_of_a_line_and_month_once() -> None:
    line = BudgetLineFactory.create()
    note = {"line": line, "month": date(2026, 11, 1), "explanation": "Buchungsverzug"}
    assert broken(ReconciliationNote(**note, difference_eur=CENT)) == []
    for wrong in ({"month": date(2026, 11, 2)}, {"explanation": ""}):
        row = ReconciliationNote(**{**note, **wrong}, difference_eur=CENT)
        assert broken(row) == ["reconciliation_note_explains"]
    ReconciliationNote.objects.create(**note, difference_eur=CENT, explained_at=NOW)
    assert broken(ReconciliationNote(**note, difference_eur=NOTHING)) == [
        "reconciliation_note_once"
    ]
    assert broken(ReconciliationNote(**{**note, "month": date(2026, 12, 1)})) == []


def test_note_is_named_by_line_month_and_difference() -> None:
    line = BudgetLine(
        program=Program(name="Probe"), fiscal_year=2026, kapitel="03 01", foerderprodukt="F 1"
    )
    note = ReconciliationNote(line=line, month=date(2026, 9, 1), difference_eur=-CENT)
    assert str(note) == f"{line}, 09/2026: \u22120,01\u00a0€"


def test_central_payment_pays_more_than_nothing_and_says_what_for() -> None:
    assert broken(CentralPayment(**BILL)) == []
    assert broken(CentralPayment(**{**BILL, "amount_eur": NOTHING})) == ["central_payment_positive"]
    for text in ("payee", "purpose", "document"):
        row = CentralPayment(**{**BILL, text: ""})
        assert broken(row) == ["central_payment_says_what_for"]


def test_central_payment_is_approved_by_another_on_a_value_date() -> None:
    signed = {**BILL, "prepared_by_id": ONE, "approved_by_id": TWO, "approved_at": AT}
    assert broken(CentralPayment(**signed, paid_on=DAY)) == []
    own = {**signed, "approved_by_id": ONE}
    assert broken(CentralPayment(**own, paid_on=DAY)) == ["central_payment_four_eyes"]
    nobody = {**signed, "approved_by_id": None}
    for row in (CentralPayment(**signed), CentralPayment(**nobody, paid_on=DAY)):
        assert broken(row) == ["approved_central_payment_has_value_date"]
    assert broken(CentralPayment(**BILL, prepared_by_id=ONE)) == []


def test_central_payments_wait_for_an_approval_or_for_their_cancelling(staff: Staff) -> None:
    line = BudgetLineFactory.create()
    signed = {"approved_by": staff.second, "approved_at": NOW, "paid_on": TODAY}
    asked = {"cancel_reason": "Doppelt", "cancel_prepared_by": staff.officer}
    done = {"cancelled_by": staff.third, "cancelled_at": NOW}
    rows = {
        "new": {},
        "signed": signed,
        "asked": {**signed, **asked},
        "cancelled": {**signed, **asked, **done},
        "thrown away": {**asked, "cancelled_by": staff.officer, "cancelled_at": NOW},
    }
    for payee, fields in rows.items():
        CentralPayment.objects.create(
            **{**BILL, "payee": payee}, line=line, prepared_at=NOW, **fields
        )
    waiting = CentralPayment.objects.waiting().filter(line=line)
    assert {row.payee for row in waiting} == {"new", "asked"}


def test_central_payment_waits_once_and_comes_again_when_it_does_not() -> None:
    stored = CentralPayment.objects.create(**BILL, line=BudgetLineFactory.create())
    again = CentralPayment(**BILL, line=stored.line)
    assert broken(again) == ["central_payment_waits_once"]
    again.purpose = "Anderer Zweck, dieselbe Rechnung"
    assert broken(again) == ["central_payment_waits_once"]
    stored.cancelled_at, stored.cancelled_by = AT, UserFactory.create()
    stored.cancel_reason, stored.cancel_prepared_by = "Irrtum", stored.cancelled_by
    stored.save()
    assert broken(again) == []


def test_number_of_the_accounting_stands_on_one_central_payment() -> None:
    line = BudgetLineFactory.create()
    CentralPayment.objects.create(**BILL, line=line, booking_reference="HKR 1")
    other = {**BILL, "line": line, "document": "Rechnung 2"}
    again = CentralPayment(**other, booking_reference="HKR 1")
    assert broken(again) == ["central_booking_reference_once"]
    assert broken(CentralPayment(**other)) == []
    assert str(again) == "ekom21: 0,01\u00a0€"
