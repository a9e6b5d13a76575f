"""Central payments: the cap to the cent, two people, and nobody's share in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from core.formats import NBSP
from core.money import ZERO
from programs.actions.booking import BudgetExceeded
from programs.actions.budget.reconciliation import confirm_payments
from programs.actions.central import (
    approve_central_payment,
    ask_to_cancel_central,
    cancel_central_payment,
    keep_central_payment,
    propose_central_payment,
    send_central_payment_back,
)
from programs.models import (
    BudgetBalance,
    BudgetLine,
    CentralPayment,
    HkrPayment,
    LedgerEntry,
)
from programs.queries.budget.central import CentralYear, central_years
from programs.queries.budget.hkr import bookings_of, open_differences
from tests.factories.accounts import NOW, UserFactory
from tests.factories.books import lost, overspent
from tests.factories.efa import efa_line
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, program
from tests.portal.cases import cost as queries_of
from tests.programs.actions.budget.booked import recorded
from tests.programs.desk import person, signed_in
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 6, 15)
CAP = Decimal("4000000.00")


@pytest.fixture
def line() -> BudgetLine:
    """What the state pays for civento this year."""
    return civento()


def civento(**fields: Any) -> BudgetLine:
    made: BudgetLine = BudgetLineFactory.create(
        program=program("civento"), **{"money": str(CAP), **fields}
    )
    return made


def bill(line: BudgetLine, amount: str = "1000000.00", **fields: Any) -> CentralPayment:
    """A bill that nobody saved yet."""
    values = {"payee": "ekom21", "purpose": "civento, 2. Quartal", "document": "Rechnung 7"}
    return CentralPayment(line=line, amount_eur=Decimal(amount), **{**values, **fields})


def book(payment: CentralPayment, staff: Staff, **values: Any) -> CentralPayment:
    propose_central_payment(payment, by=staff.officer, at=NOW)
    approve_central_payment(payment, **{"on": PAID_ON, "by": staff.approver, "at": NOW, **values})
    payment.refresh_from_db()
    return payment


def codes(*actions: Callable[[], object]) -> list[str]:
    found = []
    for action in actions:
        with pytest.raises(RuleError) as refused, transaction.atomic():
            action()
        found.append(refused.value.code)
    return found


def sums(line: BudgetLine) -> tuple[Decimal, Decimal]:
    balance = BudgetBalance.objects.get(line=line)
    return balance.committed_eur, balance.paid_eur


def test_what_the_line_has_holds_to_the_cent(staff: Staff, line: BudgetLine) -> None:
    with pytest.raises(BudgetExceeded) as over:
        propose_central_payment(bill(line, "4000000.01"), by=staff.officer, at=NOW)
    assert (over.value.free_eur, f"0,01{NBSP}€" in over.value.message) == (CAP, True)
    first, second = (
        propose_central_payment(bill(line, amount), by=staff.officer, at=NOW)
        for amount in ("4000000.00", "0.01")
    )
    approve_central_payment(first, on=PAID_ON, by=staff.approver, at=NOW)
    assert sums(line) == (CAP, CAP)
    with pytest.raises(BudgetExceeded), transaction.atomic():
        approve_central_payment(second, on=PAID_ON, by=staff.approver, at=NOW)
    assert (lost(), overspent()) == ([], [])


def test_payment_dated_back_takes_what_the_line_had_on_its_day(staff: Staff) -> None:
    """Else the line of a past day would have paid what it got later."""
    late = civento(money="0.01")
    staff.confirmed(recorded(staff, late))  # 1,000.00 euros today
    made = propose_central_payment(bill(late, "1000.00"), by=staff.officer, at=NOW)
    values: dict[str, Any] = {"by": staff.approver, "at": NOW}
    assert codes(lambda: approve_central_payment(made, on=TODAY - timedelta(days=1), **values)) == [
        "amount_exceeded"
    ]
    approve_central_payment(made, on=TODAY, **values)
    assert sums(late) == (Decimal("1000.00"), Decimal("1000.00"))


def test_payment_needs_two_people_and_a_day_of_its_year(staff: Staff, line: BudgetLine) -> None:
    both = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    made = propose_central_payment(bill(line), by=both, at=NOW)

    def approve(by: Any = staff.approver, on: date = PAID_ON) -> Callable[[], object]:
        return lambda: approve_central_payment(made, on=on, by=by, at=NOW)

    assert codes(
        lambda: propose_central_payment(bill(line), by=staff.approver, at=NOW),
        approve(both),
        approve(staff.officer),
        approve(on=date(2025, 12, 31)),
        approve(on=date(2026, 11, 24)),
    ) == ["not_allowed", "four_eyes", "not_allowed", "other_year", "future"]
    approve()()
    assert codes(approve()) == ["approved_already"]
    signed: dict[str, Any] = {"approved_by": both, "approved_at": NOW, "paid_on": PAID_ON}
    alone = bill(line, prepared_by=both, prepared_at=NOW, **signed)
    with pytest.raises(IntegrityError, match="central_payment_four_eyes"), transaction.atomic():
        alone.save()
    with pytest.raises(IntegrityError, match="signed"), transaction.atomic():
        CentralPayment.objects.filter(pk=made.pk).update(amount_eur=1)


def test_only_programs_that_are_paid_centrally_with_promised_cash(staff: Staff) -> None:
    lines = [
        BudgetLineFactory.create(),
        BudgetLineFactory.create(program=program("starke-heimat-phase-1")),
        efa_line(2026),
        civento(fiscal_year=2025, due_year=2026),
        civento(fiscal_year=2027, funding_status="open"),
    ]
    assert codes(
        *(
            lambda line=line: propose_central_payment(bill(line), by=staff.officer, at=NOW)
            for line in lines
        )
    ) == ["grants_only", "grants_only", "efa", "authorisation", "no_promise"]
    assert CentralPayment.objects.count() == 0


def test_promise_taken_back_stops_the_approval(staff: Staff, line: BudgetLine) -> None:
    made = propose_central_payment(bill(line), by=staff.officer, at=NOW)
    BudgetLine.objects.filter(pk=line.pk).update(funding_status="open")
    assert codes(lambda: approve_central_payment(made, on=PAID_ON, by=staff.approver, at=NOW)) == [
        "no_promise"
    ]


def test_booking_names_the_payment_and_no_municipality(staff: Staff, line: BudgetLine) -> None:
    made = book(bill(line), staff)
    entry = LedgerEntry.objects.get(central_payment=made)
    assert (entry.municipality, entry.grant, entry.booked_on) == (None, None, PAID_ON)
    assert (entry.recorded_by, entry.approved_by) == (staff.officer, staff.approver)


def test_payment_is_cancelled_by_two_people_with_a_reason(staff: Staff, line: BudgetLine) -> None:
    made = book(bill(line), staff)
    both = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    assert codes(
        lambda: cancel_central_payment(made, by=staff.approver, at=NOW),
        lambda: ask_to_cancel_central(made, reason=" ", by=staff.officer, at=NOW),
        lambda: ask_to_cancel_central(made, reason="x" * 2001, by=staff.officer, at=NOW),
    ) == ["not_asked", "no_reason", "too_long"]
    ask_to_cancel_central(made, reason="Falsche Rechnung", by=staff.officer, at=NOW)
    keep_central_payment(made, by=staff.officer)
    assert codes(lambda: cancel_central_payment(made, by=staff.approver, at=NOW)) == ["not_asked"]
    ask_to_cancel_central(made, reason="x" * 400, by=both, at=NOW)
    assert codes(
        lambda: ask_to_cancel_central(made, reason="Anders", by=staff.officer, at=NOW)
    ) == ["asked_already"]
    assert codes(lambda: cancel_central_payment(made, by=both, at=NOW)) == ["four_eyes"]
    rows = CentralPayment.objects.filter(pk=made.pk)
    refused = pytest.raises(IntegrityError, match="cancelled_central_payment_four_eyes")
    with refused, transaction.atomic():
        rows.update(cancelled_by=both, cancelled_at=NOW)
    cancel_central_payment(made, by=staff.approver, at=NOW)
    back = LedgerEntry.objects.get(reverses__isnull=False)
    assert (back.amount_eur, back.booked_on) == (-made.amount_eur, NOW.date())
    assert back.reason == "x" * 400
    assert sums(line) == (ZERO, ZERO)
    assert codes(lambda: cancel_central_payment(made, by=staff.approver, at=NOW)) == ["cancelled"]
    assert central_years("civento", at=AsOf.today()) == [CentralYear(2026, 0, ZERO)]
    assert lost() == []


@pytest.mark.usefixtures("untranslated")
def test_cancelled_payment_is_recorded_anew_on_the_day_of_its_cancelling(staff: Staff) -> None:
    """With its old value date the line would have paid it twice until then."""
    short = civento(money="1500000.00")
    made = book(bill(short), staff)
    ask_to_cancel_central(made, reason="Falscher Empfänger", by=staff.officer, at=NOW)
    cancel_central_payment(made, by=staff.approver, at=NOW)
    with pytest.raises(RuleError) as refused:
        book(bill(short), staff)
    assert refused.value.code == "amount_exceeded"
    assert refused.value.message.endswith("It fits from 23.11.2026 on.")
    again = CentralPayment.objects.get(approved_at__isnull=True)
    approve_central_payment(again, on=NOW.date(), by=staff.approver, at=NOW)
    assert overspent() == []


def test_proposal_is_withdrawn_at_once(staff: Staff, line: BudgetLine) -> None:
    made = propose_central_payment(bill(line), by=staff.officer, at=NOW)
    ask_to_cancel_central(made, reason="doppelt", by=staff.officer, at=NOW)
    assert codes(lambda: approve_central_payment(made, on=PAID_ON, by=staff.approver, at=NOW)) == [
        "cancelled"
    ]
    assert sums(line) == (ZERO, ZERO)


def test_state_accounting_is_reconciled_with_it(staff: Staff, line: BudgetLine) -> None:
    book(bill(line), staff, booking_reference="HKR 7")
    (row,) = open_differences()
    assert (row.line, row.difference_eur) == (line, Decimal("1000000.00"))
    HkrPayment.objects.create(
        booking_reference="HKR 7", line=line, value_date=PAID_ON, amount_eur=Decimal(1000000)
    )
    assert open_differences() == []
    ours, theirs = bookings_of(line, PAID_ON.replace(day=1))
    assert [booking.is_equal for booking in (*ours, *theirs)] == [True, True]


def booking_of(payment: CentralPayment, number: str, **fields: Any) -> HkrPayment:
    """What the state's accounting says about the payment."""
    values = {"line": payment.line, "value_date": PAID_ON, "amount_eur": payment.amount_eur}
    made: HkrPayment = HkrPayment.objects.create(booking_reference=number, **{**values, **fields})
    return made


