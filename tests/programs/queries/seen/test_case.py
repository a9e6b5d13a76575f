"""What a person sees of a case: all of it, or the own share and what was notified."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from programs.choices import GrantState
from programs.models import BudgetLine, Grant
from programs.queries.seen.case import WholeCase, cases_seen, parts_seen, whole_case
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.portal.cases import SHARES, decided, planned
from tests.programs.desk import ikz_line, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
TOTAL = Decimal("100000.00")


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("900000.00")


def amounts_of(grant: Grant) -> WholeCase:
    found = cases_seen(person(Role.AUDITOR), at=AsOf.today()).get(pk=grant.pk)
    return whole_case(found)


def test_amounts_of_an_application_a_decision_and_a_publication(line: BudgetLine) -> None:
    application = planned(line, applied_eur=TOTAL)
    assert amounts_of(application) == WholeCase(applied_eur=TOTAL)


def test_amounts_of_a_decision_are_booked(line: BudgetLine) -> None:
    case = decided(line)
    booked = amounts_of(case)
    assert (booked.committed_eur, booked.paid_eur) == (TOTAL, Decimal(0))
    assert booked.published_eur is None


def test_amount_of_a_publication_is_apart() -> None:
    case = GrantFactory.create(state=GrantState.RECORDED, published_eur=TOTAL)
    assert amounts_of(case) == WholeCase(applied_eur=case.applied_eur, published_eur=TOTAL)


def test_auditor_sees_every_part_and_a_partner_its_own(line: BudgetLine) -> None:
    case = decided(line)
    whole = parts_seen(case, person(Role.AUDITOR), day=TODAY)
    assert {share.municipality_id for share in whole.shares} == set(SHARES)
    assert {entry.municipality_id for entry in whole.entries} >= set(SHARES)
    partner = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    own = parts_seen(case, partner, day=TODAY)
    assert {part.municipality_id for part in own.participations} == set(SHARES)
    assert {share.municipality_id for share in own.shares} == {LAUTERBACH}
    assert {entry.municipality_id for entry in own.entries} == {LAUTERBACH}


def test_decision_is_told_from_the_notification_on(line: BudgetLine) -> None:
    case = decided(line, notified=False)
    partner = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    assert parts_seen(case, person(Role.AUDITOR), day=TODAY).decisions.count() == 1
    untold = parts_seen(case, partner, day=TODAY)
    assert (untold.decisions.count(), list(untold.entries)) == (0, [])
