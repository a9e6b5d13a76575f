"""Nobody signs or overwrites what they have not seen: old pages are refused, with what changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.urls import reverse

from accounts.actions import request_role
from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from programs.actions.central import propose_central_payment
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import propose_grant
from programs.actions.decision.later import approve_change
from programs.actions.efa.costs import prepare_cost
from programs.actions.payment.orders import prepare_payment
from programs.actions.reclaim.claims import open_reclaim, record_repayment
from programs.actions.way_back.withdrawing import send_back
from programs.choices import GrantState
from programs.models import BudgetLine, Decision, Grant
from services.models import Competence
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line, keys
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory
from tests.forms import OpenForm, of_answer, opened
from tests.programs import desk
from tests.programs.actions.test_central import bill, civento

in_a_transaction = pytest.mark.django_db


def step_url(grant: Grant, name: str) -> str:
    return reverse("admin:programs_grant_step", args=[grant.pk, name])


def errors(answer: Any) -> str:
    return " ".join(answer.context["form"].non_field_errors())


@pytest.fixture
def line(db: None) -> BudgetLine:
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


@in_a_transaction
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


@in_a_transaction
def test_decision_proposed_anew_is_not_signed_on_the_old_page(
    staff: Staff, line: BudgetLine
) -> None:
    decision = staff.proposed(line)
    grant = decision.grant
    page = opened(desk.signed_in(staff.approver), step_url(grant, "approve"))
    send_back(grant, by=staff.second, at=NOW, reason="Zweck fehlt")
    Grant.objects.filter(pk=grant.pk).update(purpose="Ein anderer Zweck")
    propose_grant(Grant.objects.get(pk=grant.pk), by=staff.officer, at=NOW)
    answer = page.send()
    grant.refresh_from_db()
    assert (answer.status_code, grant.state) == (409, GrantState.APPROVAL_PENDING)
    assert "Ein anderer Zweck" in errors(answer)


@in_a_transaction
def test_page_without_a_version_signs_nothing(staff: Staff, line: BudgetLine) -> None:
    grant = staff.proposed(line).grant
    page = opened(desk.signed_in(staff.approver), step_url(grant, "approve"))
    answer = page.send(_seen="")
    grant.refresh_from_db()
    assert (answer.status_code, grant.state) == (409, GrantState.APPROVAL_PENDING)


@in_a_transaction
def test_version_of_another_case_signs_nothing(staff: Staff, line: BudgetLine) -> None:
    client = desk.signed_in(staff.approver)
    grant, other = (staff.proposed(line).grant for _number in range(2))
    foreign = opened(client, step_url(other, "approve")).fields["_seen"]
    assert opened(client, step_url(grant, "approve")).send(_seen=foreign).status_code == 409


@in_a_transaction
def test_unchanged_page_signs(staff: Staff, line: BudgetLine) -> None:
    grant = staff.proposed(line).grant
    opened(desk.signed_in(staff.approver), step_url(grant, "approve")).send()
    grant.refresh_from_db()
    assert grant.state == GrantState.APPROVED


@in_a_transaction
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
    send_back(grant, by=staff.approver, at=NOW, reason="Zweck fehlt")
    url = reverse("admin:programs_grant_change", args=[grant.pk])
    client = desk.signed_in(staff.officer)
    return grant, opened(client, url), opened(client, url)


@in_a_transaction
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


@in_a_transaction
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


@in_a_transaction
def test_form_of_a_case_saves_what_it_showed(staff: Staff, line: BudgetLine) -> None:
    grant, first, _second = two_tabs(staff, line)
    first.send(title="Neuer Titel")
    again = opened(first.client, first.url)
    assert again.send(purpose="Neuer Zweck").status_code == 302
    grant.refresh_from_db()
    assert (grant.title, grant.purpose) == ("Neuer Titel", "Neuer Zweck")


@in_a_transaction
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


@in_a_transaction
def test_proposal_replaced_while_it_is_approved_is_told_in_words(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    older = amend(staff, grant, line, "100.00")
    amend(staff, grant, line, "9000.00")
    with pytest.raises(RuleError) as refused:
        approve_change(older, by=staff.approver, at=NOW)
    assert refused.value.code == "replaced"


def refused(user: User, obj: Model, name: str, change: Callable[[], object], **typed: Any) -> int:
    """The status of a step on `obj` whose page was opened before the change."""
    options = obj._meta
    url = reverse(f"admin:{options.app_label}_{options.model_name}_step", args=[obj.pk, name])
    page = opened(desk.signed_in(user), url)
    change()
    status: int = page.send(**typed).status_code
    return status


def set_fields(obj: Model, **fields: Any) -> Callable[[], object]:
    return lambda: type(obj)._default_manager.filter(pk=obj.pk).update(**fields)


DAY = "23.11.2026"


@in_a_transaction
def test_reclaim_is_approved_only_as_it_was_shown(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    staff.paid(grant, "50000.00")
    reclaim = open_reclaim(
        staff.ended(grant),
        amount_eur=Decimal("50000.00"),
        reason="Zweck verfehlt",
        hearing_on=desk.TODAY,
        interest_from=desk.TODAY,
        due_on=desk.TODAY,
        by=staff.officer,
        at=NOW,
    )
    change = set_fields(reclaim, amount_eur="49999.00")
    assert refused(staff.approver, reclaim, "approve", change) == 409


@in_a_transaction
def test_repayment_is_recorded_only_beside_those_that_were_shown(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    staff.paid(grant, "50000.00")
    reclaim = staff.reclaimed(staff.ended(grant), "50000.00")
    cent = Decimal("0.01")

    def repay() -> object:
        return record_repayment(
            reclaim, amount_eur=cent, paid_on=desk.TODAY, by=staff.officer, at=NOW
        )

    assert refused(staff.officer, reclaim, "repay", repay) == 409


@in_a_transaction
def test_central_payment_is_approved_only_as_it_was_shown(staff: Staff) -> None:
    payment = propose_central_payment(bill(civento()), by=staff.officer, at=NOW)
    change = set_fields(payment, amount_eur="999999.00")
    assert refused(staff.approver, payment, "approve", change) == 409


@in_a_transaction
def test_operating_cost_is_approved_only_as_it_was_shown(staff: Staff) -> None:
    efa_line(2026)
    keys(2026)
    made = prepare_cost(cost("1000.00", year=2026), by=staff.officer, at=NOW)
    change = set_fields(made, amount_eur="9000.00")
    assert refused(staff.approver, made, "approve", change, on=DAY) == 409


@in_a_transaction
def test_drawdown_is_paid_only_as_it_was_shown(staff: Staff, line: BudgetLine) -> None:
    drawdown = staff.drawn(staff.final(line), "1000.00")
    change = set_fields(drawdown, needed_for="Etwas anderes")
    typed = {"amount_eur": "1000,00"}
    assert refused(staff.officer, drawdown, "pay", change, **typed) == 409


@in_a_transaction
def test_payment_is_ordered_only_as_it_was_shown(staff: Staff, line: BudgetLine) -> None:
    drawdown = staff.drawn(staff.final(line), "1000.00")
    payment = prepare_payment(drawdown, drawdown.amount_eur, by=staff.officer, at=NOW)
    change = set_fields(payment, amount_eur="999.00")
    assert refused(staff.approver, payment, "order", change, paid_on=DAY) == 409


@in_a_transaction
def test_proof_is_checked_only_as_it_was_received(staff: Staff, line: BudgetLine) -> None:
    grant = staff.proof_received(staff.final(line))
    change = set_fields(grant.proof, actual_eur="90000.00")
    typed = {"result": "accepted", "note": "Belege gesehen."}
    assert refused(staff.officer, grant, "review_proof", change, **typed) == 409


@in_a_transaction
def test_role_is_approved_only_as_it_was_shown() -> None:
    asker, second = (desk.person(Role.SYSTEM_ADMINISTRATOR, name) for name in ("eins", "zwei"))
    holder = desk.person(Role.AUDITOR)
    role = request_role(holder, Role.OFFICER, reason="Vertretung", by=asker, at=NOW)
    with pytest.raises(IntegrityError, match="stays as it was asked for"), transaction.atomic():
        set_fields(role, role=Role.APPROVER)()
    end = set_fields(role, withdrawn_at=NOW, withdrawn_by=asker)
    assert refused(second, role, "approve", end) == 302  # back to the request, with the reason
    role.refresh_from_db()
    assert role.approved_at is None


@in_a_transaction
def test_row_of_a_list_is_overwritten_only_as_it_was_shown() -> None:
    client = desk.signed_in(desk.person(Role.COORDINATOR))
    url = reverse("admin:services_competence_changelist")
    first, second = opened(client, url), opened(client, url)
    assert first.send(**{"form-0-basis": "Erste", "_save": "1"}).status_code == 302
    answer = second.send(**{"form-1-basis": "Zweite", "_save": "1"})
    assert answer.status_code == 409
    formset = answer.context["cl"].formset
    assert "geändert" in " ".join(formset.non_form_errors())
    assert formset[1]["basis"].value() == "Zweite"
    bases = Competence.objects.filter(basis__in=["Erste", "Zweite"]).values_list("basis", flat=True)
    assert list(bases) == ["Erste"]


def test_two_who_sign_at_once_see_one_signature(committed_db: str) -> None:
    """Both opened the page before; whoever comes second is told."""
    staff = Staff.hire()
    grant = staff.proposed(BudgetLineFactory.create(money="500000.00")).grant
    url = step_url(grant, "approve")
    pages = [opened(desk.signed_in(user), url) for user in (staff.approver, staff.second)]

    def send(page: OpenForm) -> int:
        try:
            status: int = page.send().status_code
            return status
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, pages))
    assert answers in ([302, 302], [302, 409])
    assert Decision.objects.filter(approved_at__isnull=False).count() == 1


def test_signature_waits_for_the_proposal_that_is_being_replaced(committed_db: str) -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="500000.00")
    grant = staff.final(line)
    amend(staff, grant, line, "100.00")
    page = opened(desk.signed_in(staff.approver), step_url(grant, "approve_change"))

    def send() -> int:
        try:
            status: int = page.send().status_code
            return status
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            newer = amend(staff, grant, line, "9000.00")
            answer = pool.submit(send)
            sleep(1)
            assert not answer.done()
        assert answer.result(timeout=30) == 409
    newer.refresh_from_db()
    assert newer.approved_at is None


@in_a_transaction
def test_incomplete_form_on_an_old_page_is_told_too(staff: Staff, line: BudgetLine) -> None:
    grant = staff.proposed(line).grant
    page = opened(desk.signed_in(staff.approver), step_url(grant, "send_back"))
    set_fields(grant, purpose="Ein anderer Zweck")()
    answer = page.send(reason="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["reason", "__all__"])
