"""What a signer reads about money: whom it goes to or comes from, and what went before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.formats import format_eur
from programs.actions.budget.changes import ask_to_cancel_budget, change_budget, return_budget
from programs.actions.budget.lines import confirm_budget, propose_budget
from programs.actions.call import propose_selection
from programs.actions.efa.costs import prepare_cost
from programs.actions.payment.orders import prepare_payment
from programs.choices import EntryKind
from programs.models import BudgetLine, Payment, Reclaim
from tests.factories.accounts import NOW
from tests.factories.calls import call_with
from tests.factories.efa import cost, efa_line
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory
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
    rest = f"{format_eur(Decimal(40000))}, danach {format_eur(Decimal(0))}"
    assert facts["Gebunden und nicht ausgezahlt"] == rest
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


def beside(staff: Staff, page: str, row: Any, step: str) -> dict[str, str]:
    """What stands on the page of a step that a second person takes."""
    url = reverse(f"admin:programs_{page}_step", args=[row.pk, step])
    facts = desk.signed_in(staff.approver).get(url).context["facts"]
    return {str(label): str(value) for label, value in facts}


def test_budget_booking_names_what_is_free_before_and_after_on_each_line(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="1000.00", fiscal_year=2026)
    free = f"Frei auf {line}"
    kinds: Any = {
        EntryKind.SUPPLEMENTARY: ("200.00", "1200.00"),
        EntryKind.BLOCK: ("300.00", "700.00"),
    }
    for kind, (amount, then) in kinds.items():
        booking = propose_budget(
            line, kind, Decimal(amount), on=TODAY, document="HH", by=staff.budget, at=NOW
        )
        said = f"{format_eur(Decimal(1000))}, danach {format_eur(Decimal(then))}"
        assert beside(staff, "budgetbooking", booking, "confirm")[free] == said
    confirm_budget(booking, by=staff.approver, at=NOW)
    ask_to_cancel_budget(booking, reason="Doppelt", by=staff.budget)
    said = f"{format_eur(Decimal(700))}, danach {format_eur(Decimal(1000))}"
    assert beside(staff, "budgetbooking", booking, "cancel")[free] == said


def test_budget_booking_says_what_changed_since_it_was_sent_back(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="1000.00", fiscal_year=2026)
    values: Any = {"on": TODAY, "by": staff.budget, "at": NOW}
    kind = EntryKind.SUPPLEMENTARY
    booking = propose_budget(line, kind, Decimal("200.00"), document="HH", **values)
    assert "Seit der Rückgabe" not in beside(staff, "budgetbooking", booking, "confirm")
    return_budget(booking, reason="Titel fehlt", by=staff.approver)
    change_budget(booking, Decimal("250.00"), document="HH", **values)
    facts = beside(staff, "budgetbooking", booking, "confirm")
    assert facts["Seit der Rückgabe"] == f"{staff.approver}: Titel fehlt"
    changed = {label: said for label, said in facts.items() if label.startswith("Was sich")}
    both = f"{format_eur(Decimal(200))} → {format_eur(Decimal(250))}"
    assert list(changed.values()) == [both]


def test_selection_names_partners_points_rank_and_places_left(staff: Staff) -> None:
    call = call_with([50, 80], places=2)
    application = call.applications.order_by("pk")[1]
    partner = call.applications.order_by("pk")[0].lead
    assert partner is not None
    application.partners.add(partner)
    propose_selection(application, on=TODAY, reason="Erste", by=staff.officer, at=NOW)
    facts = beside(staff, "callapplication", application, "approve")
    told_there = {facts[label] for label in facts}
    assert {str(partner), "80,00", "1", "2 von 2"} <= told_there


def test_efa_cost_says_when_it_was_prepared(staff: Staff) -> None:
    efa_line()
    made = prepare_cost(cost("1000.00"), by=staff.officer, at=NOW)
    url = reverse("admin:programs_efacost_step", args=[made.pk, "approve"])
    shown: Any = desk.signed_in(staff.approver).get(url)
    assert shown.context["proposal"].prepared_at == NOW
