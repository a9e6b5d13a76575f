"""What is due when in the cases of a body: each kind, until it is done."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from programs.actions.reclaim.claims import record_repayment
from programs.actions.reclaim.interest import claim_interest, record_interest_payment
from programs.models import Grant
from programs.queries.deadlines import binding_ends, deadlines
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.programs.owing import claimed

pytestmark = pytest.mark.django_db


def texts(grant: Grant, *bodies: str) -> list[tuple[date, str]]:
    found = deadlines([grant], bodies=bodies or None)
    said = [(entry.day, entry.what.replace("\u00a0", " ")) for entry in found]
    return [(day, text) for day, text in said if "Rückforderung" in text]


def test_open_reclaim_is_a_deadline_with_what_is_left(staff: Staff) -> None:
    reclaim = claimed(staff)
    grant, day = fresh(reclaim.grant), TODAY
    assert texts(grant) == [(day, "Rückforderung: 51.300,00 € zurückzuzahlen")]
    assert texts(grant, LAUTERBACH) == [(day, "Rückforderung: 12.825,00 € zurückzuzahlen")]
    assert texts(grant, "06999999") == []
    record_repayment(
        reclaim, amount_eur=Decimal(51296), paid_on=date(2026, 1, 31), by=staff.officer, at=NOW
    )
    assert texts(grant, LAUTERBACH) == [(day, "Rückforderung: 1,00 € zurückzuzahlen")]
    record_repayment(reclaim, paid_on=date(2026, 1, 31), by=staff.officer, at=NOW)
    assert texts(grant) == []


def test_claimed_interest_is_a_deadline_of_its_own(staff: Staff) -> None:
    reclaim = claimed(staff)
    record_repayment(reclaim, paid_on=date(2026, 1, 31), by=staff.officer, at=NOW)
    claim_interest(reclaim, due_on=date(2026, 12, 21), by=staff.officer, at=NOW)
    # 51,300.00 x 6.27 % x 31/365 for December and for January: 2 x 273.18
    text = "Zinsen zu einer Rückforderung: 546,36 € zu zahlen"
    assert texts(fresh(reclaim.grant)) == [(date(2026, 12, 21), text)]
    record_interest_payment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)
    assert texts(fresh(reclaim.grant)) == []


def kinds(grant: Grant) -> list[tuple[date, str]]:
    return [(entry.day, entry.what) for entry in deadlines([fresh(grant)])]


@pytest.mark.usefixtures("untranslated")
def test_a_paper_is_due_until_it_came() -> None:
    grant = GrantFactory.create(draft=True, state="papers_requested")
    paper = grant.missing_papers.create(
        title="Beschluss", requested_on=date(2026, 11, 2), due_on=date(2026, 12, 1)
    )
    assert kinds(grant) == [(date(2026, 12, 1), "Paper: Beschluss")]
    paper.received_on = TODAY
    paper.save()
    assert kinds(grant) == []


@pytest.mark.parametrize("state", ["closed", "rejected", "withdrawn", "recorded"])
def test_nothing_is_due_in_a_case_that_is_over(state: str) -> None:
    grant = GrantFactory.build(pk=1, state=state, period_end=TODAY)
    assert deadlines([grant]) == []


@pytest.mark.usefixtures("untranslated")
def test_reports_are_due_while_the_case_owes_them(staff: Staff) -> None:
    grant = staff.final()
    grant.interim_reports.create(for_year=2025, due_on=date(2026, 4, 30))
    assert kinds(grant) == [(date(2026, 4, 30), "Interim report for 2025")]
    staff.paid(grant, "1.00")
    used = [(day, what) for day, what in kinds(grant) if what == "Use of the money"]
    assert len(used) == 1
    due = staff.proof_due(fresh(grant), on=date(2027, 6, 30))
    assert (date(2027, 6, 30), "Proof of use") in kinds(due)
    days = [day for day, _what in kinds(due)]
    assert days == sorted(days)


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (1, True)])
def test_binding_of_assets_is_told_through_its_last_day(days: int, is_told: bool) -> None:
    grant = GrantFactory.build(pk=1, binding_until=TODAY + timedelta(days=days))
    free = GrantFactory.build(pk=2, binding_until=None)
    assert [entry.grant for entry in binding_ends([free, grant], today=TODAY)] == (
        [grant] if is_told else []
    )


def test_deadlines_stand_by_day_and_of_one_day_by_case() -> None:
    days = (date(2027, 6, 30), date(2027, 6, 30), date(2027, 6, 29))
    first, second, early = (GrantFactory.create(period_end=day) for day in days)
    found = deadlines([second, first, early])
    assert [entry.grant for entry in found] == [early, first, second]
