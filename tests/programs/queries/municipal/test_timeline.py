"""The course of a case, for the office and for the body."""

from __future__ import annotations

from datetime import date

import pytest

from programs.choices import GrantState
from programs.models import Grant, MissingPaper, Payment
from programs.queries.municipal.timeline import Moment, timeline
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import GrantFactory

pytestmark = pytest.mark.django_db


def test_course_tells_the_office_more_than_the_body() -> None:
    staff = Staff.hire()
    grant = staff.proof_received(staff.final())
    grant.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    office = [moment.what for moment in timeline(grant, sees_all=True)]
    own = [moment.what for moment in timeline(grant, sees_all=False)]
    for what in ("Zuwendungsbescheid bestandskräftig", "Verwendungsnachweis eingegangen"):
        assert what in own
    assert set(own) <= set(office)
    (due,) = [moment for moment in timeline(grant, sees_all=False) if moment.is_open]
    assert (due.day, due.what) == (date(2026, 6, 30), "Zwischennachweis für 2025 fällig")


def test_course_is_silent_on_a_decision_that_is_not_sent() -> None:
    staff = Staff.hire()
    grant = staff.final()
    staff.ended(grant)
    grant.decisions.filter(kind="revocation").update(notified_on=None)
    told = [moment.what for moment in timeline(grant, sees_all=False)]
    assert not [what for what in told if "Widerruf" in what]
    assert [m.what for m in timeline(grant, sees_all=True) if "Widerruf" in m.what]
    days = [moment.day for moment in timeline(grant, sees_all=True)]
    assert days == sorted(days)
    assert TODAY in days
    assert grant.lead_id == LAUTERBACH


def on(grant: Grant, *, sees_all: bool = False) -> set[Moment]:
    return set(timeline(fresh(grant), sees_all=sees_all))


@pytest.mark.usefixtures("untranslated")
def test_money_is_due_to_be_used_until_its_use_is_told() -> None:
    staff = Staff.hire()
    payment = staff.paid(staff.final(), "100.00")
    grant, until = payment.drawdown.grant, payment.use_until
    assert until is not None
    paid = {Moment(TODAY, "Money requested"), Moment(TODAY, "Payment")}
    due, used = Moment(until, "Use of the money due", is_open=True), "Use of the money reported"
    assert on(grant) >= {*paid, due}
    Payment.objects.filter(pk=payment.pk).update(used_on=TODAY)
    assert on(grant) >= {*paid, Moment(TODAY, used)}
    assert due not in on(grant)


@pytest.mark.usefixtures("untranslated")
def test_period_ends_unless_the_purpose_was_fulfilled_or_the_case_closed() -> None:
    end = Moment(date(2027, 12, 31), "End of the approval period")
    grant = GrantFactory.create(state=GrantState.FINAL, period_end=end.day)
    row = Grant.objects.filter(pk=grant.pk)
    assert on(grant) == {end}
    row.update(purpose_fulfilled_on=TODAY)
    assert on(grant) == {Moment(TODAY, "Purpose fulfilled")}
    row.update(purpose_fulfilled_on=None, state=GrantState.CLOSED)
    assert on(grant) == set()
    row.update(state=GrantState.FINAL, binding_until=date(2031, 1, 1))
    assert on(grant) == {end, Moment(date(2031, 1, 1), "End of the binding of assets")}


@pytest.mark.usefixtures("untranslated")
def test_application_and_its_papers_stand_with_their_days() -> None:
    grant = GrantFactory.create(
        state=GrantState.QUERY, received_on=date(2026, 3, 2), complete_on=date(2026, 4, 1)
    )
    MissingPaper.objects.create(
        grant=grant,
        title="Satzung",
        requested_on=date(2026, 3, 5),
        due_on=date(2026, 4, 5),
        received_on=date(2026, 3, 31),
    )
    told = [
        Moment(date(2026, 3, 2), "Application received"),
        Moment(date(2026, 3, 5), "Paper asked for: Satzung"),
        Moment(date(2026, 3, 31), "Paper received: Satzung"),
    ]
    assert timeline(fresh(grant), sees_all=False) == told
    complete = Moment(date(2026, 4, 1), "Papers complete")
    assert timeline(fresh(grant), sees_all=True) == [*told, complete]


@pytest.mark.usefixtures("untranslated")
def test_reports_are_open_until_they_come() -> None:
    grant = GrantFactory.create(state=GrantState.PROOF_DUE)
    report = grant.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    due = Moment(date(2026, 6, 30), "Interim report for 2025 due", is_open=True)
    assert on(grant) == {due}
    type(report).objects.filter(pk=report.pk).update(submitted_on=TODAY)
    assert on(grant) == {Moment(TODAY, "Interim report for 2025 received")}
    awaited = Staff.hire()
    case = awaited.proof_due(awaited.final())
    assert Moment(TODAY, "Proof of use due", is_open=True) in on(case)
    checked = awaited.proof_checked(awaited.final())
    whats = {moment.what for moment in on(checked)}
    assert "Proof of use received" in whats
    assert not {"Proof of use due", "Proof of use checked"} & whats
    assert Moment(TODAY, "Proof of use checked") in on(checked, sees_all=True)
