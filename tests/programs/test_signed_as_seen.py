"""Nobody signs or overwrites what they have not seen: old pages are refused, with what changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from programs.actions.amendment import propose_amendment
from programs.actions.decision import propose_grant, send_back
from programs.choices import GrantState
from programs.models import BudgetLine, Decision, Grant
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory
from tests.forms import OpenForm, of_answer, opened
from tests.programs import desk

pytestmark = pytest.mark.django_db


def step_url(grant: Grant, name: str) -> str:
    return reverse("admin:programs_grant_step", args=[grant.pk, name])


def errors(answer: Any) -> str:
    return " ".join(answer.context["form"].non_field_errors())


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(money="500000.00")


def amend(staff: Staff, grant: Grant, line: BudgetLine, amount: str) -> Decision:
    return propose_amendment(
        grant,
        lines={line: Decimal(amount)},
        reason="Mehr",
        override_reason="Mehrbedarf",
        by=staff.officer,
        at=NOW,
    )


def test_replaced_proposal_is_not_signed_on_the_old_page(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    amend(staff, grant, line, "100.00")
    page = opened(desk.signed_in(staff.approver), step_url(grant, "approve_change"))
    newer = amend(staff, grant, line, "9000.00")
    answer = page.send()
    newer.refresh_from_db()
    assert (answer.status_code, newer.approved_at) == (409, None)
    assert "9.000,00" in errors(answer)
    again = of_answer(page.client, page.url, answer).send()
    newer.refresh_from_db()
    assert (again.status_code, newer.approved_by) == (302, staff.approver)


def test_decision_proposed_anew_is_not_signed_on_the_old_page(
    staff: Staff, line: BudgetLine
) -> None:
    decision = staff.proposed(line)
    grant = decision.grant
    page = opened(desk.signed_in(staff.approver), step_url(grant, "approve"))
    send_back(grant, by=staff.second, reason="Zweck fehlt")
    Grant.objects.filter(pk=grant.pk).update(purpose="Ein anderer Zweck")
    propose_grant(Grant.objects.get(pk=grant.pk), by=staff.officer, at=NOW)
    answer = page.send()
    grant.refresh_from_db()
    assert (answer.status_code, grant.state) == (409, GrantState.APPROVAL_PENDING)
    assert "Ein anderer Zweck" in errors(answer)


def test_page_without_a_version_signs_nothing(staff: Staff, line: BudgetLine) -> None:
    grant = staff.proposed(line).grant
    page = opened(desk.signed_in(staff.approver), step_url(grant, "approve"))
    answer = page.send(_seen="")
    grant.refresh_from_db()
    assert (answer.status_code, grant.state) == (409, GrantState.APPROVAL_PENDING)


def test_version_of_another_case_signs_nothing(staff: Staff, line: BudgetLine) -> None:
    client = desk.signed_in(staff.approver)
    grant, other = (staff.proposed(line).grant for _number in range(2))
    foreign = opened(client, step_url(other, "approve")).fields["_seen"]
    assert opened(client, step_url(grant, "approve")).send(_seen=foreign).status_code == 409


def test_unchanged_page_signs(staff: Staff, line: BudgetLine) -> None:
    grant = staff.proposed(line).grant
    opened(desk.signed_in(staff.approver), step_url(grant, "approve")).send()
    grant.refresh_from_db()
    assert grant.state == GrantState.APPROVED


def test_chosen_cases_are_signed_only_as_they_were_shown(staff: Staff, line: BudgetLine) -> None:
    kept, changed = (staff.proposed(line).grant for _number in range(2))
    url, client = reverse("admin:programs_grant_changelist"), desk.signed_in(staff.approver)
    chosen = {"action": "approve", "_selected_action": [kept.pk, changed.pk]}
    page = of_answer(client, url, client.post(url, chosen))
    Grant.objects.filter(pk=changed.pk).update(purpose="Ein anderer Zweck")
    outcomes = page.send().context["outcomes"]
    assert [outcome.is_done for outcome in outcomes] == [True, False]
    assert "Ein anderer Zweck" in outcomes[1].message


def two_tabs(staff: Staff, line: BudgetLine) -> tuple[Grant, OpenForm, OpenForm]:
    grant = staff.proposed(line).grant
    send_back(grant, by=staff.approver, reason="Zweck fehlt")
    url = reverse("admin:programs_grant_change", args=[grant.pk])
    client = desk.signed_in(staff.officer)
    return grant, opened(client, url), opened(client, url)


def test_second_tab_overwrites_nothing_and_keeps_what_was_typed(
    staff: Staff, line: BudgetLine
) -> None:
    grant, first, second = two_tabs(staff, line)
    assert first.send(title="Neuer Titel").status_code == 302
    answer = second.send(purpose="Neuer Zweck")
    grant.refresh_from_db()
    assert (answer.status_code, grant.title, grant.purpose == "Neuer Zweck") == (
        409,
        "Neuer Titel",
        False,
    )
    form = answer.context["adminform"].form
    told = " ".join(form.non_field_errors())
    assert (staff.officer.username in told, "Neuer Titel" in told) == (True, True)
    assert form["purpose"].value() == "Neuer Zweck"
    assert of_answer(second.client, second.url, answer).send().status_code == 302
    grant.refresh_from_db()
    assert grant.purpose == "Neuer Zweck"


@pytest.mark.parametrize("part", ["share", "tranche", "paper"])
def test_changed_part_of_a_case_refuses_the_old_form(
    staff: Staff, line: BudgetLine, part: str
) -> None:
    grant, _first, second = two_tabs(staff, line)
    if part == "share":
        grant.participations.filter(share_eur__gt=1).update(share_eur="24000.00")
    elif part == "tranche":
        grant.tranches.update(amount_eur="99000.00")
    else:
        grant.missing_papers.create(title="Beschluss", requested_on=desk.TODAY, due_on=desk.TODAY)
    assert second.send(purpose="Neuer Zweck").status_code == 409


def test_form_of_a_case_saves_what_it_showed(staff: Staff, line: BudgetLine) -> None:
    grant, first, _second = two_tabs(staff, line)
    first.send(title="Neuer Titel")
    again = opened(first.client, first.url)
    assert again.send(purpose="Neuer Zweck").status_code == 302
    grant.refresh_from_db()
    assert (grant.title, grant.purpose) == ("Neuer Titel", "Neuer Zweck")


def test_case_that_changed_is_not_deleted_on_the_old_page(staff: Staff, line: BudgetLine) -> None:
    client = desk.signed_in(staff.officer)
    data = desk.typed(line)
    client.post(reverse("admin:programs_grant_add"), data)
    grant = Grant.objects.get(file_reference=data["file_reference"])
    page = opened(client, reverse("admin:programs_grant_delete", args=[grant.pk]))
    Grant.objects.filter(pk=grant.pk).update(purpose="Ein anderer Zweck")
    page.send()
    assert Grant.objects.filter(pk=grant.pk).exists()
    opened(client, page.url).send()
    assert not Grant.objects.filter(pk=grant.pk).exists()
