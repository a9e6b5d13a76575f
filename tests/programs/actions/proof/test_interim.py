"""Interim reports: one per elapsed year of a running case, received once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import RuleError
from programs.actions.proof.interim import await_interim_reports, receive_interim_report
from programs.models import InterimReport
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff

pytestmark = pytest.mark.django_db


def test_interim_reports_are_awaited_once_per_elapsed_year(staff: Staff) -> None:
    grant = staff.final(period_start=date(2024, 5, 1), period_end=date(2027, 6, 30))
    assert await_interim_reports(today=TODAY) == 2
    assert await_interim_reports(today=TODAY) == 0
    assert await_interim_reports(today=date(2027, 1, 1)) == 1
    found = InterimReport.objects.filter(grant=grant).values_list("for_year", "due_on")
    assert list(found) == [
        (2024, date(2025, 4, 30)),
        (2025, date(2026, 4, 30)),
        (2026, date(2027, 4, 30)),
    ]


def test_no_interim_report_for_cases_that_do_not_run(staff: Staff) -> None:
    period: dict[str, Any] = {"period_start": date(2024, 5, 1), "period_end": date(2027, 6, 30)}
    staff.notified(**period)
    staff.completed(staff.final(**period))
    assert await_interim_reports(today=TODAY) == 0


def test_interim_report_is_received_once(staff: Staff) -> None:
    staff.final(period_start=date(2025, 5, 1))
    await_interim_reports(today=TODAY)
    report = InterimReport.objects.get()
    with pytest.raises(RuleError) as refusal:
        receive_interim_report(report, on=TODAY + timedelta(days=1), by=staff.officer, at=NOW)
    assert refusal.value.field == "on"
    receive_interim_report(report, on=TODAY, by=staff.officer, at=NOW)
    with pytest.raises(RuleError) as refusal:
        receive_interim_report(report, on=TODAY, by=staff.officer, at=NOW)
    assert refusal.value.code == "received_already"
