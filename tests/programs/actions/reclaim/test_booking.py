"""Claims and repayments in the books, to the cent of each partner."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleError
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.actions.reclaim.claims import record_repayment
from programs.choices import EntryKind
from programs.models import GrantBalance, LedgerEntry, Repayment
from programs.queries.reclaim import open_eur
from tests.factories.accounts import NOW
from tests.factories.books import lost
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH, SCHLITZ
from tests.factories.programs import BudgetLineFactory
from tests.programs.reclaims import FIRST_DAY, claimed, eur, repay

pytestmark = pytest.mark.django_db


def test_never_more_than_open_is_repaid(staff: Staff) -> None:
    reclaim = claimed(staff)
    repay(staff, reclaim, "36000.00", FIRST_DAY)
    for amount in ("500.01", "0.00", "-1.00"):
        with pytest.raises(RuleError, match=r"500,00") as refusal:
            record_repayment(
                reclaim, amount_eur=eur(amount), paid_on=TODAY, by=staff.officer, at=NOW
            )
        assert refusal.value.field == "amount_eur"
    with pytest.raises(IntegrityError, match="more would come"), transaction.atomic():
        Repayment.objects.create(reclaim=reclaim, amount_eur=eur("500.01"), paid_on=TODAY)
    assert open_eur(reclaim) == eur("500.00")


def test_each_part_is_booked_on_what_is_open_of_each_partner(staff: Staff) -> None:
    reclaim = claimed(staff, "36500.02")
    for amount in ("0.01", "0.02", "36499.98", "0.01"):
        repay(staff, reclaim, amount, date(2025, 12, 10))
    entries = LedgerEntry.objects.filter(reclaim=reclaim)
    by_kind: dict[str, dict[str | None, Decimal]] = {}
    for entry in entries:
        sums = by_kind.setdefault(entry.kind, {})
        sums[entry.municipality_id] = sums.get(entry.municipality_id, Decimal(0)) + entry.amount_eur
    assert by_kind[EntryKind.REPAYMENT] == by_kind[EntryKind.CLAIM]
    assert min(entries.values_list("amount_eur", flat=True)) > 0
    balance = GrantBalance.objects.get(grant=reclaim.grant)
    assert balance.repaid_eur == eur("36500.02")
    assert lost() == []


def test_a_claim_lies_on_lines_with_money_and_its_odd_cents_on_the_lead_first(staff: Staff) -> None:
    used, unused = BudgetLineFactory.create(), BudgetLineFactory.create()
    grant = staff.final(tranches={used: eur("60000.00"), unused: eur("40000.00")})
    on: dict[str, Any] = {"by": staff.officer, "at": NOW}
    drawdown = request_drawdown(grant, used, eur("1.00"), on=TODAY, **on)
    payment = prepare_payment(drawdown, eur("1.00"), **on)
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    reclaim = staff.reclaimed(fresh(grant), "0.97")
    claims = LedgerEntry.objects.filter(reclaim=reclaim)
    assert {(entry.line, entry.municipality_id): entry.amount_eur for entry in claims} == {
        (used, LAUTERBACH): eur("0.25"),
        (used, ALSFELD): eur("0.24"),
        (used, GREBENAU): eur("0.24"),
        (used, SCHLITZ): eur("0.24"),
    }
