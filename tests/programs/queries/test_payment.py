"""Where payments stand: the last day of use, the accounting, and the words for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from programs.models import HkrPayment, Payment
from programs.queries.payment import payment_standing, unconfirmed, unused, use_standing
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import legislate

pytestmark = pytest.mark.django_db

END = date(2026, 11, 20)
DAY = timedelta(days=1)


def told(payment: Payment, **changed: Any) -> None:
    Payment.objects.filter(pk=payment.pk).update(**changed)


def test_payment_is_unused_after_the_last_day_and_not_on_it(staff: Staff) -> None:
    grant = staff.final()
    legislate(grant, use_months=None)
    staff.paid(fresh(grant), "100.00")
    legislate(grant, use_months=2)
    payment = staff.paid(fresh(grant), "500.00")
    end = date(2027, 1, 23)
    assert payment.use_until == end
    assert (list(unused(end)), list(unused(end + DAY))) == ([], [payment])
    told(payment, used_on=end + DAY)  # late, but reported
    assert not unused(end + DAY).exists()


def test_payment_is_unconfirmed_until_the_accounting_knows_its_number(staff: Staff) -> None:
    grant = staff.final()
    payment = staff.paid(grant, "500.00")
    told(payment, booking_reference="HKR 7")
    values = {"line": payment.drawdown.line, "value_date": TODAY, "amount_eur": payment.amount_eur}
    HkrPayment.objects.create(booking_reference="HKR 8", **values)
    assert list(unconfirmed()) == [payment]
    HkrPayment.objects.create(booking_reference="HKR 7", **values)
    assert not unconfirmed().exists()


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "to be ordered"),
        ({"ordered_at": NOW, "paid_on": END}, "paid on 20.11.2026"),
        ({"ordered_at": NOW, "paid_on": END, "asked": True}, "to be cancelled"),
        (
            {"ordered_at": NOW, "paid_on": END, "asked": True, "cancelled_at": NOW},
            "cancelled on 23.11.2026",
        ),
    ],
)
def test_a_payment_says_where_it_stands(fields: dict[str, Any], words: str) -> None:
    asked_by = User(pk=1) if fields.pop("asked", False) else None
    assert payment_standing(Payment(cancel_prepared_by=asked_by, **fields)) == words


LATE = "interest possible from 21.11.2026 on, § 49a (4) HVwVfG"


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize(
    ("used_on", "today", "words"),
    [
        (None, END, "to be used until 20.11.2026"),
        (None, END + DAY, f"not used until 20.11.2026; {LATE}"),
        (END, END + DAY, "used on 20.11.2026"),
        (END + DAY, END + DAY, f"used on 21.11.2026, too late; {LATE}"),
    ],
)
def test_use_is_in_time_on_the_last_day(used_on: date | None, today: date, words: str) -> None:
    assert use_standing(Payment(use_until=END, used_on=used_on), today) == words


@pytest.mark.parametrize("cancelled_at", [None, NOW])
def test_nothing_is_said_of_use_without_a_time_or_of_a_cancelled_payment(
    cancelled_at: datetime | None,
) -> None:
    end = None if cancelled_at is None else END
    assert use_standing(Payment(use_until=end, cancelled_at=cancelled_at), TODAY) == "–"
