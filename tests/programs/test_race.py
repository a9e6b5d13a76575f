"""Eight people at once on the same budget lines: nothing is overspent, lost or stuck."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from programs.actions.budget.lines import propose_budget
from programs.choices import EntryKind
from programs.models import BudgetBalance
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.crowd import Crowd
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, give
from tests.factories.race import DEADLOCKED, DONE, REFUSED, run_at_once

ATTEMPTS = 240


@pytest.mark.usefixtures("committed_db")
def test_a_crowd_on_the_same_lines_overspends_and_loses_nothing() -> None:
    attempts = Crowd(ATTEMPTS).attempts()
    seen = run_at_once(attempts)
    assert seen[DONE] + seen[REFUSED] == ATTEMPTS
    assert seen[REFUSED] > ATTEMPTS / 5, "the lines were not short of money"
    assert seen[DEADLOCKED] == 0
    assert overspent() == []
    assert lost() == []


@pytest.mark.usefixtures("committed_db")
def test_releases_at_once_free_what_is_blocked_and_no_more() -> None:
    staff, line = Staff.hire(), BudgetLineFactory.create()
    values: dict[str, Any] = {"on": TODAY, "by": staff.budget, "at": NOW}
    documents = map("Erlass {}".format, count(1))
    give(line, EntryKind.BLOCK, Decimal("1000.00"))

    def release() -> object:
        recorded = propose_budget(
            line, EntryKind.RELEASE, Decimal("300.00"), document=next(documents), **values
        )
        return staff.confirmed(recorded)

    seen = run_at_once([release] * 12)
    assert (seen[DONE], seen[REFUSED]) == (3, 9)
    assert BudgetBalance.objects.get(line=line).blocked_eur == Decimal("100.00")
