"""The course of a case, for the office and for the body."""

from __future__ import annotations

from datetime import date

import pytest

from programs.queries.municipal.timeline import timeline
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import LAUTERBACH

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
