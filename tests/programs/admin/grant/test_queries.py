"""What the page of a case costs: the same for one row and for thirty of everything below it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.choices import Role
from municipalities.models import Municipality
from programs.actions.way_back.withdrawing import send_back
from programs.choices import Act, DecisionKind, GrantState, Station
from programs.models import Correction, Decision, Grant, Program, ProposalReturn
from services.models import OzgService
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.portal.cases import cost
from tests.programs.desk import signed_in
from tests.programs.walks import walks

pytestmark = pytest.mark.django_db
MOST_QUERIES = 24


def page(grant: Grant) -> str:
    return reverse("admin:programs_grant_change", args=[grant.pk])


def add_papers(grant: Grant, count: int) -> None:
    """So many papers, stations and returns, as an open and as a running case has them."""
    by = UserFactory.create(roles=[Role.APPROVER])
    for number in range(count):
        grant.missing_papers.create(title=f"Beschluss {number}", requested_on=TODAY, due_on=TODAY)
        grant.documents.create(title=f"Antrag {number}", received_on=TODAY)
        grant.stations.create(station=Station.values[0], received_on=TODAY)
        ProposalReturn.objects.create(
            grant=grant,
            act=Act.values[0],
            subject=f"Vorschlag {number}",
            reason="Beschluss fehlt",
            returned_by=by,
            returned_at=NOW + timedelta(minutes=number),
            settled_at=NOW + timedelta(minutes=number),
        )


def add_money(grant: Grant, count: int) -> None:
    """So many planned partners and tranches."""
    there = grant.participations.values("municipality")
    for body in Municipality.objects.recipients().exclude(pk__in=there)[:count]:
        grant.participations.create(municipality=body, share_eur=100)
    for number in range(count):
        grant.tranches.create(line=BudgetLineFactory.create(money="1000.00"), amount_eur=number + 1)


def add_life(staff: Staff, grant: Grant, count: int) -> None:
    """So many drawdowns, decisions and corrections."""
    for number in range(count):
        staff.drawn(grant, "10.00")
        Decision.objects.create(
            grant=grant, kind=DecisionKind.AMENDMENT, amount_eur=0, decided_on=TODAY
        )
        Correction.objects.create(
            grant=grant,
            act=Act.values[0],
            subject=f"Nr. {number}",
            reason="Versehen",
            prepared_by=staff.officer,
            prepared_at=NOW,
            approved_by=staff.approver,
            approved_at=NOW,
        )


def test_open_case_costs_the_same_for_one_and_thirty_rows(staff: Staff) -> None:
    grant = staff.proposed().grant
    send_back(grant, by=staff.approver, at=NOW, reason="Beschluss fehlt")
    client, costs = signed_in(staff.officer), []
    for more in (1, 29):
        add_papers(grant, more)
        add_money(grant, more)
        costs.append(cost(client, page(grant)))
    assert costs[1] <= costs[0] <= MOST_QUERIES


@pytest.mark.parametrize("reader", ["officer", "approver", "budget"])
def test_running_case_costs_the_same_for_one_and_thirty_rows(staff: Staff, reader: str) -> None:
    grant = staff.final()
    client, costs = signed_in(getattr(staff, reader)), []
    for more in (1, 29):
        add_papers(grant, more)
        add_life(staff, grant, more)
        costs.append(cost(client, page(grant)))
    assert Grant.objects.get(pk=grant.pk).state == GrantState.IN_PAYMENT
    assert costs[1] <= costs[0] <= MOST_QUERIES


def test_case_stays_within_its_queries_in_every_state_for_every_role(staff: Staff) -> None:
    readers = {"officer": staff.officer, "approver": staff.approver, "budget": staff.budget}
    readers["auditor"] = UserFactory.create(roles=[Role.AUDITOR])
    clients = {role: signed_in(user) for role, user in readers.items()}
    seen: set[str] = set()
    costs: dict[tuple[str, str], int] = {}
    for grant in walks(staff):
        if grant.state not in seen:
            seen.add(grant.state)
            for role, client in clients.items():
                costs[grant.state, role] = cost(client, page(grant))
    assert {key: count for key, count in costs.items() if count > MOST_QUERIES} == {}
    assert len(seen) >= 16


def test_case_that_another_one_overlaps_stays_within_its_queries(staff: Staff) -> None:
    """All that may stand on the page of an open case: places and services, and another case."""
    service = OzgService.objects.all()[0]
    title = "Archivierung"
    for program in ("ikz", "starke-heimat"):
        line = BudgetLineFactory.create(program=Program.objects.get(code=program))
        tranches = {line: Decimal("100000.00")}
        grant = GrantFactory.create(
            draft=True, program=line.program, title=title, tranches=tranches
        )
        grant.services.add(service)
        grant.reused_by.add(grant.lead)
    add_papers(grant, 2)
    client = signed_in(staff.officer)
    assert cost(client, page(grant)) <= MOST_QUERIES
    assert client.get(page(grant)).context["overlaps"]


@pytest.mark.parametrize("program", [False, True])
def test_empty_form_stays_within_its_queries(staff: Staff, program: bool) -> None:
    line = BudgetLineFactory.create()
    query = f"?program={line.program_id}" if program else ""
    add = reverse("admin:programs_grant_add")
    assert cost(signed_in(staff.officer), f"{add}{query}") <= MOST_QUERIES
