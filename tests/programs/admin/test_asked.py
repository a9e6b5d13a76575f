"""What the forms of the steps ask and propose: the only row, what is left, the usual day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.formats import format_eur
from programs.actions.decision.finality import unfinal_changes
from programs.actions.payment.changes import send_payment_back
from programs.actions.payment.orders import prepare_payment
from programs.admin.call.steps import PlaceGivenUp, Selection
from programs.admin.central.steps import Approval
from programs.admin.decision.change_steps import Amendment, ChangeFinality
from programs.admin.payment.row_steps import PaymentCheck, PaymentOrder
from programs.admin.payment.steps import DrawdownForm, OrderForm, PaymentForm
from programs.admin.reclaim.interest_steps import ClaimInterest, PayInterest
from programs.admin.reclaim.steps import Opening, RepaymentForm
from programs.choices import CheckResult
from programs.models import BudgetLine, CentralPayment, Payment
from programs.queries.reclaim import open_interest_eur
from tests.factories.accounts import NOW
from tests.factories.calls import ANNOUNCED, call_with
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import PARTNERS, BudgetLineFactory
from tests.programs.reclaims import claimed, eur, repay
from tests.programs.selected import select

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]


def choices(form: Any, name: str) -> list[Any]:
    """The rows that a field offers."""
    return list(form.fields[name].queryset)


def test_an_amendment_asks_for_each_line_and_partner_and_offers_other_lines_of_the_program(
    staff: Staff,
) -> None:
    first, second, other = (BudgetLineFactory.create() for _number in range(3))
    tranches = {first: eur("60000.00"), second: eur("40000.00")}
    grant = staff.final(tranches=tranches)
    form = Amendment(obj=grant)
    names = list(form.fields)
    assert names[:2] == [f"line_{first.pk}", f"line_{second.pk}"]
    assert names[-1] == "reason"
    assert {f"share_{ags}" for ags in PARTNERS} <= set(names)
    assert choices(form, "other_line") == [other]
    bound: Any = form.fields[f"line_{first.pk}"]
    assert bound.help_text == (
        f"Bound {format_eur(eur('60000.00'))}, drawn {format_eur(eur('0.00'))}; "
        "with a minus less is bound."
    )
    share: Any = form.fields[f"share_{LAUTERBACH}"]
    assert share.help_text.startswith(f"Now {format_eur(eur('25000.00'))}.")


def test_what_is_typed_becomes_amounts_by_line_and_partner_and_empty_ones_are_not_asked(
    staff: Staff,
) -> None:
    line, other = BudgetLineFactory.create(), BudgetLineFactory.create()
    grant = staff.final(line)
    typed = {"reason": "Mehrkosten", f"line_{line.pk}": "5,00"}
    form = Amendment(typed, obj=grant)
    assert form.is_valid()
    asked = form.asked()
    assert (asked["lines"], asked["shares"]) == ({line: eur("5.00")}, None)
    more = {"other_line": other.pk, "other_eur": "-1,50", f"share_{LAUTERBACH}": "3,50"}
    form = Amendment(typed | more, obj=grant)
    assert form.is_valid()
    asked = form.asked()
    assert asked["lines"] == {line: eur("5.00"), other: eur("-1.50")}
    assert asked["shares"] == {LAUTERBACH: eur("3.50")}
    assert set(asked["plan"].__dict__) >= {"eligible_eur", "own_eur", "third_party_eur"}


def test_another_line_and_its_amount_come_together(staff: Staff) -> None:
    grant, other = staff.final(), BudgetLineFactory.create()
    said = {"other_line": ["Choose the budget line and enter the amount."]}
    assert Amendment({"reason": "x", "other_eur": "1,00"}, obj=grant).errors == said
    assert Amendment({"reason": "x", "other_line": other.pk}, obj=grant).errors == said
    both = {"reason": "x", "other_line": other.pk, "other_eur": "1,00"}
    assert Amendment(both, obj=grant).is_valid()
    assert set(Amendment({"reason": " "}, obj=grant).errors) == {"reason"}


def test_of_one_unfinal_change_nobody_asks_which_and_of_two_one_is_chosen(staff: Staff) -> None:
    grant = staff.ended(staff.final())
    assert len(unfinal_changes(grant)) == 1
    assert "decision" not in ChangeFinality(obj=grant).fields


def test_drawing_offers_what_is_cash_of_the_year_and_says_what_else_is_bound(
    staff: Staff,
) -> None:
    cash = BudgetLineFactory.create()
    later = BudgetLineFactory.create(due_year=2027)
    grant = staff.final(tranches={cash: eur("60000.00"), later: eur("40000.00")})
    form = DrawdownForm(obj=grant)
    assert choices(form, "line") == [cash]
    assert form.fields["line"].initial == cash
    amount: Any = form.fields["amount_eur"]
    assert amount.initial == eur("60000.00")
    assert amount.help_text == f"{cash}: {format_eur(eur('60000.00'))} left."
    line: Any = form.fields["line"]
    assert line.help_text == f"{later}: in 2027 the budget officer takes it over first."


def test_of_two_lines_none_is_chosen_and_both_say_what_they_have(staff: Staff) -> None:
    first, second = BudgetLineFactory.create(), BudgetLineFactory.create()
    grant = staff.final(tranches={first: eur("60000.00"), second: eur("40000.00")})
    form = DrawdownForm(obj=grant)
    assert (form.fields["line"].initial, form.fields["amount_eur"].initial) == (None, None)
    text = str(form.fields["amount_eur"].help_text)
    assert text.count("left.") == 2


def test_paying_offers_drawdowns_with_a_rest_and_the_whole_of_the_only_one(staff: Staff) -> None:
    grant = staff.final()
    first, second = staff.drawn(grant, "10.00"), staff.drawn(grant, "20.00")
    both = PaymentForm(obj=grant)
    assert set(choices(both, "drawdown")) == {first, second}
    assert both.fields["amount_eur"].initial is None
    made = prepare_payment(first, eur("10.00"), by=staff.officer, at=NOW)
    one = PaymentForm(obj=grant)
    assert choices(one, "drawdown") == [second]
    assert (one.fields["drawdown"].initial, one.fields["amount_eur"].initial) == (
        second,
        eur("20.00"),
    )
    assert PaymentCheck(obj=second).fields["amount_eur"].initial == eur("20.00")
    order = OrderForm(obj=grant)
    assert (choices(order, "payment"), order.fields["payment"].initial) == ([made], made)
    send_payment_back(made, reason="Konto", by=staff.approver, at=NOW)
    assert choices(OrderForm(obj=grant), "payment") == []


def test_a_number_of_the_accounting_is_asked_for_one_payment_and_never_for_many() -> None:
    assert "booking_reference" in PaymentOrder(obj=Payment()).fields
    assert "booking_reference" not in PaymentOrder(obj=None).fields
    assert PaymentOrder(obj=None).fields["paid_on"].initial == TODAY
    assert "booking_reference" in Approval(obj=CentralPayment()).fields
    assert "booking_reference" not in Approval(obj=None).fields


def test_a_reclaim_proposes_the_overpayment_or_all_that_was_paid(staff: Staff) -> None:
    running = staff.final()
    assert Opening(obj=running).fields["amount_eur"].initial is None
    staff.paid(running, "100000.00")
    form = Opening(obj=fresh(running))
    assert form.fields["amount_eur"].initial == eur("100000.00")
    assert "excess_reason" not in form.fields
    checked = staff.proof_checked(fresh(running), "80000.00", CheckResult.REDUCED)
    form = Opening(obj=checked)
    assert form.fields["amount_eur"].initial == eur("20000.00")
    assert "excess_reason" in form.fields
    assert form.fields["amount_eur"].help_text == (
        f"Overpaid by the proof of use and not reclaimed yet: {format_eur(eur('20000.00'))}."
    )
    assert "excess_reason" in Opening(obj=None).fields


def test_a_repayment_proposes_what_is_open_and_its_interest_what_is_owed(staff: Staff) -> None:
    reclaim = claimed(staff)
    assert RepaymentForm(obj=reclaim).fields["amount_eur"].initial == eur("36500.00")
    assert ClaimInterest(obj=reclaim).fields["due_on"].help_text == ""
    repay(staff, reclaim, "18250.00", date(2025, 12, 10))
    assert RepaymentForm(obj=reclaim).fields["amount_eur"].initial == eur("18250.00")
    repay(staff, reclaim, "18250.00", date(2025, 12, 20))
    reclaim.refresh_from_db()
    assert ClaimInterest(obj=reclaim).fields["due_on"].help_text == (
        f"{format_eur(eur('94.05'))} are claimed, from 01.12.2025 to 20.12.2025."
    )
    assert PayInterest(obj=reclaim).fields["amount_eur"].initial is open_interest_eur(reclaim)
    assert ClaimInterest(obj=None).fields["due_on"].help_text == ""
    due: Any = ClaimInterest(obj=None).fields["due_on"].initial
    assert due() == TODAY + timedelta(days=28)


def test_interest_whose_rate_nobody_knows_says_so_in_place_of_an_amount(staff: Staff) -> None:
    reclaim = claimed(staff)
    repay(staff, reclaim, None, date(2026, 7, 2))
    reclaim.refresh_from_db()
    said = str(ClaimInterest(obj=reclaim).fields["due_on"].help_text)
    assert "are claimed" not in said
    assert "2026" in said


def test_a_selection_bears_the_day_it_was_announced_or_today(staff: Staff) -> None:
    call = call_with([90, 80, 70], places=1)
    first, second, third = call.applications.order_by("pk")
    assert Selection(obj=first).fields["on"].initial == TODAY
    call.announced_on = ANNOUNCED
    call.save()
    first.refresh_from_db()
    assert Selection(obj=first).fields["on"].initial == ANNOUNCED
    assert Selection(obj=None).fields["on"].initial == TODAY
    select(first, staff)
    form = PlaceGivenUp(obj=first)
    field: Any = form.fields["successor"]
    assert field.initial == second.pk
    labels = [label for _key, label in field.choices]
    assert labels[1:] == [f"rank 2: {second}", f"rank 3: {third}"]


def test_a_line_and_an_amount_that_are_wrong_are_named_in_the_order_of_the_form(
    staff: Staff,
) -> None:
    grant = staff.final()
    strange: BudgetLine = BudgetLineFactory.create()
    form = DrawdownForm({"line": strange.pk, "amount_eur": "1.234", "on": ""}, obj=grant)
    assert list(form.errors) == ["line", "amount_eur", "on"]
    wrong = Amendment({"reason": "x", "eligible_eur": "viel", "period_end": "morgen"}, obj=grant)
    assert set(wrong.errors) == {"eligible_eur", "period_end"}
