"""Which reports a person may run, and in which order they stand."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from reports.making import may_run, reports_for
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_reports_stand_as_in_a_german_directory() -> None:
    reports = reports_for(UserFactory.create(roles=[Role.OFFICER]))
    titles = [str(report.title) for report in reports]
    assert titles.index("Überfällige Verwendungsnachweise") < titles.index("Zuwendungsliste")


def test_reports_offered_are_those_a_person_may_run() -> None:
    user = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER])
    assert all(may_run(report, user) for report in reports_for(user))
