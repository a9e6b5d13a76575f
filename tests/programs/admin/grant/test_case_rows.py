"""A case that was read at once says of itself what one says that asks for each answer."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.actions.application import processing_days
from programs.admin.decision.consent_steps import CONSENT_STEPS
from programs.admin.grant.list import GrantList
from programs.models import Grant
from programs.queries.budget.cap import caps, planned
from programs.queries.case_rows import BELOW, read_case
from programs.queries.double_funding import overlaps_of
from programs.queries.proof import booked, overpaid_eur, proof_of
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.walks import walks

pytestmark = pytest.mark.django_db
ASKING = {*(step.name for step in CONSENT_STEPS), "refuse_consent"}  # of the budget officer alone


def opened(grant: Grant) -> list[str]:
    return [step.name for step in GrantList.steps if step.is_open(grant)]


def told(grant: Grant) -> list[object]:
    """What the page of a case says beside its steps."""
    return [
        *(booked(grant), overpaid_eur(grant), proof_of(grant), planned(grant)),
        *(overlaps_of(grant), processing_days(grant, today=TODAY)),
        [str(cap) for cap in caps(planned(grant), grant=grant)],
    ]


def test_a_case_read_at_once_offers_the_same_steps_at_each_point_of_its_life(staff: Staff) -> None:
    seen = set()
    for grant in walks(staff):
        read = fresh(grant)
        read_case(read)
        assert (opened(read), told(read)) == (opened(grant), told(grant)), grant.state
        seen.add((grant.state, *opened(grant)))
    assert len({state for state, *_steps in seen}) >= 16
    assert len({step for _state, *steps in seen for step in steps}) >= 40


def test_its_steps_ask_nothing_more(staff: Staff) -> None:
    grant = staff.reclaimed(staff.ended(staff.paid_since(TODAY.replace(month=1), "9.00")), "5.00")
    read = fresh(grant.grant)
    with CaptureQueriesContext(connection) as one:
        read_case(read)
    with CaptureQueriesContext(connection) as none:
        for step in GrantList.steps:
            assert step.name in ASKING or step.is_open(read) in (True, False)
    assert (len(one), len(none)) == (1, 0)


def test_every_table_below_a_case_that_its_page_shows_or_its_version_covers_is_read() -> None:
    assert {*Grant.version_parts} <= {*BELOW}
