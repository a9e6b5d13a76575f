"""What is offered to whom, and where a deadline is handed in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from programs.choices import GrantState
from programs.models import Grant
from programs.queries.deadlines import deadlines
from programs.queries.municipal.hand_in import (
    drawable,
    hand_in_url,
    open_hand_ins,
    papers_asked_of,
    undrawn_eur,
)
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD
from tests.factories.programs import GrantFactory
from tests.programs.sent import clerk

pytestmark = pytest.mark.django_db


def offered(grant: Grant, *, year: int = 2026) -> list[str]:
    return [str(row.label) for row in open_hand_ins(clerk(), grant, year=year)]


def test_drawdown_is_offered_until_the_last_cent_is_drawn() -> None:
    staff = Staff.hire()
    grant = staff.final()
    assert (offered(grant), offered(grant, year=2027)) == (["Mittelabruf"], [])
    staff.drawn(grant, "99999.99")
    (row,) = drawable(grant, year=2026)
    assert (undrawn_eur(row), offered(grant)) == (Decimal("0.01"), ["Mittelabruf"])
    staff.drawn(grant, "0.01")
    assert offered(grant) == []


def test_proof_is_offered_while_it_is_awaited() -> None:
    staff = Staff.hire()
    grant = staff.final()
    assert "Verwendungsnachweis" not in offered(grant)
    assert "Verwendungsnachweis" in offered(staff.proof_due(grant))


@pytest.mark.parametrize(
    ("state", "count"), [(GrantState.QUERY, 1), (GrantState.FINAL, 1), (GrantState.APPROVED, 0)]
)
def test_papers_are_asked_of_the_lead_in_the_states_that_wait(state: str, count: int) -> None:
    grant = GrantFactory.create(state=state)
    grant.missing_papers.create(title="Beschluss", requested_on=TODAY, due_on=TODAY)
    grant.missing_papers.create(title="da", requested_on=TODAY, due_on=TODAY, received_on=TODAY)
    assert papers_asked_of(clerk()).count() == count
    assert papers_asked_of(clerk(ALSFELD)).count() == 0


def test_deadline_leads_the_lead_to_its_hand_in() -> None:
    grant = GrantFactory.create(state=GrantState.FINAL, period_end=date(2027, 1, 1))
    grant.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    interim, period = deadlines([grant])
    page = f"/zuwendungen/{grant.pk}/zwischennachweis/2025/"
    assert [hand_in_url(due, clerk()) for due in (interim, period)] == [page, ""]
    assert hand_in_url(interim, clerk(ALSFELD)) == ""
