"""The page of a program: a program with phases shows each of them."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.programs import BudgetLineFactory, program
from tests.portal.cases import refreshed
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
PHASES = ["starke-heimat-phase-1", "starke-heimat-phase-2", "civento"]


def test_phases_stand_on_the_page_of_their_program_and_it_beside_them_once_it_has_money() -> None:
    assert phases("ikz") is None
    assert phases("starke-heimat") == PHASES
    BudgetLineFactory.create(program=program("starke-heimat"), money="1000.00")
    BudgetLineFactory.create(program=program("starke-heimat-phase-1"), money="500.00")
    refreshed()
    assert phases("starke-heimat") == ["starke-heimat", *PHASES]


def phases(code: str) -> list[str] | None:
    auditor = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    table = auditor.get(f"/foerderprogramme/{code}/").context.get("phases")
    return table and [row.record["program"].code for row in table.rows]
