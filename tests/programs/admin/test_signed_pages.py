"""What a signer reads about money: whom it goes to or comes from, and what went before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.formats import format_eur
from programs.actions.payment.orders import prepare_payment
from programs.models import BudgetLine, Payment, Reclaim
from tests.factories.accounts import NOW
from tests.factories.life import Staff, fresh
from tests.programs import desk
from tests.programs.signatures import ACTS

pytestmark = pytest.mark.django_db


def told(staff: Staff, page: str, row: Payment | Reclaim, step: str) -> dict[str, str]:
    url = reverse(f"admin:programs_{page}_step", args=[row.pk, step])
    shown: Any = desk.signed_in(staff.approver).get(url)
    assert shown.status_code == 200
    facts: dict[str, str] = dict(shown.context["proposal"].facts)
    assert all(value in shown.content.decode() for value in facts.values())
    return facts


def test_payment_names_its_recipient_and_what_was_paid_before(staff: Staff) -> None:
    line: BudgetLine = desk.ikz_line()
    grant = staff.final(line)
    staff.paid(grant, "60000.00")
    drawdown = staff.drawn(fresh(grant), "40000.00")
    payment = prepare_payment(drawdown, drawdown.amount_eur, by=staff.officer, at=NOW, final=True)
    facts = told(staff, "payment", payment, "order")
    assert facts["Zuwendungsempfänger"] == str(grant.lead)
    assert facts["Bewilligt"] == format_eur(Decimal(100000))
    assert facts["Zuvor ausgezahlt"] == format_eur(Decimal(60000))
    assert facts["Schlussrate"] == "ja"
    assert str(payment) == f"nicht angeordnet: {format_eur(Decimal(40000))}"


def test_reclaim_names_who_owes_and_what_was_paid_and_reclaimed_before(staff: Staff) -> None:
    ACTS["reclaim"](staff)
    reclaim = Reclaim.objects.get()
    facts = told(staff, "reclaim", reclaim, "approve")
    assert facts["Zuwendungsempfänger"] == str(reclaim.grant.lead)
    assert facts["Zuvor ausgezahlt"] == format_eur(Decimal(500))
    assert facts["Zuvor zurückgefordert"] == format_eur(Decimal(0))
