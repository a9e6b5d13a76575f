"""What a letter says beyond its row: sums before it, the parts of a payment, its number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from programs.actions.payment.changes import ask_to_cancel, cancel_payment
from programs.models import Decision
from programs.queries.letters import granted_before_eur, next_number, paid_by_partner
from tests.factories.accounts import NOW
from tests.factories.life import Staff, fresh
from tests.factories.programs import PARTNERS, BudgetLineFactory, GrantFactory

pytestmark = pytest.mark.django_db


def test_a_decision_knows_what_was_granted_before_it(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="200000.00")
    grant = staff.final(line)
    first = grant.decisions.get()
    assert granted_before_eur(first) == 0
    second = staff.amended(grant, {line: Decimal("-1000.00")})
    third = staff.amended(fresh(grant), {line: Decimal("-500.00")})
    Decision.objects.filter(pk=first.pk).update()
    before = [granted_before_eur(decision) for decision in (second, third)]
    assert before[1] == Decimal("99000.00")
    assert granted_before_eur(Decision(grant=grant)) == Decimal("98500.00")


def test_parts_of_a_payment_are_those_that_were_booked_and_stay_when_it_is_cancelled(
    staff: Staff,
) -> None:
    payment = staff.paid(staff.final(), "40000.01")
    parts = paid_by_partner(payment)
    assert {body.pk for body, _eur in parts} == set(PARTNERS)
    assert sorted(eur for _body, eur in parts) == [
        *[Decimal("10000.00")] * 3,
        Decimal("10000.01"),
    ]
    ask_to_cancel(payment, reason="Konto", by=staff.officer, at=NOW)
    cancel_payment(payment, by=staff.second, at=NOW)
    assert paid_by_partner(payment) == parts


def test_letters_of_a_case_are_counted_from_one(staff: Staff) -> None:
    assert next_number(GrantFactory.create()) == 1
    grant = staff.approved()
    assert next_number(grant) == 2