def numbers() -> list[str]:
    rows = CentralPayment.objects.order_by("pk")
    return list(rows.values_list("booking_reference", flat=True))


def test_booking_confirms_the_payment_it_matches_alone(staff: Staff, line: BudgetLine) -> None:
    made = book(bill(line), staff)
    assert confirm_payments([booking_of(made, "HKR 7")]) == 1
    assert numbers() == ["HKR 7"]
    assert open_differences() == []
    assert confirm_payments(list(HkrPayment.objects.all())) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"amount_eur": Decimal("999999.99")},
        {"value_date": date(2026, 6, 16)},
        {"file_reference": "IV 3 - 1"},
    ],
    ids=["amount", "day", "case"],
)
def test_booking_that_differs_confirms_nothing(
    staff: Staff, line: BudgetLine, other: dict[str, Any]
) -> None:
    made = book(bill(line), staff)
    assert confirm_payments([booking_of(made, "HKR 7", **other)]) == 0
    assert numbers() == [""]


def test_of_two_equal_payments_none_is_confirmed(staff: Staff, line: BudgetLine) -> None:
    made = book(bill(line), staff)
    book(bill(line, document="Rechnung 8"), staff)
    assert confirm_payments([booking_of(made, "HKR 7")]) == 0
    assert numbers() == ["", ""]


