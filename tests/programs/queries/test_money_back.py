"""Nothing comes back, nor bears interest, before the case first got money: actions and database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleError
from programs.actions.payment.changes import ask_to_cancel, cancel_payment
from programs.actions.reclaim.claims import open_reclaim, record_repayment
from programs.actions.reclaim.interest import claim_interest, record_interest_payment
from programs.actions.way_back import corrections
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
