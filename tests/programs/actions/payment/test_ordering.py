"""Drawing, finding correct and ordering: amounts to the cent, days in order, who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.choices import Role
from programs.actions.payment.changes import release_drawdown, send_payment_back
from programs.actions.payment.limits import unpaid_eur
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.actions.way_back.returns import settle_return
from programs.choices import EntryKind, GrantState, LetterKind
from programs.models import (
    BudgetLine,
    Drawdown,
    Grant,
    LedgerEntry,
    Letter,
    Payment,
    ProposalReturn,
)
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, legislate
from tests.programs.reclaims import eur
from tests.saying_no import says_no

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]
DAY = timedelta(days=1)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY
FUTURE = "24.11.2026 lies in the future. Enter the day on which it happened."


@pytest.fixture
def line() -> BudgetLine:
    made: BudgetLine = BudgetLineFactory.create()
    return made


@pytest.fixture
def grant(staff: Staff, line: BudgetLine) -> Grant:
    """100,000 EUR, final today, on one line."""
    return staff.final(line)


def draw(grant: Grant, line: BudgetLine, amount: str, staff: Staff, **changed: Any) -> Drawdown:
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW, **changed}
    return request_drawdown(grant, line, eur(amount), **values)


def test_drawing_names_what_is_left_and_by_how_much_less_it_would_fit(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    draw(grant, line, "40000.00", staff)
    says_no(
        lambda: draw(grant, line, "60000.01", staff),
        "amount_eur",
        "amount_exceeded",
        "60.000,01\u00a0€ asked for, 60.000,00\u00a0€ approved and not drawn. "
        "Reduce the amount by 0,01\u00a0€.",
    )
    assert Drawdown.objects.count() == 1
    draw(grant, line, "60000.00", staff)
    assert LedgerEntry.objects.filter(kind=EntryKind.DRAWDOWN).count() == 8


def test_drawing_is_of_today_or_since_the_decision_is_final(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    says_no(lambda: draw(grant, line, "1.00", staff, on=TOMORROW), "on", "future", FUTURE)
    says_no(
        lambda: draw(grant, line, "1.00", staff, on=YESTERDAY),
        "on",
        "not_final",
        "The decision is final on 23.11.2026; 22.11.2026 lies before. Enter a later day.",
    )
    assert fresh(grant).state == GrantState.FINAL
    drawdown = draw(grant, line, "1.00", staff, needed_for="Miete")
    assert (drawdown.requested_on, drawdown.needed_for, drawdown.recorded_by) == (
        TODAY,
        "Miete",
        staff.officer,
    )
    assert fresh(grant).state == GrantState.IN_PAYMENT


def test_nothing_is_drawn_on_a_line_that_binds_nothing_for_the_case(
    staff: Staff, grant: Grant
) -> None:
    other = BudgetLineFactory.create()
    said = "0,01\u00a0€ asked for, 0,00\u00a0€ approved and not drawn."
    says_no(lambda: draw(grant, other, "0.01", staff), "amount_eur", "amount_exceeded", said)


def test_an_authorisation_and_a_line_of_another_year_pay_nothing(
    staff: Staff, grant: Grant
) -> None:
    authorisation = BudgetLineFactory.create(due_year=2027)
    says_no(
        lambda: draw(grant, authorisation, "1.00", staff),
        "line",
        "authorisation",
        f"{authorisation} is a commitment authorisation: it is no cash. In 2027 take the",
    )
    later = BudgetLineFactory.create(fiscal_year=2027)
    with pytest.raises(Exception, match="2027"):
        draw(grant, later, "1.00", staff)
    assert not Drawdown.objects.exists()


def test_the_lead_draws_for_itself_and_its_partners_and_the_approver_do_not(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    lead, partner = (
        UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR], of=[ags])
        for ags in (LAUTERBACH, ALSFELD)
    )
    reader = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    for person in (partner, reader, staff.approver):
        says_no(
            lambda person=person: draw(grant, line, "1.00", staff, by=person),  # type: ignore[misc]
            None,
            "not_allowed",
            "Your role does not allow “",
        )
    drawdown = draw(grant, line, "1.00", staff, by=lead)
    says_no(
        lambda: prepare_payment(drawdown, eur("1.00"), by=lead, at=NOW),
        None,
        "not_allowed",
        f"{drawdown}: your role does not allow this. Ask for “",
    )
    assert not Payment.objects.exists()


def test_payments_of_a_drawdown_are_its_amount_less_what_was_given_back(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    drawdown = draw(grant, line, "100.00", staff)
    first = prepare_payment(drawdown, eur("60.00"), by=staff.officer, at=NOW)
    assert unpaid_eur(drawdown) == eur("40.00")
    send_payment_back(first, reason="Konto", by=staff.approver, at=NOW)
    assert unpaid_eur(drawdown) == eur("100.00")
    second = prepare_payment(drawdown, eur("60.00"), by=staff.officer, at=NOW)
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    says_no(
        lambda: release_drawdown(drawdown, reason="Bedarf entfallen", **values),
        None,
        "payment_open",
        "A payment of this drawdown is not ordered yet. Order or cancel it first.",
    )
    order_payment(second, paid_on=TODAY, by=staff.approver, at=NOW)
    release_drawdown(drawdown, reason="Bedarf entfallen", **values)
    drawdown.refresh_from_db()
    assert (drawdown.released_eur, unpaid_eur(drawdown)) == (eur("40.00"), eur("0.00"))
    says_no(
        lambda: prepare_payment(drawdown, eur("0.01"), by=staff.officer, at=NOW),
        "amount_eur",
        "amount_exceeded",
        "0,01\u00a0€ asked for, 0,00\u00a0€ drawn and not paid. Reduce the amount by 0,01\u00a0€.",
    )


def test_what_is_found_correct_books_nothing_and_writes_no_letter(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    payment = prepare_payment(
        draw(grant, line, "10.00", staff), eur("10.00"), by=staff.officer, at=NOW
    )
    assert (payment.ordered_at, payment.paid_on, payment.is_final_instalment) == (None, None, False)
    assert not LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).exists()
    assert not Letter.objects.filter(kind=LetterKind.PAYMENT).exists()


def test_an_order_bears_its_day_its_person_its_number_and_what_is_due_of_it(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    payment = prepare_payment(
        draw(grant, line, "10.00", staff), eur("10.00"), by=staff.officer, at=NOW
    )
    says_no(
        lambda: order_payment(payment, paid_on=TOMORROW, by=staff.approver, at=NOW),
        "paid_on",
        "future",
        FUTURE,
    )
    says_no(
        lambda: order_payment(payment, paid_on=YESTERDAY, by=staff.approver, at=NOW),
        "paid_on",
        "not_final",
        "The decision is final on 23.11.2026; 22.11.2026 lies before.",
    )
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW, booking_reference="HKR 1")
    payment.refresh_from_db()
    assert (payment.paid_on, payment.ordered_by, payment.ordered_at) == (TODAY, staff.approver, NOW)
    assert payment.booking_reference == "HKR 1"
    booked = LedgerEntry.objects.filter(payment=payment)
    assert {(one.recorded_by, one.approved_by, one.booked_on) for one in booked} == {
        (staff.officer, staff.approver, TODAY)
    }
    assert sum(one.amount_eur for one in booked) == eur("10.00")
    assert Letter.objects.get(payment=payment).made_by == staff.approver


def test_a_number_of_the_accounting_is_one_payments_and_none_may_be_left_out(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    drawdown = draw(grant, line, "4.00", staff)
    first, second, third, fourth = (
        prepare_payment(drawdown, eur("1.00"), by=staff.officer, at=NOW) for _number in range(4)
    )
    ordered: dict[str, Any] = {"paid_on": TODAY, "by": staff.approver, "at": NOW}
    order_payment(first, booking_reference="HKR 1", **ordered)
    says_no(
        lambda: order_payment(second, booking_reference="HKR 1", **ordered),
        "booking_reference",
        "number_taken",
        "The number HKR 1 belongs to the payment 23.11.2026: 1,00\u00a0€ of the case "
        f"{grant.file_reference}. Correct it.",
    )
    order_payment(second, booking_reference="HKR 2", **ordered)
    order_payment(third, **ordered)
    order_payment(fourth, **ordered)
    assert sorted(Payment.objects.values_list("booking_reference", flat=True)) == [
        "",
        "",
        "HKR 1",
        "HKR 2",
    ]


@pytest.mark.parametrize(
    ("months", "use_until"), [(None, None), (2, "2027-01-23"), (3, "2027-02-23")]
)
def test_the_directive_says_until_when_the_money_is_used(
    staff: Staff, months: int | None, use_until: str | None
) -> None:
    grant = staff.final()
    legislate(grant, use_months=months)
    payment = staff.paid(fresh(grant), "1.00")
    assert (str(payment.use_until) if payment.use_until else None) == use_until


def test_the_held_back_share_is_paid_after_the_check_alone(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    legislate(grant, retained_rate=eur("0.10"))
    drawdown = draw(fresh(grant), line, "100000.00", staff)
    values: dict[str, Any] = {"by": staff.officer, "at": NOW}
    says_no(
        lambda: prepare_payment(drawdown, eur("90000.01"), **values),
        "amount_eur",
        "amount_exceeded",
        "90.000,01\u00a0€ asked for, 90.000,00\u00a0€ payable while 10\u00a0% are held back.",
    )
    says_no(
        lambda: prepare_payment(drawdown, eur("1.00"), final=True, **values),
        "final",
        "held_back",
        "The last instalment is paid when the proof of use is checked.",
    )
    prepare_payment(drawdown, eur("90000.00"), **values)
    says_no(
        lambda: prepare_payment(drawdown, eur("0.01"), **values),
        "amount_eur",
        "amount_exceeded",
        "0,01\u00a0€ asked for, 0,00\u00a0€ payable",
    )


def test_a_payment_that_was_sent_back_is_taken_note_of_by_the_next(
    staff: Staff, grant: Grant, line: BudgetLine
) -> None:
    drawdown = draw(grant, line, "2.00", staff)
    payment = prepare_payment(drawdown, eur("1.00"), by=staff.officer, at=NOW)
    send_payment_back(payment, reason="Konto", by=staff.approver, at=NOW)
    waiting = ProposalReturn.objects.filter(grant=grant, settled_at__isnull=True)
    assert waiting.count() == 1
    prepare_payment(drawdown, eur("1.00"), by=staff.officer, at=NOW)
    assert not waiting.exists()
    says_no(
        lambda: settle_return(ProposalReturn.objects.get(), by=staff.officer, at=NOW),
        None,
        "settled_already",
        "This is settled already.",
    )
