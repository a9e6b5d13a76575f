"""Nothing comes back, nor bears interest, before the case first got money: actions and database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleError
from programs.actions.payment.changes import ask_to_cancel, cancel_payment
from programs.actions.payment.orders import order_payment, prepare_payment
from programs.actions.reclaim.claims import approve_reclaim, open_reclaim, record_repayment
from programs.actions.reclaim.interest import claim_interest, record_interest_payment
from programs.actions.way_back import corrections
from programs.actions.way_back.withdrawing import send_reclaim_back, withdraw_reclaim
from programs.models import Grant, InterestPayment, Payment, Reclaim, Repayment
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 3, 2)
EVE = PAID_ON - timedelta(days=1)
SECOND = date(2026, 4, 1)


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


@pytest.fixture
def grant(staff: Staff) -> Grant:
    """A revoked case that got 1,000.00 in March and 500.00 in April."""
    grant = staff.paid_since(PAID_ON, "1000.00")
    staff.at(SECOND).paid(grant, "500.00")
    return staff.ended(fresh(grant))


@pytest.fixture
def reclaim(staff: Staff, grant: Grant) -> Reclaim:
    return staff.reclaimed(grant, "1000.00", interest_from=PAID_ON)


def out_of_order(action: Any, *args: Any, **values: Any) -> str | None:
    """The field that the refusal names."""
    with pytest.raises(RuleError) as refused, transaction.atomic():
        action(*args, **values)
    assert refused.value.code == "order"
    assert "02.03.2026" in str(refused.value) or "01.04.2026" in str(refused.value)
    return refused.value.field


def test_interest_runs_from_the_first_payment_at_the_earliest(staff: Staff, grant: Grant) -> None:
    values: dict[str, Any] = {"reason": "Zweck verfehlt", "by": staff.officer, "at": NOW}
    values |= {"amount_eur": Decimal(1000), "hearing_on": TODAY, "due_on": TODAY}
    assert out_of_order(open_reclaim, grant, interest_from=EVE, **values) == "interest_from"
    assert open_reclaim(grant, interest_from=PAID_ON, **values).interest_from == PAID_ON


def test_principal_and_interest_come_back_from_the_first_payment_on(
    staff: Staff, reclaim: Reclaim
) -> None:
    by: dict[str, Any] = {"by": staff.officer, "at": NOW}
    assert out_of_order(record_repayment, reclaim, paid_on=EVE, **by) == "paid_on"
    record_repayment(reclaim, amount_eur=Decimal(1), paid_on=PAID_ON, **by)
    record_repayment(reclaim, paid_on=SECOND, **by)
    claim_interest(reclaim, due_on=TODAY, **by)
    part: dict[str, Any] = {"amount_eur": Decimal("0.01"), **by}
    assert out_of_order(record_interest_payment, reclaim, paid_on=EVE, **part) == "paid_on"
    assert record_interest_payment(reclaim, paid_on=PAID_ON, **part).paid_on == PAID_ON


def test_first_payment_is_kept_while_something_came_back_before_the_next(
    staff: Staff, grant: Grant
) -> None:
    reclaim = staff.reclaimed(grant, "100.00", interest_from=SECOND)
    record_repayment(
        reclaim, amount_eur=Decimal(1), paid_on=PAID_ON, by=staff.officer, at=staff.now
    )
    first = Payment.objects.get(paid_on=PAID_ON)
    ask_to_cancel(first, reason="Falsches Konto", by=staff.officer, at=NOW)
    assert out_of_order(cancel_payment, first, by=staff.approver, at=NOW) == "paid_on"
    with pytest.raises(IntegrityError, match="lies before"), transaction.atomic():
        Payment.objects.filter(pk=first.pk).update(cancelled_at=NOW, cancelled_by=staff.approver)
    key = next(one.key for one in corrections.correctable(fresh(grant)) if one.kind == "repayment")
    corrections.ask_correction(fresh(grant), key, reason="Irrtum", by=staff.officer, at=NOW)
    corrections.sign_correction(fresh(grant), by=staff.approver, at=NOW)
    cancel_payment(first, by=staff.approver, at=NOW)
    assert out_of_order(record_repayment, reclaim, paid_on=PAID_ON, by=staff.officer, at=NOW)


def paid_anew(staff: Staff, payment: Payment, *, on: date) -> Payment:
    """The cancelled payment of the same drawdown, ordered once more with another value date."""
    again = prepare_payment(payment.drawdown, payment.amount_eur, by=staff.officer, at=NOW)
    order_payment(again, paid_on=on, by=staff.approver, at=NOW)
    again.refresh_from_db()
    return again


def cancelled(staff: Staff, payment: Payment) -> Payment:
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)
    cancel_payment(payment, by=staff.approver, at=NOW)
    return payment


def claim(staff: Staff, grant: Grant) -> Reclaim:
    """A proposed reclaim of a running project, with interest from the first payment on."""
    values: dict[str, Any] = {"reason": "Zweck verfehlt", "hearing_on": TODAY, "due_on": TODAY}
    amount = Decimal("100.00")
    by: dict[str, Any] = {"by": staff.officer, "at": NOW}
    return open_reclaim(grant, amount_eur=amount, interest_from=PAID_ON, **values, **by)


def test_payment_that_becomes_the_first_is_not_ordered_after_what_bears_interest(
    staff: Staff,
) -> None:
    grant = staff.paid_since(PAID_ON, "1000.00")
    claim(staff, grant)
    gone = cancelled(staff, Payment.objects.get())
    for late in (PAID_ON + timedelta(days=1), SECOND):
        assert out_of_order(paid_anew, staff, gone, on=late) == "paid_on"
    assert paid_anew(staff, gone, on=PAID_ON).paid_on == PAID_ON


def test_only_the_first_payment_is_held_against_what_came_back(staff: Staff) -> None:
    grant = staff.paid_since(PAID_ON, "1000.00")
    second = staff.at(SECOND).paid(grant, "500.00")
    claim(staff, grant)
    cancelled(staff, second)
    assert paid_anew(staff, second, on=TODAY).paid_on == TODAY


@pytest.mark.parametrize("how", ["withdrawn", "sent back", "cancelled"])
def test_claim_that_is_gone_binds_no_day(staff: Staff, how: str) -> None:
    grant = staff.paid_since(PAID_ON, "1000.00")
    made = claim(staff, grant)
    by: dict[str, Any] = {"at": NOW, "reason": "Irrtum"}
    if how == "withdrawn":
        withdraw_reclaim(made, by=staff.officer, **by)
    elif how == "sent back":
        send_reclaim_back(made, by=staff.approver, **by)
    else:
        approve_reclaim(made, by=staff.approver, at=NOW)
        keys = corrections.correctable(fresh(grant))
        key = next(one.key for one in keys if one.kind == "reclaim")
        corrections.ask_correction(fresh(grant), key, by=staff.officer, **by)
        corrections.sign_correction(fresh(grant), by=staff.approver, at=NOW)
    gone = cancelled(staff, Payment.objects.get())
    assert paid_anew(staff, gone, on=SECOND).paid_on == SECOND


def test_database_takes_nothing_back_before_the_first_payment(reclaim: Reclaim) -> None:
    rows = Reclaim.objects.filter(pk=reclaim.pk)
    part: dict[str, Any] = {"reclaim": reclaim, "amount_eur": Decimal("0.01")}
    for write in (
        lambda day: rows.update(interest_from=day),
        lambda day: rows.update(paid_on=day),
        lambda day: Repayment.objects.create(paid_on=day, **part),
        lambda day: InterestPayment.objects.create(paid_on=day, **part),
    ):
        with pytest.raises(IntegrityError, match=r"before payment\.paid_on"), transaction.atomic():
            write(EVE)
    assert Repayment.objects.create(paid_on=PAID_ON, **part).paid_on == PAID_ON
