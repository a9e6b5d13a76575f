"""What the pages cost: the same for one row and for many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from programs.models import BudgetLine, InKindSupport, Program
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import (
    ALSFELD,
    GIESSEN,
    LAUTERBACH,
    SCHLITZ,
)
from tests.factories.programs import SHARE_EUR, GrantFactory
from tests.portal.cases import (
    BODY,
    LIST,
    MINE,
    PROGRAM,
    PROGRAMS,
    cost,
    decided,
    refreshed,
    works_for,
)
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db

MOST_QUERIES = 16
MOST_WHILE_KEPT = 6
MOST_OF_THE_OVERVIEW = 24  # cold: it joins money, progress, their changes, months and the map


def case_of(user: User) -> None:
    """One more case with all that a page of the municipality lists."""
    grant = GrantFactory.create(period_end=timezone.localdate() + timedelta(days=90))
    today = timezone.localdate()
    grant.missing_papers.create(title="Beschluss", requested_on=today, due_on=today)
    InKindSupport.objects.create(
        program=Program.objects.get(code="ikz"),
        municipality_id=LAUTERBACH,
        received_on=date(2026, 1, 1),
        description="Beratung",
    )


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MUNICIPALITY_VIEWER])
@pytest.mark.parametrize("path", [BODY, PROGRAM, PROGRAMS])
def test_lists_cost_the_same_queries_for_one_and_three_cases(role: Role, path: str) -> None:
    user = UserFactory.create(roles=[role], of=[LAUTERBACH])
    client, counts = signed_in(user), []
    client.get(path)  # what is kept of it is kept now
    for more in (1, 2):
        for _case in range(more):
            case_of(user)
        counts.append(cost(client, path))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MUNICIPALITY_VIEWER])
def test_case_costs_the_same_queries_for_one_and_four_partners(role: Role) -> None:
    client = signed_in(UserFactory.create(roles=[role], of=[LAUTERBACH]))
    one, four = GrantFactory.create(shares={LAUTERBACH: SHARE_EUR}), GrantFactory.create()
    counts = [cost(client, grant.get_absolute_url()) for grant in (one, four)]
    assert counts[0] == counts[1]


def test_list_of_bodies_costs_the_same_queries_for_one_and_all() -> None:
    client = works_for(LAUTERBACH)
    client.get(LIST)  # what is kept of it is kept now
    counts = [cost(client, f"{LIST}?{query}") for query in ("q=Schlitz", "q=giess", "")]
    assert counts[0] == counts[1] == counts[2]


def test_choice_of_bodies_costs_the_same_queries_for_two_and_four() -> None:
    counts = []
    for bodies in ([LAUTERBACH, GIESSEN], [LAUTERBACH, GIESSEN, ALSFELD, SCHLITZ]):
        user = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=bodies)
        counts.append(cost(signed_in(user), MINE))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "most"),
    [("", MOST_OF_THE_OVERVIEW), ("?stand=2026-06-30", MOST_OF_THE_OVERVIEW + 1)],
)
def test_overview_and_municipality_page_stay_within_their_queries(
    line: BudgetLine, query: str, most: int
) -> None:
    decided(line)
    refreshed()
    overview = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    assert cost(overview, f"/{query}") <= most
    assert cost(overview, f"/{query}") <= MOST_WHILE_KEPT
    costs = [cost(overview, f"{BODY}{query}")]
    costs += [cost(works_for(LAUTERBACH), f"{BODY}{query}")]
    costs += [cost(signed_in(UserFactory.create(roles=[Role.OFFICER])), f"{BODY}{query}")]
    assert [count for count in costs if count > MOST_QUERIES] == []
