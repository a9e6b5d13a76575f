"""Reclaims and what comes back on them, as their tables hold it past every action."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from programs.models import Grant, InterestPayment, Reclaim, Repayment
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
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

DAY_BEFORE = DAY - timedelta(days=1)
APPROVED = {"approved_by_id": TWO, "approved_at": AT, "hearing_on": DAY}
PAID = {**APPROVED, "paid_on": DAY}
CLAIMED = {
    **{**PAID, "interest_to": DAY, "interest_eur": CENT},
    **{"interest_due_on": DAY, "interest_claimed_on": DAY},
}
PROPOSED = {"waived_interest_reason": "Kleinbetrag", "waiver_proposed_by_id": TWO}
WAIVED = {**PROPOSED, "waived_by_id": THREE, "waived_on": DAY, "waived_eur": CENT}


def reclaim(**fields: Any) -> Reclaim:
    values = {"amount_eur": CENT, "prepared_by_id": ONE, "interest_from": DAY, "due_on": DAY}
    return Reclaim(grant_id=1, **{**values, **fields})


def test_reclaim_asks_for_more_than_nothing() -> None:
    assert broken(reclaim()) == []
    assert broken(reclaim(amount_eur=NOTHING)) == ["reclaim_positive"]
    assert told(reclaim(amount_eur=-CENT)) == ["Eine Rückforderung beträgt mehr als 0,00 €."]


def test_reclaim_is_approved_after_a_hearing_by_another_than_who_prepared_it() -> None:
    assert broken(reclaim(**APPROVED)) == []
    assert broken(reclaim(**{**APPROVED, "approved_by_id": ONE})) == ["reclaim_four_eyes"]
    for missing in ("approved_by_id", "hearing_on"):
        row = reclaim(**{**APPROVED, missing: None})
        assert broken(row) == ["approved_reclaim_was_heard"]


def test_only_an_approved_reclaim_is_paid() -> None:
    assert broken(reclaim(**PAID)) == []
    assert broken(reclaim(paid_on=DAY)) == ["paid_reclaim_is_approved"]


def test_interest_is_claimed_once_the_principal_is_there_until_a_day() -> None:
    assert broken(reclaim(**CLAIMED)) == []
    for missing in ("paid_on", "interest_to"):
        row = reclaim(**{**CLAIMED, missing: None})
        assert "interest_claimed_once_paid" in broken(row)
    assert broken(reclaim(**{**CLAIMED, "interest_eur": -CENT})) == ["interest_claimed_once_paid"]


def test_interest_falls_due_on_a_day_unless_there_is_none() -> None:
    for missing in ("interest_due_on", "interest_claimed_on"):
        row = {**CLAIMED, missing: None}
        assert broken(reclaim(**row)) == ["claimed_interest_is_due"]
        assert broken(reclaim(**{**row, "interest_eur": NOTHING})) == []


def test_waiver_has_a_reason_and_who_proposed_it_or_neither() -> None:
    assert broken(reclaim(**PROPOSED)) == []
    for name, empty in (("waived_interest_reason", ""), ("waiver_proposed_by_id", None)):
        row = reclaim(**{**PROPOSED, name: empty})
        assert broken(row) == ["waiver_has_reason_and_author"]
        assert told(row) == [
            "Ein Verzicht braucht einen Grund und die Person, die ihn vorgeschlagen hat."
        ]


def test_interest_is_waived_by_a_third_person_on_a_day() -> None:
    assert broken(reclaim(**WAIVED)) == broken(reclaim(**{**WAIVED, "waived_eur": NOTHING})) == []
    assert broken(reclaim(**WAIVED, prepared_by_id=None)) == []
    wrong: tuple[dict[str, Any], ...] = (
        {"waived_by_id": ONE},  # prepared the reclaim
        {"waived_by_id": TWO},  # proposed the waiver
        {"waived_by_id": None},
        {"waived_on": None},
        {"waived_eur": -CENT},
    )
    for change in wrong:
        assert broken(reclaim(**{**WAIVED, **change})) == ["interest_waived_four_eyes"]
    nobody = {**WAIVED, "waived_by_id": None, "waived_on": None}
    assert broken(reclaim(**nobody)) == ["interest_waived_four_eyes"]


def test_reclaim_is_settled_with_its_principal_and_its_interest() -> None:
    assert broken(reclaim(**CLAIMED, settled_on=DAY)) == []
    for missing in (PAID, {**CLAIMED, "interest_eur": None}):
        assert broken(reclaim(**missing, settled_on=DAY)) == [
            "settled_reclaim_is_paid_with_interest"
        ]


def test_money_back_is_named_by_day_and_amount() -> None:
    for row in (Repayment, InterestPayment):
        assert str(row(paid_on=DAY, amount_eur=CENT)) == "23.11.2026: 0,01\u00a0€"
    grant = Grant(file_reference="IV 3 - 7", title="Bauhof")
    assert str(Reclaim(grant=grant, amount_eur=CENT)) == "IV 3 - 7 · Bauhof: 0,01\u00a0€"


@pytest.mark.parametrize(
    ("row", "name"),
    [(Repayment, "repayment_positive"), (InterestPayment, "interest_payment_positive")],
)
def test_money_comes_back_or_is_taken_back_with_a_reason(
    row: type[Repayment] | type[InterestPayment], name: str
) -> None:
    taken_back = {"amount_eur": -CENT, "reverses_id": 1, "reason": "Rücklastschrift"}
    assert broken(row(amount_eur=CENT)) == broken(row(**taken_back)) == []
    wrong: tuple[dict[str, Any], ...] = (
        {"amount_eur": NOTHING},
        {"amount_eur": -CENT},
        {"amount_eur": CENT, "reverses_id": 1, "reason": "Rücklastschrift"},
        {**taken_back, "amount_eur": NOTHING},
        {**taken_back, "reason": ""},
    )
    for fields in wrong:
        assert broken(row(**fields)) == [name]


@pytest.fixture
def claimed(staff: Staff) -> Reclaim:
    """100 EUR of which nothing came back yet, approved; paid out long before."""
    grant = staff.paid_since(date(2026, 3, 2), "100000.00")
    return staff.reclaimed(grant, "100.00")


def back(reclaim: Reclaim, amount: str) -> str:
    """The constraint that refuses a repayment of so many euros."""
    row = {"amount_eur": Decimal(amount), "paid_on": TODAY}
    return refused_by(lambda: reclaim.repayments.create(**row))


def test_no_cent_more_comes_back_than_is_claimed(claimed: Reclaim) -> None:
    assert back(claimed, "100.00") == ""
    assert back(claimed, "100.01") == "never_repaid_over_claimed"
    claimed.repayments.create(amount_eur=Decimal("99.99"), paid_on=TODAY)
    assert back(claimed, "0.01") == ""
    assert back(claimed, "0.02") == "never_repaid_over_claimed"


def test_nothing_comes_back_on_what_nobody_approved(claimed: Reclaim) -> None:
    proposed = Reclaim.objects.create(
        grant=claimed.grant, amount_eur=CENT, interest_from=TODAY, due_on=TODAY
    )
    assert back(proposed, "0.01") == "never_repaid_over_claimed"


def test_reclaim_is_paid_once_the_whole_principal_came_and_not_before(claimed: Reclaim) -> None:
    row = Reclaim.objects.filter(pk=claimed.pk)
    claimed.repayments.create(amount_eur=Decimal("99.99"), paid_on=TODAY)
    assert changed(row, paid_on=TODAY) == "paid_reclaim_came_back"
    claimed.repayments.create(amount_eur=CENT, paid_on=TODAY)
    assert changed(row, paid_on=TODAY) == ""


def test_interest_comes_and_settles_to_the_cent_less_what_was_waived(claimed: Reclaim) -> None:
    row = Reclaim.objects.filter(pk=claimed.pk)
    claimed.repayments.create(amount_eur=Decimal("100.00"), paid_on=TODAY)
    asked = {"interest_due_on": TODAY, "interest_claimed_on": TODAY, "interest_to": TODAY}
    row.update(paid_on=TODAY, interest_eur=3 * CENT, **asked)

    def pays(amount: Decimal) -> str:
        come = {"amount_eur": amount, "paid_on": TODAY}
        return refused_by(lambda: claimed.interest_payments.create(**come))

    over = "never_more_interest_than_claimed"
    assert (pays(3 * CENT), pays(4 * CENT)) == ("", over)
    claimed.interest_payments.create(amount_eur=2 * CENT, paid_on=TODAY)
    assert changed(row, interest_eur=CENT) == over
    settle = {"settled_on": TODAY}
    assert changed(row, **settle) == "settled_reclaim_has_its_interest"
    assert changed(row, **settle, interest_eur=2 * CENT) == ""


def test_case_is_not_closed_while_a_reclaim_is_open(claimed: Reclaim) -> None:
    case = Grant.objects.filter(pk=claimed.grant_id)
    for state in ("closed", "reclaim_settled"):
        assert changed(case, state=state) == "closed_with_nothing_owed"
    assert changed(case, state="objected") == ""
    Reclaim.on_file.filter(pk=claimed.pk).update(cancelled_at=NOW)
    assert changed(case, state="closed") == ""


def test_cancelled_reclaim_stays_on_file_and_is_claimed_no_more(claimed: Reclaim) -> None:
    own = {"grant": claimed.grant_id}
    proposed = Reclaim.objects.create(
        grant=claimed.grant, amount_eur=CENT, interest_from=TODAY, due_on=TODAY
    )
    assert [*Reclaim.objects.in_force().filter(**own)] == [claimed]
    assert {*Reclaim.objects.unsettled().filter(**own)} == {claimed, proposed}
    Reclaim.on_file.filter(pk=claimed.pk).update(cancelled_at=NOW)
    assert [*Reclaim.objects.in_force().filter(**own)] == []
    assert [*Reclaim.objects.unsettled().filter(**own)] == [proposed]
    assert {*Reclaim.on_file.filter(**own)} == {claimed, proposed}


def test_approved_reclaim_takes_what_follows_it_and_nothing_else(claimed: Reclaim) -> None:
    row = Reclaim.objects.filter(pk=claimed.pk)
    assert changed(row, limitation_on=date(2030, 12, 31)) == ""
    for fixed in ({"amount_eur": CENT}, {"reason": "Anders"}, {"due_on": DAY_BEFORE}):
        assert changed(row, **fixed) == "reclaim_frozen"
    assert removed(row) == "reclaim_frozen"


def test_money_that_came_back_is_never_changed(claimed: Reclaim) -> None:
    claimed.repayments.create(amount_eur=CENT, paid_on=TODAY)
    kept = Repayment.objects.filter(reclaim=claimed)
    assert changed(kept, amount_eur=2 * CENT) == "refused"
    assert removed(kept) == "refused"