def test_program_page_shows_it_as_paid_centrally(staff: Staff, line: BudgetLine) -> None:
    book(bill(line), staff)
    book(bill(line, "500000.00", document="Rechnung 8"), staff)
    page = signed_in(staff.officer).get("/foerderprogramme/civento/")
    rows = page.context["central_table"].data
    assert list(rows) == [CentralYear(2026, 2, Decimal("1500000.00"))]
    body = signed_in(person(Role.MUNICIPALITY_EDITOR, of="06535011"))
    assert b"1.500.000" not in body.get("/foerderprogramme/civento/").content


TYPED = {"payee": "ekom21", "purpose": "civento", "document": "Rechnung 7"}


def add(client: Client, line: BudgetLine, amount: str, **changed: str) -> Any:
    data = {"line": line.pk, "amount_eur": amount, **TYPED, **changed}
    return client.post(reverse("admin:programs_centralpayment_add"), data)


def step(client: Client, payment: CentralPayment, name: str, **data: str) -> Any:
    return client.post(reverse("admin:programs_centralpayment_step", args=[payment.pk, name]), data)


def test_payment_goes_from_the_bill_to_the_ledger_in_the_administration(
    staff: Staff, line: BudgetLine
) -> None:
    grants = BudgetLineFactory.create()
    officer, approver = signed_in(staff.officer), signed_in(staff.approver)
    form = officer.get(reverse("admin:programs_centralpayment_add")).context["adminform"].form
    offered = [key for _program, rows in form.fields["line"].choices[1:] for key, _label in rows]
    assert offered == [line.pk]
    assert add(officer, grants, "1.000,00").status_code == 200
    over = add(officer, line, "4.000.000,01")
    assert (over.status_code, f"0,01{NBSP}€" in over.content.decode()) == (200, True)
    assert add(approver, line, "1.000,00").status_code == 403
    assert add(officer, line, "1.000,00").status_code == 302
    again = add(officer, line, "1.000,00")
    assert (again.status_code, "Dieselbe Auszahlung" in again.content.decode()) == (200, True)
    payment = CentralPayment.objects.get()
    address = reverse("admin:programs_centralpayment_change", args=[payment.pk])
    assert officer.post(address, {"amount_eur": "1,00"}).status_code == 403
    assert step(officer, payment, "approve", on="15.06.2026").status_code == 403
    (todo,) = approver.get("/admin/").context["todos"]
    assert (todo.todo.key, todo.todo.count) == ("central_payments", 1)
    assert list(approver.get(todo.more_url).context["cl"].result_list) == [payment]
    data = {"on": "15.06.2026", "booking_reference": "HKR 7"}
    assert step(approver, payment, "approve", **data).status_code == 302
    assert sums(line) == (Decimal("1000.00"), Decimal("1000.00"))
    assert officer.get(address).status_code == 200
    assert step(officer, payment, "ask-to-cancel", reason="doppelt").status_code == 302
    assert approver.get("/admin/").context["todos"][0].todo.count == 1
    assert step(approver, payment, "cancel").status_code == 302
    assert sums(line) == (ZERO, ZERO)
    assert approver.get("/admin/").context["todos"] == []


