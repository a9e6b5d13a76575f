"""Cases as they stood on a day: their state, their partners, and money from the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.choices import GrantState
from programs.models import BudgetLine, Decision, Grant, StateDay
from programs.queries.budget.figures import budget
from programs.queries.grant import existing, with_amounts
from reports.making import check_filter, edition
from tests.factories.accounts import NOW, UserFactory
from tests.factories.programs import GrantFactory
from tests.programs.desk import ikz_line

pytestmark = pytest.mark.django_db

DECIDED = date(2026, 11, 20)


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("250000.00")


@pytest.fixture
def case(line: BudgetLine) -> Grant:
    """Received on 2 March, decided on 20 November, sent on 23 November."""
    officer = UserFactory.create(roles=[Role.OFFICER])
    approver = UserFactory.create(roles=[Role.APPROVER])
    grant = GrantFactory.create(draft=True, tranches={line: Decimal(100000)})
    decision = propose_grant(grant, by=officer, at=NOW - timedelta(days=4))
    approve_decision(decision, by=approver, at=NOW - timedelta(days=3), decided_on=DECIDED)
    notify_grant(grant, on=date(2026, 11, 23), by=officer, at=NOW)
    return grant


def state_on(case: Grant, day: date) -> str | None:
    found = existing(Grant.objects.filter(pk=case.pk), at=AsOf(day)).first()
    return None if found is None else found.state_then


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 3, 2), GrantState.DRAFT),
        (date(2026, 11, 19), GrantState.APPROVAL_PENDING),
        (DECIDED, GrantState.APPROVED),
        (date(2026, 11, 22), GrantState.APPROVED),
        (date(2026, 11, 23), GrantState.NOTIFIED),
    ],
)
def test_state_is_that_of_the_day(case: Grant, day: date, state: str | None) -> None:
    assert state_on(case, day) == state


def test_money_and_partners_are_those_of_the_day(case: Grant) -> None:
    def on(at: AsOf) -> tuple[object, ...]:
        found = with_amounts(Grant.objects.filter(pk=case.pk), at=at).get()
        return found.committed_eur, found.bound_eur, found.participations_bound

    assert on(AsOf(DECIDED - timedelta(days=1))) == (None, None, None)
    assert on(AsOf(DECIDED)) == (Decimal(100000), Decimal(100000), 4)
    assert on(AsOf.today()) == on(AsOf(DECIDED))


def test_published_case_exists_from_the_end_of_the_year_it_names() -> None:
    known = GrantFactory.create(state=GrantState.RECORDED, published_year=2019, shares={})
    assert state_on(known, date(2019, 12, 30)) is None
    assert state_on(known, date(2019, 12, 31)) == GrantState.RECORDED


def test_published_amount_stands_beside_every_sum(case: Grant) -> None:
    GrantFactory.create(
        state=GrantState.RECORDED, published_eur=Decimal(9000), published_year=2020, shares={}
    )
    report, user = REGISTRY["zuwendungen"], UserFactory.create(roles=[Role.AUDITOR])
    made = edition(report, user, check_filter(report, {}), at=AsOf.today(), now=NOW)
    places = {column.key: place for place, column in enumerate(made.columns)}
    rows = [(row[places["committed_eur"]], row[places["published_eur"]]) for row in made]
    assert sorted(rows, key=str) == [(Decimal(100000), None), (None, Decimal(9000))]
    assert made.totals["committed_eur"] == Decimal(100000)
    assert "published_eur" not in made.totals


def test_list_of_grants_and_outflow_agree_on_every_day(case: Grant) -> None:
    report, user = REGISTRY["zuwendungen"], UserFactory.create(roles=[Role.AUDITOR])
    for day in (DECIDED - timedelta(days=1), DECIDED, date(2026, 11, 23)):
        made = edition(report, user, check_filter(report, {}), at=AsOf(day), now=NOW)
        assert list(made) is not None
        (total,) = budget("total", at=AsOf(day))
        assert made.totals["committed_eur"] == total.committed_eur
        assert made.totals["paid_eur"] == total.paid_eur


def test_history_of_states_is_never_rewritten(case: Grant) -> None:
    assert list(StateDay.objects.filter(grant=case).values_list("state", "since")) == [
        (GrantState.DRAFT, date(2026, 3, 2)),
        (GrantState.APPROVAL_PENDING, date(2026, 11, 19)),
        (GrantState.APPROVED, DECIDED),
        (GrantState.NOTIFIED, date(2026, 11, 23)),
    ]
    assert Decision.objects.get(grant=case).decided_on == DECIDED
