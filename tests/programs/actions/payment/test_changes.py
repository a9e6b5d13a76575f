"""Drawdowns given back, payments cancelled by two people, the use of the money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from programs.actions.payment.changes import (
    ask_to_cancel,
    cancel_payment,
    keep_payment,
    record_use,
    release_drawdown,
)
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.choices import GrantState
from programs.models import BudgetBalance, Drawdown, Grant, GrantBalance, LedgerEntry, Payment
from programs.queries.payment import unused, use_standing
from tests.factories.accounts import NOW, UserFactory
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.programs.desk import signed_in
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


def test_cancelled_payment_is_reversed_in_the_books(staff: Staff) -> None:
    grant = staff.final()
    payment = staff.paid(grant, "40000.01")
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)
    assert GrantBalance.objects.get(grant=grant).paid_eur == Decimal("40000.01")
    cancel_payment(payment, by=staff.second, at=NOW)
    balance = GrantBalance.objects.get(grant=grant)
    assert (balance.drawn_eur, balance.paid_eur) == (Decimal("40000.01"), Decimal("0.00"))
    assert BudgetBalance.objects.get(line=payment.drawdown.line).paid_eur == Decimal("0.00")
    reversals = LedgerEntry.objects.filter(reverses__payment=payment)
    assert reversals.count() == 4
    assert {entry.reason for entry in reversals} == {"Falsches Konto"}
    assert {entry.approved_by for entry in reversals} == {staff.second}
    assert (lost(), overspent()) == ([], [])


def test_cancelled_payment_is_paid_again(staff: Staff) -> None:
    grant = staff.final()
    payment = staff.paid(grant, "100000.00")
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)
    cancel_payment(payment, by=staff.approver, at=NOW)
    again = prepare_payment(payment.drawdown, Decimal("100000.00"), by=staff.officer, at=NOW)
    order_payment(again, paid_on=TODAY, by=staff.approver, at=NOW)
    assert GrantBalance.objects.get(grant=grant).paid_eur == Decimal("100000.00")
    assert lost() == []


def test_whoever_asks_to_cancel_does_not_cancel(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "100.00")
    grant_role_from_console(staff.officer, Role.APPROVER, reason="test", at=NOW)
    both = User.objects.get(pk=staff.officer.pk)
    ask_to_cancel(payment, reason="Falsch", by=both, at=NOW)
    with pytest.raises(RuleError) as refusal:
        cancel_payment(payment, by=both, at=NOW)
    assert refusal.value.code == "four_eyes"
    with (
        pytest.raises(IntegrityError, match="cancelled_payment_four_eyes"),
        transaction.atomic(),
    ):
        Payment.objects.filter(pk=payment.pk).update(cancelled_by=both, cancelled_at=NOW)


def test_partner_does_not_cancel(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "100.00")
    ask_to_cancel(payment, reason="Falsch", by=staff.officer, at=NOW)
    own = UserFactory.create(roles=[Role.APPROVER], of=[LAUTERBACH])
    with pytest.raises(RuleError) as refusal:
        cancel_payment(payment, by=own, at=NOW)
    assert refusal.value.code == "own_municipality"


def test_payment_that_was_not_ordered_is_cancelled_at_once(staff: Staff) -> None:
    drawdown = staff.drawn(staff.final(), "100.00")
    payment = prepare_payment(drawdown, Decimal("100.00"), by=staff.officer, at=NOW)
    ask_to_cancel(payment, reason="Doppelt erfasst", by=staff.officer, at=NOW)
    with pytest.raises(RuleError) as refusal:
        order_payment(Payment.objects.get(pk=payment.pk), paid_on=TODAY, by=staff.approver, at=NOW)
    assert refusal.value.code == "cancelled"
    assert prepare_payment(drawdown, Decimal("100.00"), by=staff.officer, at=NOW)
    assert lost() == []


@pytest.mark.parametrize(
    ("attempt", "code"),
    [
        (lambda s, p: ask_to_cancel(p, reason=" ", by=s.officer, at=NOW), "reason"),
        (lambda s, p: ask_to_cancel(p, reason="x" * 2001, by=s.officer, at=NOW), "too_long"),
        (lambda s, p: ask_to_cancel(p, reason="x", by=s.approver, at=NOW), "not_allowed"),
        (
            lambda s, p: [
                ask_to_cancel(p, reason="Doppelt", by=s.officer, at=NOW) for _ in range(2)
            ],
            "asked_already",
        ),
        (lambda s, p: cancel_payment(p, by=s.approver, at=NOW), "not_asked"),
        (lambda s, p: cancel_payment(p, by=s.officer, at=NOW), "not_allowed"),
        (lambda s, p: keep_payment(p, by=s.officer), "not_asked"),
        (lambda s, p: keep_payment(p, by=s.budget), "not_allowed"),
    ],
)
def test_cancelling_is_refused(
    staff: Staff, attempt: Callable[[Staff, Payment], object], code: str
) -> None:
    payment = staff.paid(staff.final(), "100.00")
    with pytest.raises(RuleError) as refusal:
        attempt(staff, payment)
    assert refusal.value.code == code
    assert Payment.objects.get(pk=payment.pk).cancelled_at is None


def test_payment_is_cancelled_once_and_kept_where_the_request_is_dropped(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "100.00")
    ask_to_cancel(payment, reason="Falsch", by=staff.officer, at=NOW)
    keep_payment(payment, by=staff.officer)
    with pytest.raises(RuleError):
        cancel_payment(payment, by=staff.approver, at=NOW)
    ask_to_cancel(payment, reason="Doch falsch", by=staff.officer, at=NOW)
    cancel_payment(payment, by=staff.approver, at=NOW)
    with pytest.raises(RuleError) as refusal:
        cancel_payment(payment, by=staff.second, at=NOW)
    assert refusal.value.code == "cancelled"


def test_nothing_is_cancelled_in_a_closed_case(staff: Staff) -> None:
    grant = staff.final()
    payment = staff.paid(grant, "100.00")
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.CLOSED)
    with pytest.raises(RuleError) as refusal:
        ask_to_cancel(payment, reason="Falsch", by=staff.officer, at=NOW)
    assert refusal.value.code == "closed"
    with pytest.raises(RuleError) as refusal:
        release_drawdown(payment.drawdown, reason="Rest", on=TODAY, by=staff.officer, at=NOW)
    assert refusal.value.code == "closed"


def test_unpaid_rest_is_given_back_and_drawn_again(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "100000.00")
    payment = prepare_payment(drawdown, Decimal("0.01"), by=staff.officer, at=NOW)
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    release_drawdown(drawdown, reason="Bedarf entfallen", on=TODAY, by=staff.officer, at=NOW)
    assert Drawdown.objects.get(pk=drawdown.pk).released_eur == Decimal("99999.99")
    assert GrantBalance.objects.get(grant=grant).drawn_eur == Decimal("0.01")
    assert fresh(grant).state == GrantState.IN_PAYMENT  # a cent of it is drawn
    with pytest.raises(RuleError) as refusal:
        release_drawdown(drawdown, reason="Noch einmal", on=TODAY, by=staff.officer, at=NOW)
    assert refusal.value.code == "nothing_left"
    request_drawdown(grant, drawdown.line, Decimal("99999.99"), on=TODAY, by=staff.officer, at=NOW)
    assert (lost(), overspent()) == ([], [])


def test_released_money_is_not_paid(staff: Staff) -> None:
    drawdown = staff.drawn(staff.final(), "0.01")
    release_drawdown(drawdown, reason="Bedarf entfallen", on=TODAY, by=staff.officer, at=NOW)
    with pytest.raises(RuleError) as refusal:
        prepare_payment(
            Drawdown.objects.get(pk=drawdown.pk), Decimal("0.01"), by=staff.officer, at=NOW
        )
    assert refusal.value.code == "amount_exceeded"


def test_rest_waits_for_payments_that_are_not_ordered(staff: Staff) -> None:
    drawdown = staff.drawn(staff.final(), "500.00")
    prepare_payment(drawdown, Decimal("100.00"), by=staff.officer, at=NOW)
    with pytest.raises(RuleError) as refusal:
        release_drawdown(drawdown, reason="Rest", on=TODAY, by=staff.officer, at=NOW)
    assert refusal.value.code == "payment_open"


def test_database_refuses_to_release_more_than_was_drawn(staff: Staff) -> None:
    drawdown = staff.drawn(staff.final(), "500.00")
    with pytest.raises(IntegrityError, match="released_within_drawdown"), transaction.atomic():
        Drawdown.objects.filter(pk=drawdown.pk).update(released_eur=Decimal("500.01"))


def test_use_is_overdue_by_the_day_alone(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "500.00")
    end = date(2027, 1, 23)
    assert payment.use_until == end
    assert not unused(end).exists()
    assert unused(end + timedelta(days=1)).get() == payment
    assert "§ 49a" not in use_standing(payment, end)
    assert "24.01.2027" in use_standing(payment, end + timedelta(days=1))


def test_use_is_reported(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "500.00")
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(RuleError) as refusal:
            record_use(payment, used_on=day, by=staff.officer, at=NOW)
        assert refusal.value.field == "used_on"
    record_use(payment, used_on=TODAY, by=staff.officer, at=NOW)
    assert not unused(date(2028, 1, 1)).exists()


def test_late_use_hints_at_interest(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "500.00")
    payment.used_on = date(2027, 2, 1)
    assert "24.01.2027" in use_standing(payment, date(2028, 1, 1))


def test_payment_is_cancelled_at_the_desk(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "500.00")
    ask, cancel = (
        reverse("admin:programs_payment_step", args=[payment.pk, name])
        for name in ("ask-to-cancel", "cancel")
    )
    officer, approver = signed_in(staff.officer), signed_in(staff.approver)
    officer.post(ask, {"reason": "Falsches Konto"})
    assert "Falsches Konto" in approver.get(cancel).content.decode()
    assert approver.post(cancel).status_code == 302
    assert Payment.objects.get(pk=payment.pk).cancelled_by == staff.approver
    assert officer.post(cancel).status_code == 403


def test_rest_of_a_drawdown_is_given_back_at_the_desk(staff: Staff) -> None:
    drawdown = staff.drawn(staff.final(), "500.00")
    release = reverse("admin:programs_drawdown_step", args=[drawdown.pk, "release"])
    form = {"reason": "Bedarf entfallen", "on": "23.11.2026"}
    signed_in(staff.officer).post(release, form)
    assert Drawdown.objects.get(pk=drawdown.pk).released_eur == Decimal("500.00")
    assert fresh(drawdown.grant).state == GrantState.FINAL  # nothing is drawn any more


def test_step_of_a_key_that_is_none_is_not_found(staff: Staff) -> None:
    client = signed_in(staff.officer)
    for key in ("x", "1/change", "0", "9" * 30):
        address = reverse("admin:programs_payment_step", args=[key, "use"])
        assert client.get(address).status_code == 404


@pytest.mark.usefixtures("untranslated")
def test_use_is_recorded_by_who_prepares(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "500.00")
    says_no(
        lambda: record_use(payment, used_on=TODAY, by=staff.approver, at=NOW),
        None,
        "not_allowed",
        "Your role does not allow this.",
    )
    record_use(payment, used_on=TODAY, by=staff.officer, at=NOW)
