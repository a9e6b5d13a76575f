"""Never over decision, tranche or drawdown; the last instalment waits for the proof."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleError
from programs.actions.closing import close_grant
from programs.actions.payment.limits import check_amount
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.choices import CheckResult, EntryKind, GrantState
from programs.models import Drawdown, Grant, GrantBalance, LedgerEntry, Payment
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import GREBENAU, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, legislate

pytestmark = pytest.mark.django_db


def holding_back(staff: Staff, rate: str = "0.1") -> Grant:
    """A final case of 100,000 EUR whose directive holds back a share."""
    grant = staff.final()
    legislate(grant, retained_rate=Decimal(rate))
    return fresh(grant)


def correct(staff: Staff, drawdown: Drawdown, amount: str, *, final: bool = False) -> Payment:
    return prepare_payment(drawdown, Decimal(amount), by=staff.officer, at=NOW, final=final)


def ordered(staff: Staff, payment: Payment) -> None:
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)


@pytest.mark.parametrize("asked", ["-0.01", "0.00", "100.01"])
def test_no_amount_is_asked_for_or_more_than_is_left(asked: str) -> None:
    check_amount(Decimal("0.01"), Decimal("100.00"), "frei")
    check_amount(Decimal("100.00"), Decimal("100.00"), "frei")
    with pytest.raises(RuleError):
        check_amount(Decimal(asked), Decimal("100.00"), "frei")


def test_a_tenth_waits_for_the_proof(staff: Staff) -> None:
    grant = holding_back(staff)
    drawdown = staff.drawn(grant, "100000.00")
    with pytest.raises(RuleError) as refusal:
        correct(staff, drawdown, "90000.01")
    assert refusal.value.code == "amount_exceeded"
    assert "90.000,00" in str(refusal.value)
    ordered(staff, correct(staff, drawdown, "90000.00"))
    with pytest.raises(RuleError):
        correct(staff, drawdown, "0.01")


def test_last_instalment_is_refused_before_the_check_and_paid_after(staff: Staff) -> None:
    grant = holding_back(staff)
    drawdown = staff.drawn(grant, "100000.00")
    with pytest.raises(RuleError) as refusal:
        correct(staff, drawdown, "10.00", final=True)
    assert refusal.value.code == "held_back"
    ordered(staff, correct(staff, drawdown, "90000.00"))
    staff.proof_checked(fresh(grant))
    drawdown.refresh_from_db()
    ordered(staff, correct(staff, drawdown, "10000.00", final=True))
    assert GrantBalance.objects.get(grant=grant).paid_eur == Decimal("100000.00")
    assert (lost(), overspent()) == ([], [])


def test_case_with_a_held_back_instalment_is_closed_when_it_is_paid(staff: Staff) -> None:
    grant = holding_back(staff)
    drawdown = staff.drawn(grant, "100000.00")
    ordered(staff, correct(staff, drawdown, "90000.00"))
    checked = staff.proof_checked(fresh(grant))
    with pytest.raises(RuleError) as refusal:
        close_grant(checked, on=TODAY, by=staff.officer, at=NOW)
    assert "10.000,00" in str(refusal.value)
    drawdown.refresh_from_db()
    ordered(staff, correct(staff, drawdown, "10000.00", final=True))
    close_grant(checked, on=TODAY, by=staff.officer, at=NOW)
    assert fresh(grant).state == GrantState.CLOSED


def test_after_the_check_the_recalculated_grant_is_the_limit(staff: Staff) -> None:
    grant = holding_back(staff)
    drawdown = staff.drawn(grant, "100000.00")
    ordered(staff, correct(staff, drawdown, "90000.00"))
    staff.proof_checked(fresh(grant), "95000.00", CheckResult.REDUCED)
    drawdown.refresh_from_db()
    with pytest.raises(RuleError) as refusal:
        correct(staff, drawdown, "5000.01")
    assert refusal.value.code == "amount_exceeded"
    ordered(staff, correct(staff, drawdown, "5000.00"))


def test_payment_found_correct_before_a_reducing_check_is_not_ordered_after(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "100000.00")
    payment = correct(staff, drawdown, "100000.00")
    staff.proof_checked(fresh(grant), "60000.00", CheckResult.REDUCED)
    payment = Payment.objects.get(pk=payment.pk)
    with pytest.raises(RuleError) as refusal:
        ordered(staff, payment)
    assert refusal.value.code == "amount_exceeded"
    assert not LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).exists()


def test_nothing_is_paid_after_the_last_instalment(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "50000.00")
    ordered(staff, correct(staff, drawdown, "40000.00", final=True))
    with pytest.raises(RuleError) as refusal:
        correct(staff, drawdown, "1.00")
    assert refusal.value.code == "final_paid"


def test_money_is_paid_while_the_proof_is_awaited(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "50000.00")
    staff.proof_due(fresh(grant))
    drawdown.refresh_from_db()
    ordered(staff, correct(staff, drawdown, "50000.00"))
    assert fresh(grant).state == GrantState.PROOF_DUE


def test_cents_of_many_payments_stay_with_their_partner(staff: Staff) -> None:
    """0.03 EUR drawn by four partners: whatever is paid, nobody gets what another one drew."""
    grant = staff.final()
    drawdown = staff.drawn(grant, "0.03")
    for _payment in range(3):
        ordered(staff, correct(staff, drawdown, "0.01"))
    sums: dict[str, dict[str, Decimal]] = {"drawdown": {}, "payment": {}}
    for entry in LedgerEntry.objects.filter(drawdown=drawdown):
        of = sums[entry.kind]
        key = str(entry.municipality_id)
        of[key] = of.get(key, Decimal(0)) + entry.amount_eur
    assert sums["payment"] == sums["drawdown"]
    assert LAUTERBACH in sums["payment"]
    assert len(sums["payment"]) == 3


def test_two_tranches_are_drawn_each_on_its_line(staff: Staff) -> None:
    lines = [BudgetLineFactory.create(), BudgetLineFactory.create()]
    amounts = dict(zip(lines, [Decimal("60000.00"), Decimal("40000.00")], strict=True))
    grant = staff.final(tranches=amounts)
    with pytest.raises(RuleError) as refusal:
        request_drawdown(grant, lines[1], Decimal("40000.01"), on=TODAY, by=staff.officer, at=NOW)
    assert refusal.value.code == "amount_exceeded"
    request_drawdown(grant, lines[1], Decimal("40000.00"), on=TODAY, by=staff.officer, at=NOW)
    request_drawdown(grant, lines[0], Decimal("60000.00"), on=TODAY, by=staff.officer, at=NOW)
    drawn = GrantBalance.objects.filter(grant=grant).values_list("drawn_eur", flat=True)
    assert sum(drawn) == Decimal("100000.00")


@pytest.mark.parametrize(
    ("kind", "amount", "constraint"),
    [
        (EntryKind.DRAWDOWN, "60000.01", "never_drawn_over_committed"),
        (EntryKind.PAYMENT, "40000.01", "never_paid_over_drawn"),
    ],
)
def test_database_refuses_what_goes_past_the_actions(
    staff: Staff, kind: EntryKind, amount: str, constraint: str
) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "40000.00")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        LedgerEntry.objects.create(
            kind=kind,
            amount_eur=Decimal(amount),
            line_id=drawdown.line_id,
            grant=grant,
            municipality_id=GREBENAU,
            drawdown=drawdown,
            document="an den Regeln vorbei",
            booked_on=TODAY,
        )


def test_database_refuses_a_payment_before_finality(staff: Staff) -> None:
    drawdown = staff.drawn(staff.final(), "40000.00")
    with pytest.raises(IntegrityError, match="lies before"), transaction.atomic():
        Payment.objects.create(
            drawdown=drawdown,
            amount_eur=Decimal("1.00"),
            prepared_by=staff.officer,
            prepared_at=NOW,
            ordered_by=staff.approver,
            ordered_at=NOW,
            paid_on=date(2026, 1, 2),
        )


def test_database_refuses_a_payment_after_closing(staff: Staff) -> None:
    grant = staff.final()
    payment = correct(staff, staff.drawn(grant, "40000.00"), "1.00")
    Grant.objects.filter(pk=grant.pk).update(closed_on=date(2026, 11, 22))
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(
            ordered_by=staff.approver, ordered_at=NOW, paid_on=TODAY
        )
