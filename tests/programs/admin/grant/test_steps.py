"""The buttons of a case: four eyes, double clicks, many cases at once, and the list of cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from core.money import sum_eur
from municipalities.models import Municipality
from programs.choices import EntryKind, GrantState
from programs.models import BudgetLine, Decision, Grant, LedgerEntry
from tests.factories.accounts import NOW
from tests.programs import desk

pytestmark = pytest.mark.django_db
LIST = "admin:programs_grant_changelist"


@pytest.fixture
def line() -> BudgetLine:
    return desk.ikz_line()


@pytest.fixture
def officer() -> User:
    return desk.person(Role.OFFICER)


@pytest.fixture
def approver() -> User:
    return desk.person(Role.APPROVER)


def bound() -> Decimal:
    entries = LedgerEntry.objects.filter(kind=EntryKind.COMMITMENT)
    return sum_eur(entries.values_list("amount_eur", flat=True))


def bulk(client: Client, name: str, grants: list[Grant], **data: str) -> list[tuple[bool, str]]:
    """What the bulk step reports for each case."""
    chosen = [str(grant.pk) for grant in grants]
    form = {"action": name, "_selected_action": chosen, "_confirmed": "1"} | data
    response = client.post(reverse(LIST), form)
    return [(outcome.is_done, outcome.message) for outcome in response.context["outcomes"]]


def test_second_person_approves_and_the_money_is_bound(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = desk.case(line, "A 1", by=officer)
    desk.step(desk.signed_in(approver), grant, "approve")
    grant.refresh_from_db()
    assert (grant.state, bound()) == (GrantState.APPROVED.value, Decimal("100000.00"))


def test_second_click_changes_nothing(line: BudgetLine, officer: User, approver: User) -> None:
    grant = desk.case(line, "A 1", by=officer)
    client = desk.signed_in(approver)
    answers = [desk.step(client, grant, "approve").status_code for _click in range(2)]
    assert (answers, bound()) == ([302, 302], Decimal("100000.00"))


def test_nobody_approves_their_own_decision(line: BudgetLine, approver: User) -> None:
    both = desk.person(Role.OFFICER, "beides")
    grant_role_from_console(both, Role.APPROVER, reason="test", at=NOW)
    grant = desk.case(line, "A 1", by=both)
    client = desk.signed_in(both)
    response = desk.step(client, grant, "approve")
    assert len(response.context["form"].non_field_errors()) == 1
    assert bulk(client, "approve", [grant])[0][0] is False
    grant.refresh_from_db()
    assert (grant.state, bound()) == (
        GrantState.APPROVAL_PENDING.value,
        Decimal(0),
    )


def test_officers_are_neither_offered_nor_given_the_approval(
    line: BudgetLine, officer: User
) -> None:
    grant = desk.case(line, "A 1", by=officer)
    client = desk.signed_in(desk.person(Role.OFFICER, "andere"))
    page = client.get(reverse("admin:programs_grant_change", args=[grant.pk]))
    assert [step.name for step in page.context["steps"]] == ["take_back"]
    assert desk.step(client, grant, "approve").status_code == 403


def test_approver_is_offered_approval_and_sending_back(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = desk.case(line, "A 1", by=officer)
    page = desk.signed_in(approver).get(reverse("admin:programs_grant_change", args=[grant.pk]))
    assert [step.name for step in page.context["steps"]] == ["approve", "send_back"]


def test_over_the_budget_the_approval_names_the_free_amount(officer: User, approver: User) -> None:
    line = desk.ikz_line("150000.00")
    first, second = (desk.case(line, name, by=officer) for name in ("A 1", "A 2"))
    desk.approved(first, by=approver)
    response = desk.step(desk.signed_in(approver), second, "approve")
    errors = response.context["form"].non_field_errors()
    assert ["50.000,00" in text for text in errors] == [True]
    assert bound() == Decimal("100000.00")


def test_bulk_reports_for_each_case_what_happened(officer: User, approver: User) -> None:
    line = desk.ikz_line("150000.00")
    grants = [desk.case(line, name, by=officer) for name in ("A 1", "A 2")]
    outcomes = bulk(desk.signed_in(approver), "approve", grants)
    assert [is_done for is_done, _message in outcomes] == [True, False]
    assert "50.000,00" in outcomes[1][1]


def test_bulk_asks_before_it_acts(line: BudgetLine, officer: User, approver: User) -> None:
    grant = desk.case(line, "A 1", by=officer)
    form = {"action": "approve", "_selected_action": [str(grant.pk)]}
    response = desk.signed_in(approver).post(reverse(LIST), form)
    assert (response.status_code, bound()) == (200, Decimal(0))


def test_bulk_notification_opens_the_case_to_its_municipalities(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = desk.approved(desk.case(line, "A 1", by=officer), by=approver)
    town = desk.person(Role.MUNICIPALITY_VIEWER, of=desk.ALSFELD)
    assert not Grant.objects.visible_to(town).exists()
    outcomes = bulk(desk.signed_in(officer), "notify", [grant], on="23.11.2026", kind="electronic")
    assert [is_done for is_done, _message in outcomes] == [True]
    assert Decision.objects.get().notified_on == date(2026, 11, 23)
    assert list(Grant.objects.visible_to(town)) == [grant]


def test_sending_back_needs_a_reason_and_keeps_it_in_the_history(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = desk.case(line, "A 1", by=officer)
    client = desk.signed_in(approver)
    assert list(desk.step(client, grant, "send_back").context["form"].errors) == ["reason"]
    desk.step(client, grant, "send_back", reason="Beschluss fehlt")
    page = client.get(reverse("admin:programs_grant_history", args=[grant.pk]))
    reasoned = [change for change in page.context["changes"] if change.reason]
    told = {(change.user, change.reason, len(change.request_id)) for change in reasoned}
    assert told == {("approver", "Beschluss fehlt", 32)}
    states = (str(GrantState.APPROVAL_PENDING.label), str(GrantState.IN_REVIEW.label))
    values = [(value.old, value.new) for change in reasoned for value in change.values]
    assert values.count(states) == 1


def test_list_costs_the_same_queries_for_one_and_three_cases(
    line: BudgetLine, officer: User
) -> None:
    client = desk.signed_in(officer)
    counts = []
    for names in (["A 1"], ["A 2", "A 3"]):
        for name in names:
            desk.case(desk.ikz_line(), name, by=officer)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(LIST)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "term",
    ["lauterb", "A 1", "stand", "ALSFELD", "06535011", "6535011", "stand lauterbach alsfeld"],
)
def test_search_finds_reference_title_and_place(line: BudgetLine, officer: User, term: str) -> None:
    grant = desk.case(line, "A 1", by=officer, title="Gemeinsames Standesamt")
    page = desk.signed_in(officer).get(reverse(LIST), {"q": term})
    assert list(page.context["cl"].result_list) == [grant]


@pytest.mark.parametrize("term", ["lauterbach archiv", "06531005", "standesamt 06531005"])
def test_search_wants_every_word(line: BudgetLine, officer: User, term: str) -> None:
    desk.case(line, "A 1", by=officer, title="Gemeinsames Standesamt")
    page = desk.signed_in(officer).get(reverse(LIST), {"q": term})
    assert list(page.context["cl"].result_list) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"year": "2026"}, 1),
        ({"year": "2025"}, 0),
        ({"district": "06535"}, 1),
        ({"district": "06531"}, 0),
        ({"mine": "me"}, 1),
        ({"mine": "none"}, 0),
        ({"state": "approval_pending"}, 1),
        ({"state": "approved"}, 0),
    ],
)
def test_filters_narrow_the_list(
    line: BudgetLine, officer: User, query: dict[str, str], found: int
) -> None:
    desk.ikz_line(year=2025)
    desk.case(line, "A 1", by=officer)
    page = desk.signed_in(officer).get(reverse(LIST), query)
    assert page.context["cl"].result_count == found


def test_autocomplete_finds_giessen_and_tells_town_from_district(officer: User) -> None:
    query = {
        "term": "giess",
        "app_label": "programs",
        "model_name": "grant",
        "field_name": "lead",
    }
    answer = desk.signed_in(officer).get(reverse("admin:autocomplete"), query).json()
    bodies = Municipality.objects.filter(ags__in=["06531", "06531005"])
    expected = {f"{body.full_name} · {body.ags}" for body in bodies}
    assert {row["text"] for row in answer["results"] if row["id"] in {"06531", "06531005"}} == (
        expected
    )


def test_print_view_shows_partners_and_sums(line: BudgetLine, officer: User) -> None:
    grant = desk.case(line, "A 1", by=officer)
    page = desk.signed_in(officer).get(reverse("admin:programs_grant_print", args=[grant.pk]))
    text = page.content.decode()
    names = [escape(str(part.municipality)) for part in grant.participations.all()]
    assert [name in text for name in names] == [True] * 4
    assert text.count("25.000,00\u00a0€") == 4
