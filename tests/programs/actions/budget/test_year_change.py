"""1 January: bound, unpaid money goes to the line of the new year in one step by two people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import rollups
from core.as_of import AsOf
from core.money import ZERO
from programs.actions.budget.changes import ask_to_cancel_budget, cancel_budget
from programs.actions.budget.lines import confirm_budget
from programs.actions.budget.year_change import propose_year_change
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.actions.decision.finality import finalise_grant
from programs.actions.payment.changes import ask_to_cancel, release_drawdown
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.choices import NotificationKind
from programs.models import (
    BudgetBalance,
    BudgetBooking,
    BudgetLine,
    Decision,
    Grant,
    GrantBalance,
    Tranche,
)
from programs.queries.budget.commitments import lines_to_take_over
from programs.queries.budget.figures import budget as sums_of
from programs.rollups import BUDGET
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.portal.cases import cost as queries_of
from tests.programs.desk import signed_in
from tests.saying_no import code

pytestmark = pytest.mark.django_db
THEN = datetime(2025, 11, 24, 12, tzinfo=ZoneInfo("Europe/Berlin"))
NEW_YEAR = date(2026, 1, 2)
ALL, HALF = Decimal("100000.00"), Decimal("50000.00")


@pytest.fixture
def old() -> BudgetLine:
    """300,000 EUR of last year."""
    return BudgetLineFactory.create(fiscal_year=2025, foerderprodukt="F", money="300000.00")


@pytest.fixture
def new() -> BudgetLine:
    """The line of this year, which has nothing of its own."""
    return BudgetLineFactory.create(foerderprodukt="F", money="0")


def bound(staff: Staff, line: BudgetLine, reference: str = "IV 3 - 1") -> Grant:
    """A final case of last year of 100,000 EUR, of which nothing is drawn."""
    grant = GrantFactory.create(
        draft=True,
        file_reference=reference,
        received_on=date(2025, 3, 3),
        tranches={line: ALL},
    )
    decision = propose_grant(grant, by=staff.officer, at=THEN)
    approve_decision(decision, by=staff.approver, at=THEN)
    on = THEN.date()
    notify_grant(grant, on=on, by=staff.officer, at=THEN, kind=NotificationKind.HANDED_OVER)
    finalise_grant(grant, on=on, by=staff.officer, at=THEN, waived_on=on)
    return fresh(grant)


def pay(staff: Staff, grant: Grant, line: BudgetLine, eur: Decimal, at: datetime) -> None:
    on = timezone.localdate(at)
    drawdown = request_drawdown(grant, line, eur, on=on, by=staff.officer, at=at)
    payment = prepare_payment(drawdown, eur, by=staff.officer, at=at)
    order_payment(payment, paid_on=on, by=staff.approver, at=at)


def recorded(staff: Staff, old: BudgetLine, new: BudgetLine, **changed: Any) -> BudgetBooking:
    values: dict[str, Any] = {"on": NEW_YEAR, "document": "Ausgabereste 2025", "at": NOW}
    return propose_year_change(old, new, by=staff.budget, **values | changed)


def balance(line: BudgetLine) -> tuple[Decimal, Decimal, Decimal]:
    row = BudgetBalance.objects.get(line=line)
    return row.available_eur, row.committed_eur, row.paid_eur


def test_many_cases_go_in_one_step_and_are_paid_from_the_new_line(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    first, second = (bound(staff, old, f"IV 3 - {number}") for number in (1, 2))
    pay(staff, first, old, HALF, THEN)
    signed = list(Decision.objects.order_by("pk").values())
    tranches = list(Tranche.objects.order_by("pk").values())
    booking = recorded(staff, old, new)
    assert balance(new) == (ZERO, ZERO, ZERO)
    assert {row.grant: row.amount_eur for row in booking.cases.all()} == {first: HALF, second: ALL}
    staff.confirmed(booking)
    assert balance(old) == (Decimal("150000.00"), HALF, HALF)
    assert balance(new) == (Decimal("150000.00"), Decimal("150000.00"), ZERO)
    for grant, eur in ((first, HALF), (second, ALL)):
        pay(staff, grant, new, eur, NOW)
    assert balance(new)[2] == Decimal("150000.00")
    assert (lost(), overspent()) == ([], [])
    assert list(Decision.objects.order_by("pk").values()) == signed
    assert list(Tranche.objects.order_by("pk").values()) == tranches
    assert code(lambda: recorded(staff, old, new)) == "nothing_bound"


def test_case_counts_once_and_in_the_year_that_bound_it(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    bound(staff, old)
    staff.confirmed(recorded(staff, old, new))
    rollups.rebuild(BUDGET, at=timezone.localdate(), now=timezone.now())
    assert rollups.check(BUDGET, now=timezone.now()) == []
    assert [
        (year.fiscal_year, year.grants, year.committed_eur) for year in sums_of(at=AsOf.today())
    ] == [
        (2026, 0, ALL),
        (2025, 1, ZERO),
    ]
    (total,) = sums_of("total", at=AsOf.today())
    assert (total.grants, total.committed_eur, total.carried_over_eur) == (1, ALL, ZERO)


def test_take_over_waits_for_the_year_and_for_a_line_that_fits(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    authorisation = BudgetLineFactory.create(due_year=2027)
    unpromised = BudgetLineFactory.create(funding_status="open")
    assert [
        code(lambda: recorded(staff, old, new, on=date(2025, 12, 31))),
        code(lambda: recorded(staff, old, new, on=date(2027, 1, 2))),
        code(lambda: recorded(staff, old, authorisation)),
        code(lambda: recorded(staff, old, unpromised)),
        code(lambda: recorded(staff, new, new)),
        code(lambda: recorded(staff, old, new, grants=[])),
        code(
            lambda: propose_year_change(
                old, new, on=NEW_YEAR, by=staff.officer, at=NOW, document="x"
            )
        ),
    ] == [
        "other_year",
        "future",
        "other_line",
        "no_promise",
        "not_over",
        "nothing_bound",
        "not_allowed",
    ]
    booking = recorded(staff, old, new, grants=[grant])
    assert code(lambda: recorded(staff, old, new)) == "nothing_bound"
    assert code(lambda: confirm_budget(booking, by=staff.budget, at=NOW)) == "four_eyes"


def test_second_person_signs_the_rests_that_were_recorded(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    booking = recorded(staff, old, new)
    request_drawdown(grant, old, HALF, on=THEN.date(), by=staff.officer, at=THEN)
    assert code(lambda: staff.confirmed(booking)) == "changed"
    assert balance(new) == (ZERO, ZERO, ZERO)


def test_use_of_what_is_drawn_anew_is_cut_to_its_column(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    values: dict[str, Any] = {"on": THEN.date(), "by": staff.officer, "at": THEN}
    request_drawdown(grant, old, Decimal("0.01"), needed_for="L" * 300, **values)
    staff.confirmed(recorded(staff, old, new))
    told = grant.drawdowns.get(line=new).needed_for
    assert len(told) == 300
    assert told.endswith(f"L; abgerufen am 24.11.2025 auf {old}")


def test_what_is_drawn_and_unpaid_is_drawn_anew_on_the_new_line(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    on = THEN.date()
    values: dict[str, Any] = {"on": on, "by": staff.officer, "at": THEN}
    drawdown = request_drawdown(grant, old, HALF, needed_for="Lizenzen", **values)
    paid = prepare_payment(drawdown, Decimal("10000.00"), by=staff.officer, at=THEN)
    order_payment(paid, paid_on=on, by=staff.approver, at=THEN)
    booking = recorded(staff, old, new)
    (case,) = booking.cases.all()
    assert (case.amount_eur, case.drawn_eur) == (Decimal("90000.00"), Decimal("40000.00"))
    staff.confirmed(booking)
    drawdown.refresh_from_db()
    again = grant.drawdowns.get(line=new)
    assert (drawdown.released_eur, again.amount_eur) == (Decimal("40000.00"),) * 2
    assert again.needed_for == f"Lizenzen; abgerufen am 24.11.2025 auf {old}"
    payment = prepare_payment(again, Decimal("40000.00"), by=staff.officer, at=NOW)
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    pay(staff, grant, new, HALF, NOW)
    assert balance(old) == (Decimal("210000.00"), Decimal("10000.00"), Decimal("10000.00"))
    assert balance(new) == (Decimal("90000.00"),) * 3
    assert (lost(), overspent()) == ([], [])
    by_body = dict.fromkeys(grant.participations.values_list("municipality", flat=True), ZERO)
    for entry in grant.entries.filter(kind="payment"):
        by_body[str(entry.municipality_id)] += entry.amount_eur
    assert set(by_body.values()) == {Decimal("25000.00")}


def test_payment_that_waits_keeps_its_money_on_the_old_line(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    drawdown = request_drawdown(grant, old, ALL, on=THEN.date(), by=staff.officer, at=THEN)
    waiting = prepare_payment(drawdown, HALF, by=staff.officer, at=THEN)
    staff.confirmed(recorded(staff, old, new))
    assert GrantBalance.objects.get(grant=grant, line=new).drawn_eur == HALF
    assert code(lambda: recorded(staff, old, new)) == "nothing_bound"
    late: dict[str, Any] = {"paid_on": date(2025, 12, 30), "by": staff.approver, "at": NOW}
    assert code(lambda: order_payment(waiting, **late)) == "closed"
    assert balance(old) == (Decimal("250000.00"), HALF, ZERO)
    assert list(lines_to_take_over(TODAY)) == []
    assert lost() == []


def test_cancelled_payment_of_the_old_year_goes_along_afterwards(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    drawdown = request_drawdown(grant, old, ALL, on=THEN.date(), by=staff.officer, at=THEN)
    waiting = prepare_payment(drawdown, ALL, by=staff.officer, at=THEN)
    assert code(lambda: recorded(staff, old, new)) == "nothing_bound"
    ask_to_cancel(waiting, reason="Falsches Konto", by=staff.officer, at=NOW)
    staff.confirmed(recorded(staff, old, new))
    assert GrantBalance.objects.get(grant=grant, line=new).drawn_eur == ALL


def test_draw_and_payment_between_the_two_signatures_stop_the_second(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    """The sum of the case is the same, how much of it is drawn is not."""
    grant = bound(staff, old)
    booking = recorded(staff, old, new)
    request_drawdown(grant, old, HALF, on=THEN.date(), by=staff.officer, at=THEN)
    assert code(lambda: staff.confirmed(booking)) == "changed"


def test_cancelling_gives_the_drawdown_back_to_the_old_line_unless_it_is_used(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    drawdown = request_drawdown(grant, old, HALF, on=THEN.date(), by=staff.officer, at=THEN)
    booking = staff.confirmed(recorded(staff, old, new))
    again = grant.drawdowns.get(line=new)
    waiting = prepare_payment(again, HALF, by=staff.officer, at=NOW)
    ask_to_cancel_budget(booking, reason="Falsche Haushaltsstelle", by=staff.budget)
    assert code(lambda: cancel_budget(booking, by=staff.approver, at=NOW)) == "payment_open"
    ask_to_cancel(waiting, reason="Falsches Konto", by=staff.officer, at=NOW)
    cancel_budget(booking, by=staff.approver, at=NOW)
    drawdown.refresh_from_db()
    again.refresh_from_db()
    assert (drawdown.released_eur, again.released_eur) == (ZERO, HALF)
    assert balance(old) == (Decimal("300000.00"), ALL, ZERO)
    assert lost() == []


def test_take_over_is_cancelled_by_two_people_while_nothing_is_drawn(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    grant = bound(staff, old)
    booking = staff.confirmed(recorded(staff, old, new))
    ask_to_cancel_budget(booking, reason="Falsche Haushaltsstelle", by=staff.budget)
    drawdown = staff_draws(staff, grant, new)
    assert code(lambda: cancel_budget(booking, by=staff.approver, at=NOW)) == (
        "never_drawn_over_committed"
    )
    release_drawdown(drawdown, reason="x", on=TODAY, by=staff.officer, at=NOW)
    cancel_budget(booking, by=staff.approver, at=NOW)
    assert (balance(old), balance(new)) == (
        (Decimal("300000.00"), ALL, ZERO),
        (ZERO, ZERO, ZERO),
    )
    assert lost() == []


def staff_draws(staff: Staff, grant: Grant, line: BudgetLine) -> Any:
    return request_drawdown(grant, line, HALF, on=TODAY, by=staff.officer, at=NOW)


def test_budget_officer_takes_over_on_the_page(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    first, second = (bound(staff, old, f"IV 3 - {number}") for number in (1, 2))
    client = signed_in(staff.budget)
    todos = {todo.todo.key: todo for todo in client.get("/admin/").context["todos"]}
    todo = todos["bound_in_past_years"]
    assert todo.todo.count == 1
    assert [line.pk for line in client.get(todo.more_url).context["cl"].result_list] == [old.pk]
    address = reverse("admin:programs_budgetline_step", args=[old.pk, "year-change"])
    form = client.get(address).context["form"]
    assert form["target"].initial == new.pk
    labels = [str(choice.choice_label) for choice in form["grants"]]
    assert [label.rsplit(" · ", 1)[1] for label in labels] == ["100.000,00\xa0€"] * 2
    data = {"target": new.pk, "grants": [first.pk, second.pk], "on": "02.01.2026"}
    assert client.post(address, data | {"document": "Ausgabereste"}).status_code == 302
    booking = BudgetBooking.objects.get()
    confirm = reverse("admin:programs_budgetbooking_step", args=[booking.pk, "confirm"])
    second_person = signed_in(staff.approver)
    shown = second_person.get(confirm).content.decode()
    assert first.file_reference in shown
    assert second.file_reference in shown
    assert second_person.post(confirm).status_code == 302
    assert balance(new)[1] == ALL * 2
    keys = [section.todo.key for section in client.get("/admin/").context["todos"]]
    assert "bound_in_past_years" not in keys
    assert "near_cap" in keys  # all that the new line has is bound


def test_step_is_offered_on_past_lines_with_cash_alone(
    staff: Staff, old: BudgetLine, new: BudgetLine
) -> None:
    bound(staff, old)
    client = signed_in(staff.budget)
    assert names(client, old) == ["carry-over", "year-change"]
    assert names(client, new) == ["book"]


def names(client: Client, line: BudgetLine) -> list[str]:
    page = client.get(reverse("admin:programs_budgetline_change", args=[line.pk]))
    return [step.name for step in page.context["steps"]]


def test_first_page_costs_the_same_for_one_and_three_lines(staff: Staff) -> None:
    client = signed_in(staff.budget)
    bound(staff, BudgetLineFactory.create(fiscal_year=2025), "IV 3 - 1")
    one = queries_of(client, "/admin/")
    for number in (2, 3):
        bound(staff, BudgetLineFactory.create(fiscal_year=2025), f"IV 3 - {number}")
    assert queries_of(client, "/admin/") == one
