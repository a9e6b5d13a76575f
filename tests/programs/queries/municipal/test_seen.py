"""The mark of the cases of bodies is another one after each writing to them, and no sooner."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from municipalities.models import Municipality
from programs.models import Grant, InKindSupport
from programs.queries.municipal.seen import mark_of_cases
from tests.factories.life import Staff
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.factories.programs import SHARE_EUR, GrantFactory, program

pytestmark = pytest.mark.django_db
BODIES = [LAUTERBACH]
DAY = date(2026, 11, 23)
TOUCHED = (
    "programs_grant",
    "programs_participation",
    "programs_decision",
    "programs_drawdown",
    "programs_payment",
    "programs_reclaim",
    "programs_missingpaper",
    "programs_grant_reused_by",
    "programs_inkindsupport",
)


def written(table: str) -> None:
    """The rows of the table once more, as a change of any column writes them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # no step is asked why
        cursor.execute(f"UPDATE {table} SET id = id")  # noqa: S608  # a constant of ours
        assert cursor.rowcount
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def case() -> Grant:
    """A case of the body with something in each table."""
    staff = Staff.hire()
    grant = staff.final()
    staff.paid(grant, "40000.00")
    staff.reclaimed(grant, "1000.00")
    grant.missing_papers.create(title="Beschluss", requested_on=DAY, due_on=DAY)
    grant.reused_by.add(Municipality.objects.get(pk=GIESSEN))
    support(LAUTERBACH)
    return grant


def support(ags: str) -> None:
    InKindSupport.objects.create(
        program=program("ikz"), municipality_id=ags, received_on=DAY, description="Schulung"
    )


@pytest.mark.usefixtures("case")
def test_each_writing_changes_the_mark() -> None:
    marks = [mark_of_cases(BODIES)]
    assert mark_of_cases(BODIES) == marks[0]
    for table in TOUCHED:
        written(table)
        marks.append(mark_of_cases(BODIES))
    assert [TOUCHED[i] for i in range(len(TOUCHED)) if marks[i] == marks[i + 1]] == []


def test_row_more_and_row_less_change_the_mark(case: Grant) -> None:
    before = mark_of_cases(BODIES)
    paper = case.missing_papers.create(title="Plan", requested_on=DAY, due_on=DAY)
    assert mark_of_cases(BODIES) != before
    paper.delete()
    assert mark_of_cases(BODIES) == before
    support(LAUTERBACH)
    assert mark_of_cases(BODIES) != before


@pytest.mark.usefixtures("case")
def test_cases_of_others_leave_the_mark_alone() -> None:
    before = mark_of_cases(BODIES)
    GrantFactory.create(lead_id=GIESSEN, shares={GIESSEN: SHARE_EUR})
    support(GIESSEN)
    assert mark_of_cases(BODIES) == before


def test_body_without_anything_has_a_mark_too() -> None:
    assert mark_of_cases([]) == mark_of_cases([])
