"""What the page of a case costs: the same for one row and for thirty of everything below it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.choices import Role
from municipalities.models import Municipality
from programs.actions.way_back.withdrawing import send_back
from programs.choices import Act, DecisionKind, GrantState, Station
from programs.models import Correction, Decision, Grant, ProposalReturn
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.portal.cases import cost
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 60
MOST_OF_AN_OPEN_CASE = 70  # with what is still missing before its proposal


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
    assert costs[1] <= costs[0] <= MOST_OF_AN_OPEN_CASE


@pytest.mark.parametrize("reader", ["officer", "approver", "budget"])
def test_running_case_costs_the_same_for_one_and_thirty_rows(staff: Staff, reader: str) -> None:
    grant = staff.final()
    client, costs = signed_in(getattr(staff, reader)), []
    for more in (1, 29):
        add_papers(grant, more)
        add_life(staff, grant, more)
        costs.append(cost(client, page(grant)))
    assert Grant.objects.get(pk=grant.pk).state == GrantState.IN_PAYMENT
    assert costs[0] == costs[1] <= MOST_QUERIES


def test_closed_case_stays_within_its_queries(staff: Staff) -> None:
    grant = staff.proof_checked(staff.final())
    assert cost(signed_in(staff.officer), page(grant)) <= MOST_QUERIES


@pytest.mark.parametrize("program", [False, True])
def test_empty_form_stays_within_its_queries(staff: Staff, program: bool) -> None:
    line = BudgetLineFactory.create()
    query = f"?program={line.program_id}" if program else ""
    add = reverse("admin:programs_grant_add")
    assert cost(signed_in(staff.officer), f"{add}{query}") <= MOST_QUERIES
