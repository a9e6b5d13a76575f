"""Money goes to bodies that exist when it is decided, at the proposal and at the signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from municipalities.models import Municipality
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.actions.decision.later import approve_change
from programs.actions.way_back.withdrawing import send_back
from programs.models import BudgetLine, Grant
from programs.terms.partners import check_bodies_exist
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import GREBENAU, LAUTERBACH
from tests.factories.programs import BudgetLineFactory
from tests.saying_no import code

pytestmark = pytest.mark.django_db
EVE = TODAY - timedelta(days=1)


def merge(on: date) -> None:
    """Let Grebenau end with a day, and Lauterbach follow."""
    Municipality.objects.filter(pk=GREBENAU).update(valid_to=on, successor=LAUTERBACH)


@pytest.mark.parametrize(("ended", "said"), [(TODAY, ""), (EVE, "body_ended")])
def test_partner_exists_at_the_signature(staff: Staff, ended: date, said: str) -> None:
    decision = staff.proposed()
    merge(ended)
    assert code(lambda: approve_decision(decision, by=staff.approver, at=NOW)) == said


def test_partner_exists_at_the_proposal(staff: Staff) -> None:
    grant = staff.proposed().grant
    send_back(grant, by=staff.approver, at=NOW, reason="Frage")
    merge(EVE)
    assert code(lambda: propose_grant(fresh(grant), by=staff.officer, at=NOW)) == "body_ended"


def test_refusal_names_the_successor() -> None:
    merge(EVE)
    with pytest.raises(RuleError, match=r"Grebenau .*22\.11\.2026.*Lauterbach"):
        check_bodies_exist([GREBENAU, LAUTERBACH], on=TODAY, field="shares")
    Municipality.objects.filter(pk=GREBENAU).update(successor=None)
    with pytest.raises(RuleError, match=r"Grebenau existierte bis zum 22\.11\.2026"):
        check_bodies_exist([GREBENAU], on=TODAY, field="shares")
    check_bodies_exist([GREBENAU], on=EVE, field="shares")


def test_more_goes_to_the_successor_and_less_may_come_from_who_ended(staff: Staff) -> None:
    line: BudgetLine = BudgetLineFactory.create()
    grant = staff.final(line)
    merge(EVE)

    def amend(eur: str, **shares: str) -> Callable[[], Any]:
        parts = {ags: Decimal(share) for ags, share in shares.items()}
        return lambda: _amended(staff, grant, line, Decimal(eur), parts or None)

    assert code(amend("0.04")) == "body_ended"
    assert code(amend("0.04", **{LAUTERBACH: "0.04", GREBENAU: "0.00"})) == ""
    assert code(amend("-100.00", **{GREBENAU: "-100.00"})) == ""


def test_partner_of_an_amendment_exists_at_its_signature(staff: Staff) -> None:
    line: BudgetLine = BudgetLineFactory.create()
    grant = staff.final(line)
    decision = _amended(staff, grant, line, Decimal("100.00"), None)
    merge(EVE)
    assert code(lambda: approve_change(decision, by=staff.approver, at=NOW)) == "body_ended"


def _amended(
    staff: Staff, grant: Grant, line: BudgetLine, eur: Decimal, shares: dict[str, Decimal] | None
) -> Any:
    why: dict[str, Any] = {"reason": "Kosten", "override_reason": "Mehr als der Satz"}
    return propose_amendment(
        grant, lines={line: eur}, shares=shares, by=staff.officer, at=NOW, **why
    )
