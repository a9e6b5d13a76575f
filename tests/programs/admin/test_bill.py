"""Bills of the state: what is refused stands at its field, and each list knows what waits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programs.actions.central import approve_central_payment, ask_to_cancel_central
from programs.actions.central import propose_central_payment as propose
from programs.actions.efa.costs import approve_cost, prepare_cost, prepare_reversal
from programs.choices import FundingStatus
from programs.models import BudgetLine, CentralPayment, EfaCost
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line, keys
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, program
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(staff: Staff) -> Client:
    return signed_in(staff.officer)


def bill(purpose: str) -> CentralPayment:
    line = BudgetLineFactory.create(program=program("civento"), money="500000.00")
    values = {"payee": "ekom21", "purpose": purpose, "document": "Rechnung 7"}
    return CentralPayment(line=line, amount_eur=Decimal("1000.00"), **values)


def listed(client: Client, kind: type[Any], **query: str) -> set[Any]:
    page = client.get(reverse(f"admin:programs_{kind._meta.model_name}_changelist"), query)
    return set(page.context["cl"].result_list)


def test_list_of_payments_knows_what_a_second_person_has_to_sign(
    staff: Staff, officer: Client
) -> None:
    new, paid, asked = [
        propose(bill(word), by=staff.officer, at=NOW) for word in ("neu", "bezahlt", "falsch")
    ]
    for payment in (paid, asked):
        approve_central_payment(payment, on=date(2026, 6, 15), by=staff.approver, at=NOW)
    ask_to_cancel_central(asked, reason="doppelt", by=staff.officer, at=NOW)
    assert listed(officer, CentralPayment, standing="waiting") == {new, asked}
    assert listed(officer, CentralPayment) == {new, paid, asked}


def test_list_of_costs_knows_what_waits_and_what_stands(staff: Staff, officer: Client) -> None:
    efa_line()
    keys()
    new, stands, asked = [
        prepare_cost(cost("1000.00", code=code), by=staff.officer, at=NOW)
        for code in ("efa-neu", "efa-gilt", "efa-falsch")
    ]
    for approved in (stands, asked):
        approve_cost(approved, on=date(2024, 12, 31), by=staff.approver, at=NOW)
    prepare_reversal(asked, reason="doppelt", by=staff.officer, at=NOW)
    assert listed(officer, EfaCost, standing="waiting") == {new, asked}
    assert listed(officer, EfaCost, standing="stands") == {stands, asked}
    assert listed(officer, EfaCost) == {new, stands, asked}


@pytest.mark.parametrize(
    ("amount", "promise", "fields"),
    [
        ("0,01", FundingStatus.OPEN, {"line"}),
        ("500.000,01", FundingStatus.COMMITTED, {"__all__"}),  # its field is none of this form
        ("500.000,00", FundingStatus.COMMITTED, set()),
    ],
)
def test_bill_refused_by_a_rule_says_so_at_its_field(
    officer: Client, amount: str, promise: FundingStatus, fields: set[str]
) -> None:
    line = bill("").line
    BudgetLine.objects.filter(pk=line.pk).update(funding_status=promise)
    typed = {"payee": "ekom21", "purpose": "Betrieb", "document": "Rechnung 7"}
    data = {"line": line.pk, "amount_eur": amount, **typed}
    answer = officer.post(reverse("admin:programs_centralpayment_add"), data)
    errors = answer.context["adminform"].form.errors if answer.status_code == 200 else {}
    assert set(errors) == fields
    assert CentralPayment.objects.exists() == (not fields)
