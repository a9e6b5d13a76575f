"""The deadlines of a span, from SQL, against all of them read row by row and cut in Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pgtrigger
import pytest

from core.calendar import add_months
from core.money import ZERO
from programs.actions.reclaim.claims import record_repayment
from programs.actions.reclaim.interest import claim_interest
from programs.choices import DecisionKind, EntryKind
from programs.models import (
    Decision,
    Grant,
    InterimReport,
    LedgerEntry,
    MissingPaper,
    Payment,
    ProofOfUse,
    Reclaim,
)
from programs.queries.deadlines import (
    CLOSED,
    RUNNING,
    DeadlinesAsked,
    count_by_day,
    deadlines_due,
    first_of_days,
)
from programs.rules.steps.base import OWING_REPORTS
from programs.terms.finality import final_day
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.programs import GrantFactory
from tests.programs.owing import claimed

pytestmark = pytest.mark.django_db

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
EDGES = [day + timedelta(days=days) for day in (DECEMBER, JANUARY) for days in (-1, 0, 1)]
ALL = DeadlinesAsked(final_from=date.min)


class Row(NamedTuple):
    """What says which deadline it is, in the order of the list."""

    day: date
    grant: int
    kind: str
    key: int


PLACES = ("paper", "use", "interim", "proof", "reclaim", "interest", "period", "final")


def by_hand() -> list[Row]:
    """Every deadline of every case."""
    rows = [*_reports(), *_money(), *_cases()]
    return sorted(rows, key=lambda row: (row.day, row.grant, PLACES.index(row.kind), row.key))


def _reports() -> Iterator[Row]:
    for paper in MissingPaper.objects.filter(received_on=None).exclude(grant__state__in=CLOSED):
        yield Row(paper.due_on, paper.grant_id, "paper", paper.pk)
    for interim in InterimReport.objects.filter(submitted_on=None, grant__state__in=OWING_REPORTS):
        yield Row(interim.due_on, interim.grant_id, "interim", interim.for_year)
    for proof in ProofOfUse.objects.filter(submitted_on=None, grant__state__in=OWING_REPORTS):
        yield Row(proof.due_on, proof.grant_id, "proof", proof.pk)


def _money() -> Iterator[Row]:
    for payment in Payment.objects.filter(used_on=None, cancelled_at=None):
        grant = payment.drawdown.grant
        if payment.use_until and grant.state not in CLOSED:
            yield Row(payment.use_until, grant.pk, "use", payment.pk)
    for reclaim in Reclaim.objects.filter(settled_on=None, cancelled_at=None):
        if _owed(reclaim, EntryKind.CLAIM, EntryKind.REPAYMENT) > 0:
            yield Row(reclaim.due_on, reclaim.grant_id, "reclaim", reclaim.pk)
        if _owed(reclaim, EntryKind.INTEREST_CLAIM, EntryKind.INTEREST) > 0:
            assert reclaim.interest_due_on is not None
            yield Row(reclaim.interest_due_on, reclaim.grant_id, "interest", reclaim.pk)


def _owed(reclaim: Reclaim, claim: EntryKind, paid: EntryKind) -> Decimal:
    entries = LedgerEntry.objects.filter(reclaim=reclaim, kind__in=[claim, paid])
    return sum((e.amount_eur if e.kind == claim else -e.amount_eur for e in entries), ZERO)


def _cases() -> Iterator[Row]:
    for grant in Grant.objects.filter(state__in=RUNNING):
        if grant.period_end:
            yield Row(grant.period_end, grant.pk, "period", grant.pk)
    open_ones = Decision.objects.filter(grant__state="notified", kind=DecisionKind.INITIAL)
    for decision in open_ones.filter(final_on=None):
        day = final_day(decision)
        if day is not None:
            yield Row(day, decision.grant_id, "final", decision.pk)


def found(asked: DeadlinesAsked, *, limit: int | None = None, offset: int = 0) -> list[Row]:
    rows = deadlines_due(asked, limit=limit, offset=offset)
    return [Row(row.day, row.grant.pk, row.kind, row.key) for row in rows]


@pytest.fixture
def everything_due(staff: Staff) -> None:
    """Each kind on the days around the beginning and the end of December."""
    case = staff.final()
    staff.paid(case, "1.00")
    for year, day in enumerate(EDGES, 2020):
        case.interim_reports.create(for_year=year, due_on=day)
        asked = GrantFactory.create(draft=True, state="papers_requested")
        asked.missing_papers.create(title="Plan", requested_on=date(2026, 11, 2), due_on=day)
        GrantFactory.create(period_end=day)
        GrantFactory.create(period_end=day, state="closed")
    staff.proof_due(staff.final(), on=date(2026, 12, 31))
    claimed(staff)
    repaid = claimed(staff)
    record_repayment(repaid, paid_on=date(2026, 1, 31), by=staff.officer, at=NOW)
    claim_interest(repaid, due_on=date(2026, 12, 21), by=staff.officer, at=NOW)


@pytest.fixture
def notified(staff: Staff) -> None:
    """Decisions without and with an instruction on appeal, whose times end in many ways."""
    for days in (0, 14, 27, 31, 46):
        grant = staff.notified()
        decision = Decision.objects.get(grant=grant)
        delivered = decision.delivered_on
        assert delivered is not None
        notice = "" if days == 14 else decision.appeal_notice
        moved = delivered + timedelta(days=days)
        with pgtrigger.ignore("programs.Decision:frozen_once_signed"):
            Decision.objects.filter(pk=decision.pk).update(delivered_on=moved, appeal_notice=notice)


@pytest.mark.usefixtures("everything_due")
def test_spans_hold_what_all_deadlines_hold_on_their_days() -> None:
    every = by_hand()
    assert {row.kind for row in every} == {*PLACES} - {"final"}
    assert found(ALL) == every
    for since in (None, *EDGES):
        for until in (None, *EDGES):
            held = [
                row
                for row in every
                if (since is None or row.day >= since) and (until is None or row.day < until)
            ]
            asked = replace(ALL, since=since, until=until)
            assert found(asked) == held
            assert sum(count_by_day(asked).values()) == len(held)


@pytest.mark.usefixtures("everything_due")
def test_pages_follow_each_other_and_days_begin_with_their_first() -> None:
    month = replace(ALL, since=DECEMBER, until=JANUARY)
    rows = found(month)
    assert len(rows) > 6
    assert [
        row for at in range(0, len(rows), 4) for row in found(month, limit=4, offset=at)
    ] == rows
    first = [row for day in count_by_day(month) for row in [r for r in rows if r.day == day][:2]]
    shown = first_of_days(month, most=2)
    assert [Row(row.day, row.grant.pk, row.kind, row.key) for row in shown] == first
    assert len(first) < len(rows)


@pytest.mark.usefixtures("notified")
def test_days_of_finality_are_those_of_the_rule() -> None:
    every = by_hand()
    final = [row for row in every if row.kind == "final"]
    assert len(final) == 5
    assert found(ALL) == every
    latest = final[-1].day
    assert [row for row in found(replace(ALL, final_from=latest)) if row.kind == "final"] == [
        row for row in final if row.day == latest
    ]
    assert [row for row in found(DeadlinesAsked()) if row.kind == "final"] == []


def test_a_time_for_an_appeal_ends_on_a_working_day_in_every_week_of_years(staff: Staff) -> None:
    grant = staff.notified()
    decision = Decision.objects.get(grant=grant)
    for weeks in range(110):
        delivered = date(2026, 11, 23) + timedelta(days=weeks * 7 + weeks % 7)
        Decision.objects.filter(pk=decision.pk).update(delivered_on=delivered)
        decision.delivered_on = delivered
        days = [row.day for row in found(ALL) if row.kind == "final"]
        assert days == [final_day(decision)], add_months(delivered, 1)
