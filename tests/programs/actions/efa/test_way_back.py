"""What was asked of an EfA cost is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.choices import Role
from core.forms.reasons import LONGEST_REASON
from programs.actions.efa.costs import (
    approve_reversal,
    prepare_reversal,
)
from programs.actions.efa.way_back import (
    send_cost_back,
    send_reversal_back,
    withdraw_cost,
    withdraw_reversal,
)
from programs.models import (
    BudgetBalance,
    LedgerEntry,
)
from tests.factories.accounts import NOW, UserFactory
from tests.factories.efa import CEILING, cost, efa_line, keys
from tests.factories.life import Staff
from tests.programs.actions.efa.booked import book, codes
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


def test_reversal_gives_the_money_back_and_drops_the_shares(staff: Staff) -> None:
    line = efa_line()
    keys()
    made = book(cost("3900000.00"), staff)
    assert codes(
        lambda: approve_reversal(made, by=staff.approver, at=NOW),
        lambda: prepare_reversal(made, reason=" ", by=staff.officer, at=NOW),
    ) == ["not_prepared", "no_reason"]
    prepare_reversal(made, reason="Rechnung doppelt", by=staff.officer, at=NOW)
    approve_reversal(made, by=staff.approver, at=NOW)
    made.refresh_from_db()
    back = LedgerEntry.objects.get(reverses__isnull=False)
    assert (back.amount_eur, back.reason) == (-CEILING, "Rechnung doppelt")
    assert (made.shares.count(), made.reversed_by) == (0, staff.approver)
    assert BudgetBalance.objects.get(line=line).committed_eur == 0
    assert book(cost("3900000.00", document="richtig"), staff).pk != made.pk
    assert codes(
        lambda: prepare_reversal(made, reason="noch einmal", by=staff.officer, at=NOW)
    ) == ["not_booked"]


@pytest.mark.parametrize("length", [301, LONGEST_REASON])
def test_long_reason_reaches_the_ledger_uncut(staff: Staff, length: int) -> None:
    efa_line()
    made = book(cost("100.00"), staff)
    too_long = "x" * (LONGEST_REASON + 1)
    assert codes(lambda: prepare_reversal(made, reason=too_long, by=staff.officer, at=NOW)) == [
        "too_long"
    ]
    prepare_reversal(made, reason="x" * length, by=staff.officer, at=NOW)
    approve_reversal(made, by=staff.approver, at=NOW)
    assert len(LedgerEntry.objects.get(reverses__isnull=False).reason) == length


@pytest.mark.usefixtures("untranslated")
def test_booked_cost_comes_back_by_its_reversal_alone(staff: Staff) -> None:
    efa_line()
    made = book(cost("10.00"), staff)
    signed: dict[str, Any] = {"at": NOW, "reason": "Frage"}
    says_no(
        lambda: send_cost_back(made, by=staff.second, **signed),
        None,
        "approved_already",
        "This cost is approved already.",
    )
    says_no(
        lambda: withdraw_cost(made, by=staff.officer, **signed),
        None,
        "approved_already",
        "This cost is approved already.",
    )


@pytest.mark.usefixtures("untranslated")
def test_only_a_reversal_that_waits_comes_back(staff: Staff) -> None:
    efa_line()
    made = book(cost("10.00"), staff)
    signed: dict[str, Any] = {"at": NOW, "reason": "Frage"}

    def refused() -> None:
        for act, by in ((withdraw_reversal, staff.officer), (send_reversal_back, staff.second)):
            says_no(
                lambda act=act, by=by: act(made, by=by, **signed),  # type: ignore[misc]
                None,
                "not_prepared",
                "Nobody asked for this reversal, or it is done.",
            )

    refused()
    for back, by in ((withdraw_reversal, staff.officer), (send_reversal_back, staff.second)):
        prepare_reversal(made, reason="Doppelt", by=staff.officer, at=NOW)
        back(made, by=by, **signed)
        refused()
    prepare_reversal(made, reason="Doppelt", by=staff.officer, at=NOW)
    approve_reversal(made, by=staff.approver, at=NOW)
    refused()


def test_second_request_does_not_put_its_name_under_the_first(staff: Staff) -> None:
    efa_line()
    made = book(cost("10.00"), staff)
    prepare_reversal(made, reason="Doppelt", by=staff.officer, at=NOW)
    other = UserFactory.create(roles=[Role.OFFICER])
    assert codes(lambda: prepare_reversal(made, reason="Falsch", by=other, at=NOW)) == [
        "asked_already"
    ]
    made.refresh_from_db()
    assert (made.reversal_reason, made.reversal_prepared_by) == ("Doppelt", staff.officer)