def test_many_payments_are_approved_at_once(staff: Staff, line: BudgetLine) -> None:
    chosen = [
        propose_central_payment(bill(line, amount), by=staff.officer, at=NOW).pk
        for amount in ("3000000.00", "1000000.01")
    ]
    page = signed_in(staff.approver).post(
        reverse("admin:programs_centralpayment_changelist"),
        {"action": "approve", "_selected_action": chosen, "_confirmed": "1", "on": "15.06.2026"},
    )
    assert [outcome.is_done for outcome in page.context["outcomes"]] == [True, False]


def test_list_costs_the_same_queries_for_one_and_three_rows(staff: Staff, line: BudgetLine) -> None:
    client = signed_in(staff.officer)
    addresses = (reverse("admin:programs_centralpayment_changelist"), "/admin/")
    book(bill(line), staff)
    one = [queries_of(client, address) for address in addresses]
    for _number in range(2):
        book(bill(line), staff)
    assert [queries_of(client, address) for address in addresses] == one


@pytest.mark.parametrize("role", [Role.MUNICIPALITY_EDITOR, Role.COORDINATOR, Role.ASSOCIATION])
def test_pages_are_closed_to_who_may_not_see_the_money(
    staff: Staff, line: BudgetLine, role: Role
) -> None:
    payment = book(bill(line), staff)
    client = signed_in(person(role, "draussen"))
    pages = [
        reverse("admin:programs_centralpayment_changelist"),
        reverse("admin:programs_centralpayment_add"),
        reverse("admin:programs_centralpayment_change", args=[payment.pk]),
        reverse("admin:programs_centralpayment_step", args=[payment.pk, "ask-to-cancel"]),
    ]
    assert {client.get(page, follow=True).status_code for page in pages} <= {403}


@pytest.mark.usefixtures("untranslated")
def test_booked_payment_is_not_sent_back(staff: Staff, line: BudgetLine) -> None:
    made = book(bill(line), staff)
    says_no(
        lambda: send_central_payment_back(made, reason="Frage", by=staff.second, at=NOW),
        None,
        "approved_already",
        "This payment is approved already.",
    )
