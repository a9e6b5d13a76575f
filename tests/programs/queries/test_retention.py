"""A file is offered after the last day of its retention, once, and only when it is ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from programs.choices import GrantState
from programs.models import Grant
from programs.queries.retention import to_be_offered
from tests.factories.programs import GrantFactory

pytestmark = pytest.mark.django_db
LAST = date(2036, 12, 31)
NEXT = LAST + timedelta(days=1)


@pytest.mark.parametrize("state", [GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN])
def test_ended_case_is_offered_from_the_day_after_on(state: GrantState) -> None:
    grant = GrantFactory.create(state=state, retention_until=LAST)
    assert (list(to_be_offered(LAST)), list(to_be_offered(NEXT))) == ([], [grant])
    Grant.objects.filter(pk=grant.pk).update(archive_offered_on=NEXT)
    assert not to_be_offered(NEXT).exists()


def test_running_case_and_one_without_a_day_are_kept() -> None:
    GrantFactory.create(state=GrantState.REVOKED, retention_until=LAST)
    GrantFactory.create(state=GrantState.CLOSED)
    assert not to_be_offered(NEXT).exists()
