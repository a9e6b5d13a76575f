"""Nobody is heard before there was a decision, and nothing falls due or comes back too early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from core.errors import RuleError
from programs.actions.decision.ending import propose_ending
from programs.actions.payment.changes import release_drawdown
from programs.actions.reclaim.claims import open_reclaim
from programs.choices import DecisionKind, GrantState
from programs.models import Grant
from tests.factories.accounts import NOW
from tests.factories.books import lost
from tests.factories.life import TODAY, Staff

pytestmark = pytest.mark.django_db
EVE = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def paid(staff: Staff) -> Grant:
    """A case that was decided and paid today."""
    grant = staff.final()
    staff.paid(grant, "50000.00")
    return grant


def refusal(action: Callable[[], object]) -> tuple[str | None, str]:
    """The field and the code of the refusal; nothing stays of what was done."""

    def undone() -> None:
        action()
        raise RuleError("done", code="done")

    with pytest.raises(RuleError) as refused, transaction.atomic():
        undone()
    return refused.value.field, refused.value.code


def reclaim(staff: Staff, grant: Grant, **changed: Any) -> Callable[[], object]:
    days = {"hearing_on": TODAY, "interest_from": TODAY, "due_on": LATER.date()}
    values: dict[str, Any] = {"reason": "Zweck verfehlt", "by": staff.officer, "at": LATER}
    return lambda: open_reclaim(grant, amount_eur=Decimal("0.01"), **days | values | changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, (None, "done")),
        ({"hearing_on": EVE}, ("hearing_on", "order")),
        ({"hearing_on": TOMORROW}, (None, "done")),
        ({"hearing_on": TOMORROW + timedelta(days=1)}, ("hearing_on", "rule")),
        ({"hearing_on": None}, ("hearing_on", "rule")),
        ({"due_on": TODAY}, ("due_on", "rule")),
    ],
)
def test_claim_follows_the_decision_and_falls_due_later(
    staff: Staff, paid: Grant, changed: dict[str, Any], said: tuple[str | None, str]
) -> None:
    assert refusal(reclaim(staff, paid, **changed)) == said


def test_nobody_is_heard_about_an_ending_before_the_decision(staff: Staff, paid: Grant) -> None:
    def revoke(heard: date) -> Callable[[], object]:
        said: dict[str, Any] = {"reason": "Zweck verfehlt", "known_on": TODAY, "hearing_on": heard}
        kind = DecisionKind.REVOCATION
        return lambda: propose_ending(paid, kind, by=staff.officer, at=NOW, **said)

    assert refusal(revoke(EVE)) == ("hearing_on", "order")
    assert refusal(revoke(TODAY)) == (None, "done")


def test_drawdown_is_given_back_after_it_was_drawn_and_last_paid(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "100.00")

    def give_back(on: date) -> Callable[[], object]:
        return lambda: release_drawdown(
            drawdown, reason="Nicht gebraucht", on=on, by=staff.officer, at=NOW
        )

    assert refusal(give_back(EVE)) == ("on", "order")
    assert refusal(give_back(date(2004, 1, 1))) == ("on", "order")
    give_back(TODAY)()
    grant.refresh_from_db()
    assert (grant.state, lost()) == (GrantState.FINAL, [])
