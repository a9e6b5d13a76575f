"""Amendments under real connections and with any amounts: lines hold, shares add up to the cent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.money import sum_eur
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change
from programs.models import BudgetBalance, BudgetLine, Decision, GrantBalance
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory
from tests.factories.race import DEADLOCKED, DONE, REFUSED, Attempt, run_at_once

ASKED = Decimal("10000.00")
CASES = 8

cents = st.integers(-6_000_000, 6_000_000).map(lambda number: Decimal(number) / 100)


@pytest.mark.usefixtures("committed_db")
def test_amendments_that_race_for_one_line_share_what_is_free() -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="835000.00")  # 35,000 free for 80,000 asked
    waiting = [_more(staff, line) for _case in range(CASES)]

    def approve(decision: Decision) -> Attempt:
        return lambda: approve_change(decision, by=staff.approver, at=NOW)

    seen = run_at_once([approve(decision) for decision in waiting])
    assert (seen[DONE], seen[REFUSED], seen[DEADLOCKED]) == (3, 5, 0)
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("830000.00")
    assert (overspent(), lost()) == ([], [])


@pytest.mark.usefixtures("committed_db")
def test_one_amendment_is_booked_once_however_many_sign_it() -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="500000.00")
    decision = _more(staff, line)
    people = [staff.approver, staff.second, staff.third]
    attempts: list[Attempt] = [
        lambda by=by: approve_change(decision, by=by, at=NOW)  # type: ignore[misc]
        for by in people
    ]
    seen = run_at_once(attempts, people=len(people))
    assert (seen[DONE], seen[REFUSED]) == (1, 2)
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("110000.00")


def _more(staff: Staff, line: BudgetLine) -> Decision:
    """An amendment of a new case that asks for more on the line and waits for its approval."""
    grant = staff.final(line)
    return propose_amendment(
        grant,
        lines={line: ASKED},
        reason="Mehrkosten",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )


@pytest.mark.django_db
def test_rows_and_columns_of_any_amendments_add_up() -> None:
    staff = Staff.hire()
    first, second = (BudgetLineFactory.create(money="400000.00") for _line in range(2))
    tranches = {first: Decimal("60000.01"), second: Decimal("39999.99")}
    case = staff.final(tranches=tranches)
    done = 0

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(cents, cents), min_size=1, max_size=4))
    def amend(changes: list[tuple[Decimal, Decimal]]) -> None:
        nonlocal done
        with transaction.atomic():
            for pair in changes:
                lines = dict(zip((first, second), pair, strict=True))
                try:
                    decision = staff.amended(fresh(case), lines)
                except RuleError:
                    continue
                done += 1
                _check(decision, {line.pk: eur for line, eur in lines.items() if eur})
            transaction.set_rollback(True)

    amend()
    assert done > 10, "hardly any amendment was allowed"


def _check(decision: Decision, lines: dict[int, Decimal]) -> None:
    """The entries, the decision and the case tell the same, by line and by partner."""
    by_line: dict[int, Decimal] = defaultdict(Decimal)
    by_partner: dict[str, Decimal] = defaultdict(Decimal)
    for entry in decision.entries.all():
        by_line[entry.line_id] += entry.amount_eur
        by_partner[entry.municipality_id or ""] += entry.amount_eur
    told = dict(decision.shares.values_list("municipality_id", "amount_eur"))
    assert by_line == lines
    assert {ags: eur for ags, eur in by_partner.items() if eur} == told
    assert sum_eur(lines.values()) == decision.amount_eur == sum_eur(told.values())
    shares = dict(decision.grant.participations.values_list("municipality_id", "share_eur"))
    balances = GrantBalance.objects.filter(grant=decision.grant)
    assert sum_eur(eur or Decimal(0) for eur in shares.values()) == sum_eur(
        balances.values_list("committed_eur", flat=True)
    )
    bound = decision.grant.entries.filter(kind="commitment").values("municipality_id")
    by_share = {row["municipality_id"]: row["t"] for row in bound.annotate(t=Sum("amount_eur"))}
    assert by_share == shares
    assert min(by_share.values()) >= 0
