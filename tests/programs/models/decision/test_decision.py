"""Decisions: who signs, what a signature needs, and what stays once it is there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from programs.choices import DecisionKind
from programs.models import Decision, DecisionNumber, DecisionShare, Tranche
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory, program
from tests.held import (
    AT,
    CENT,
    DAY,
    NOTHING,
    ONE,
    THREE,
    TWO,
    broken,
    changed,
    refused_by,
    removed,
    told,
)

pytestmark = pytest.mark.django_db

AMENDMENT = DecisionKind.AMENDMENT
PREPARED = {"prepared_by_id": ONE, "prepared_at": AT}
SIGNED = {**PREPARED, "approved_by_id": TWO, "approved_at": AT, "decided_on": DAY, "number": "1/26"}


def decision(**fields: Any) -> Decision:
    return Decision(**{"grant_id": 1, "kind": AMENDMENT, **fields})


def test_decision_in_the_making_needs_nothing() -> None:
    assert broken(decision()) == broken(decision(**SIGNED)) == []


def test_who_prepared_a_decision_does_not_approve_it() -> None:
    own = decision(**{**SIGNED, "approved_by_id": ONE})
    assert broken(own) == ["decision_four_eyes"]
    assert told(own) == ["Wer einen Bescheid vorbereitet hat, gibt ihn nicht frei."]


def test_third_signature_is_that_of_a_third_person() -> None:
    assert broken(decision(**SIGNED, countersigned_by_id=THREE)) == []
    assert broken(decision(**PREPARED, countersigned_by_id=TWO)) == []  # before the approval
    for person in (ONE, TWO):
        assert broken(decision(**SIGNED, countersigned_by_id=person)) == ["decision_six_eyes"]


@pytest.mark.parametrize(
    ("missing", "name"),
    [
        ("number", "approved_decision_is_numbered"),
        ("prepared_at", "approved_decision_was_prepared"),
        ("decided_on", "approved_decision_was_prepared"),
    ],
)
def test_approved_decision_was_prepared_is_dated_and_has_a_number(missing: str, name: str) -> None:
    empty = "" if missing == "number" else None
    assert broken(decision(**{**SIGNED, missing: empty})) == [name]


def test_third_signature_is_there_before_the_approval_where_it_is_needed() -> None:
    needed = {"needs_third_signature": True}
    assert broken(decision(**PREPARED, **needed)) == []
    assert broken(decision(**SIGNED, **needed)) == ["approved_decision_is_countersigned"]
    given = {"countersigned_by_id": THREE, "countersigned_at": AT}
    assert broken(decision(**SIGNED, **needed, **given)) == []


def test_budget_officers_consent_is_there_before_the_approval_where_it_is_needed() -> None:
    needed = {"needs_budget_consent": True}
    assert broken(decision(**PREPARED, **needed)) == []
    assert broken(decision(**SIGNED, **needed)) == ["approved_decision_has_budget_consent"]
    given = {"budget_officer_consent_by_id": THREE, "budget_officer_consent_on": DAY}
    assert broken(decision(**SIGNED, **needed, **given)) == []


def test_budget_officer_consents_on_a_day_to_what_another_prepared() -> None:
    by, on = "budget_officer_consent_by_id", "budget_officer_consent_on"
    assert broken(decision(**PREPARED, **{by: TWO, on: DAY})) == []
    assert broken(decision(**PREPARED, **{by: ONE, on: DAY})) == ["budget_consent_four_eyes"]
    assert broken(decision(**PREPARED, **{by: TWO})) == ["budget_consent_four_eyes"]


def test_only_what_is_approved_is_sent() -> None:
    assert broken(decision(**SIGNED, notified_on=DAY)) == []
    assert broken(decision(**PREPARED, notified_on=DAY)) == ["notified_decision_is_approved"]


def test_decision_is_cancelled_between_its_approval_and_its_sending() -> None:
    assert broken(decision(**SIGNED, cancelled_at=AT)) == []
    for row in (decision(cancelled_at=AT), decision(**SIGNED, notified_on=DAY, cancelled_at=AT)):
        assert broken(row) == ["cancelled_decision_was_not_notified"]


def test_grant_decision_grants_money_and_a_change_may_take_it_back() -> None:
    initial = DecisionKind.INITIAL
    assert broken(decision(kind=initial, amount_eur=CENT)) == []
    for amount in (NOTHING, -CENT):
        assert broken(decision(kind=initial, amount_eur=amount)) == [
            "initial_decision_grants_money"
        ]
        assert broken(decision(amount_eur=amount)) == []


@pytest.mark.parametrize("column", ["eligible_eur", "own_eur", "third_party_eur"])
def test_financing_plan_of_a_decision_is_not_less_than_nothing(column: str) -> None:
    assert broken(decision(**{column: NOTHING})) == []
    assert broken(decision(**{column: -CENT})) == ["decision_amounts_not_negative"]


def test_case_has_one_grant_decision_that_is_not_cancelled() -> None:
    grant = GrantFactory.create()
    stored = Decision.objects.create(
        grant=grant,
        kind=DecisionKind.INITIAL,
        amount_eur=CENT,
        number="1/26",
        prepared_at=NOW,
        approved_at=NOW,
        decided_on=DAY,
    )
    second = Decision(grant=grant, kind=DecisionKind.INITIAL, amount_eur=CENT)
    assert broken(second) == ["one_initial_decision"]
    assert broken(Decision(grant=grant, kind=AMENDMENT)) == []
    assert broken(Decision(grant=grant, kind=AMENDMENT, number="1/26")) == ["decision_number_once"]
    stored.cancelled_at = NOW
    stored.save()
    assert broken(second) == []
    assert [*Decision.objects.filter(grant=grant)] == []  # cancelled: on file, and in no sum
    assert [*Decision.on_file.filter(grant=grant)] == [stored]


def test_decision_is_named_by_its_number_or_until_then_by_its_key() -> None:
    assert str(decision(number="IKZ 7/2026")) == "Änderungsbescheid IKZ 7/2026"
    assert str(decision(pk=12)) == "Änderungsbescheid 12"


def test_signed_decision_takes_its_sending_and_nothing_else(staff: Staff) -> None:
    stored = Decision.objects.filter(grant=staff.approved())
    assert changed(stored, notified_on=DAY, delivered_on=DAY) == ""
    for column, value in {
        "reason": "Anders",
        "amount_eur": CENT,
        "purpose": "Anderer",
        "number": "9/99",
        "approved_by": staff.second,
    }.items():
        assert changed(stored, **{column: value}) == "decision_frozen", column


def test_parts_of_a_signed_decision_stay_and_those_of_a_proposal_may_change(staff: Staff) -> None:
    proposed = staff.proposed()
    approved = staff.approved().decisions.get()

    def writes(of: Decision) -> list[str]:
        share = {"municipality_id": "06531005", "amount_eur": CENT}
        return [
            changed(of.shares.all(), amount_eur=CENT),
            changed(of.tranches.all(), amount_eur=CENT),
            removed(of.shares.all()),
            removed(of.tranches.all()),
            refused_by(lambda: of.shares.create(**share)),
        ]

    assert writes(proposed) == [""] * 5
    assert writes(approved) == ["decision_frozen"] * 5
    stolen = approved.shares.filter(municipality_id=ALSFELD)
    assert changed(stolen, decision=proposed) == "decision_frozen"


def test_share_and_line_stand_once_in_a_decision(staff: Staff) -> None:
    proposed = staff.proposed()
    line = proposed.tranches.get().line
    share = DecisionShare(decision=proposed, municipality_id=LAUTERBACH, amount_eur=CENT)
    assert broken(share) == ["decision_share_once"]
    again = Tranche(grant=proposed.grant, decision=proposed, line=line, amount_eur=CENT)
    assert broken(again) == ["tranche_line_once"]
    again.line = BudgetLineFactory.create(money="0")
    assert broken(again) == []
    assert str(share) == f"{share.municipality}: 0,01\u00a0€"
    assert str(again) == f"{again.line}: 0,01\u00a0€"


def test_plan_gives_and_only_a_decision_may_take_away() -> None:
    assert broken(Tranche(amount_eur=CENT)) == []
    assert broken(Tranche(amount_eur=-CENT)) == ["planned_tranche_positive"]
    assert broken(Tranche(amount_eur=-CENT, decision_id=1, line_id=1)) == []
    assert broken(Tranche(amount_eur=NOTHING, decision_id=1, line_id=1)) == ["tranche_moves_money"]
    assert set(told(Tranche(amount_eur=NOTHING))) == {"Bitte einen Betrag über 0,00 € eingeben."}


def test_decisions_are_counted_from_one_per_program_and_year() -> None:
    ikz = program("ikz")
    assert broken(DecisionNumber(program=ikz, year=2030, last=1)) == []
    assert broken(DecisionNumber(program=ikz, year=2030, last=0)) == ["decision_number_counts"]
    stored = DecisionNumber.objects.create(program=ikz, year=2030, last=4)
    assert broken(DecisionNumber(program=ikz, year=2030, last=5)) == ["decision_number_row_once"]
    assert broken(DecisionNumber(program=ikz, year=2031, last=1)) == []
    assert str(stored) == f"{ikz} 2030: 4"


def test_tranches_may_differ_from_a_decision_that_moves_no_money() -> None:
    grant = GrantFactory.create()
    stored = Decision.objects.create(grant=grant, kind=AMENDMENT, **_stored(Decimal(0)))
    signed = {"approved_at": NOW, "decided_on": DAY, "number": "2/26"}
    row = Decision.objects.filter(pk=stored.pk)
    assert changed(row, **signed) == ""
    row.update(amount_eur=CENT)
    assert changed(row, **signed) == "shares_add_up"
    stored.shares.create(municipality_id=LAUTERBACH, amount_eur=CENT)
    assert changed(row, **signed) == "tranches_add_up"
    stored.tranches.create(grant=grant, line=BudgetLineFactory.create(), amount_eur=CENT)
    assert changed(row, **signed) == ""


def _stored(amount: Decimal) -> dict[str, Any]:
    return {"amount_eur": amount, "prepared_at": NOW}
