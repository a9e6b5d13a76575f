"""Budget bookings: what their table takes, and which of them wait for whom."""

from __future__ import annotations

from typing import Any

import pytest

from programs.choices import EntryKind
from programs.models import BookingCase, BudgetBooking, Grant
from programs.models.budget_booking import MOVING
from programs.rules.kinds import BUDGET_KINDS
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.held import AT, CENT, NOTHING, ONE, TWO, broken, changed, removed, told

pytestmark = pytest.mark.django_db

OWN_KINDS = [kind for kind in BUDGET_KINDS if kind not in MOVING]


def booking(**fields: Any) -> BudgetBooking:
    values = {"kind": EntryKind.APPROPRIATION, "amount_eur": CENT, "prepared_by_id": ONE}
    return BudgetBooking(line_id=1, **{**values, **fields})


def test_booking_is_recorded_with_more_than_nothing_whatever_its_kind() -> None:
    for kind in OWN_KINDS:
        assert broken(booking(kind=kind)) == []
        assert broken(booking(kind=kind, amount_eur=-CENT)) == ["budget_booking_positive"]
    assert told(booking(amount_eur=NOTHING)) == ["Bitte einen Betrag über 0,00 € eingeben."]


def test_what_moves_money_names_its_target_and_nothing_else_does() -> None:
    name = ["budget_booking_target_of_carry_over"]
    for kind in MOVING:
        assert broken(booking(kind=kind, target_id=2)) == []
        assert broken(booking(kind=kind)) == name
    for kind in OWN_KINDS:
        assert broken(booking(kind=kind, target_id=2)) == name


def test_booking_is_confirmed_by_another_person_while_nobody_withdrew_it() -> None:
    confirmed = {"confirmed_at": AT, "confirmed_by_id": TWO}
    assert broken(booking(**confirmed)) == broken(booking(withdrawn_at=AT)) == []
    for wrong in ({"confirmed_by_id": ONE}, {"confirmed_by_id": None}, {"withdrawn_at": AT}):
        assert broken(booking(**{**confirmed, **wrong})) == ["budget_booking_four_eyes"]


def test_booking_is_named_by_kind_and_amount() -> None:
    assert str(booking(kind=EntryKind.CARRY_OVER, target_id=2)) == "Ausgaberest: 0,01\u00a0€"


def test_booking_waits_once_and_may_be_recorded_again_when_it_does_not(staff: Staff) -> None:
    line, other = BudgetLineFactory.create(), BudgetLineFactory.create()
    row: dict[str, Any] = {"line": line, "booked_on": TODAY, "document": "HPl 2026"}
    row |= {"kind": EntryKind.BLOCK, "amount_eur": CENT, "prepared_by": staff.budget}
    stored = BudgetBooking.objects.create(**row)
    assert broken(BudgetBooking(**row)) == ["budget_booking_waits_once"]
    for change in ({"line": other}, {"amount_eur": 2 * CENT}, {"document": "Nachtrag"}):
        assert broken(BudgetBooking(**row | change)) == []
    stored.return_reason, stored.returned_by = "Beleg fehlt", staff.approver
    stored.save()
    assert broken(BudgetBooking(**row)) == ["budget_booking_waits_once"]
    stored.withdrawn_at = NOW
    stored.save()
    assert broken(BudgetBooking(**row)) == []


def test_bookings_wait_for_a_confirmation_or_for_their_cancelling(staff: Staff) -> None:
    line = BudgetLineFactory.create()
    confirmed = {"confirmed_at": NOW, "confirmed_by": staff.approver}
    asked = {"cancel_reason": "Doppelt", "cancel_prepared_by": staff.budget}
    done = {"cancelled_by": staff.second, "cancelled_at": NOW}
    sent_back = {"return_reason": "Beleg fehlt", "returned_by": staff.approver}
    rows: dict[str, dict[str, Any]] = {
        "new": {},
        "confirmed": confirmed,
        "asked": {**confirmed, **asked},
        "cancelled": {**confirmed, **asked, **done},
        "sent back": sent_back,
        "given up": {**sent_back, "withdrawn_at": NOW},
        "withdrawn": {"withdrawn_at": NOW},
        "confirmed after all": {**confirmed, **sent_back},
    }
    for document, fields in rows.items():
        BudgetBooking.objects.create(
            kind=EntryKind.APPROPRIATION,
            amount_eur=CENT,
            line=line,
            document=document,
            booked_on=TODAY,
            prepared_by=staff.budget,
            prepared_at=NOW,
            **fields,
        )
    own = BudgetBooking.objects.filter(line=line)
    assert {row.document for row in own.waiting()} == {"new", "asked"}
    assert {row.document for row in own.returned()} == {"sent back"}


def test_confirmed_booking_takes_its_cancelling_and_nothing_else(staff: Staff) -> None:
    signed = {"confirmed_at": NOW, "confirmed_by": staff.approver}
    recorded = {"prepared_by": staff.budget, "prepared_at": NOW}
    line = BudgetLineFactory.create()
    stored = BudgetBooking.objects.create(
        kind=EntryKind.APPROPRIATION,
        amount_eur=CENT,
        line=line,
        booked_on=TODAY,
        **recorded,
        **signed,
    )
    row = BudgetBooking.objects.filter(pk=stored.pk)
    asked = {"cancel_reason": "Doppelt", "cancel_prepared_by": staff.budget}
    assert changed(row, **asked) == ""
    assert changed(row, amount_eur=2 * CENT) == "budget_booking_frozen"
    assert removed(row) == "budget_booking_frozen"


def test_case_goes_along_once_with_what_is_bound_and_at_most_all_of_it_drawn() -> None:
    row = {"booking_id": 1, "grant_id": 1, "amount_eur": CENT}
    for drawn in (NOTHING, CENT):
        assert broken(BookingCase(**row, drawn_eur=drawn)) == []
    for drawn in (-CENT, 2 * CENT):
        assert broken(BookingCase(**row, drawn_eur=drawn)) == ["booking_case_drawn_within"]
    assert broken(BookingCase(**{**row, "amount_eur": NOTHING})) == ["booking_case_positive"]


def test_case_stands_once_in_a_booking(staff: Staff) -> None:
    grant, other = GrantFactory.create(), GrantFactory.create()
    line, target = BudgetLineFactory.create(), BudgetLineFactory.create(fiscal_year=2027)
    stored = BudgetBooking.objects.create(
        kind=EntryKind.CARRY_OVER,
        amount_eur=CENT,
        line=line,
        target=target,
        booked_on=TODAY,
        prepared_by=staff.budget,
    )
    stored.cases.create(grant=grant, amount_eur=CENT)
    assert broken(BookingCase(booking=stored, grant=grant, amount_eur=CENT)) == [
        "booking_case_once"
    ]
    assert broken(BookingCase(booking=stored, grant=other, amount_eur=CENT)) == []


def test_case_of_a_booking_is_named_by_the_case_and_its_money() -> None:
    grant = Grant(file_reference="IV 3 - 7", title="Bauhof")
    assert str(BookingCase(grant=grant, amount_eur=CENT)) == "IV 3 - 7 · Bauhof: 0,01\u00a0€"
