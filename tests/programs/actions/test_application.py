"""From the receipt to the recommendation, and the ends without a grant."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.errors import RuleError
from programs.actions import application
from programs.actions.decision.approval import propose_grant
from programs.choices import DecisionKind, GrantState
from programs.models import Decision, Grant, LedgerEntry, MissingPaper, Program
from programs.todo.signatures import waiting_for_signature
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import GrantFactory, program
from tests.programs.desk import signed_in, step
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
RECEIVED = date(2026, 10, 1)


def received(staff: Staff) -> Grant:
    """An application in the house."""
    grant = GrantFactory.create(state=GrantState.DRAFT)
    application.submit_application(
        grant, received_on=RECEIVED, applied_eur=Decimal("100000.00"), by=staff.officer, at=NOW
    )
    return fresh(grant)


def reviewed(staff: Staff) -> Grant:
    grant = received(staff)
    application.start_review(grant, by=staff.officer)
    return fresh(grant)


def asked(staff: Staff, *titles: str) -> Grant:
    """An application whose papers were asked for until tomorrow."""
    grant = reviewed(staff)
    application.request_papers(
        grant,
        titles=titles,
        on=RECEIVED,
        due_on=RECEIVED + timedelta(days=28),
        by=staff.officer,
        at=NOW,
    )
    return fresh(grant)


def test_application_keeps_its_day_and_amount(staff: Staff) -> None:
    grant = received(staff)
    assert (grant.state, grant.received_on, grant.applied_eur) == (
        GrantState.SUBMITTED,
        RECEIVED,
        Decimal("100000.00"),
    )


def test_application_of_tomorrow_is_refused(staff: Staff) -> None:
    grant = GrantFactory.create(state=GrantState.DRAFT)
    with pytest.raises(RuleError) as refusal:
        application.submit_application(
            grant,
            received_on=TODAY + timedelta(days=1),
            applied_eur=None,
            by=staff.officer,
            at=NOW,
        )
    assert refusal.value.field == "received_on"
    assert fresh(grant).state == GrantState.DRAFT


def test_first_reviewer_becomes_the_officer(staff: Staff) -> None:
    assert reviewed(staff).officer == staff.officer


def test_requested_papers_have_a_deadline(staff: Staff) -> None:
    grant = asked(staff, "Beschluss", " Vertrag ", "")
    papers = MissingPaper.objects.filter(grant=grant).values_list("title", "due_on")
    assert {*papers} == {("Beschluss", date(2026, 10, 29)), ("Vertrag", date(2026, 10, 29))}
    assert grant.state == GrantState.QUERY


def test_request_without_a_paper_is_refused(staff: Staff) -> None:
    with pytest.raises(RuleError) as refusal:
        asked(staff, " ")
    assert refusal.value.field == "titles"


def test_missing_paper_stops_recommendation_and_proposal(staff: Staff) -> None:
    grant = asked(staff, "Beschluss", "Vertrag")
    first, _second = grant.missing_papers.all()
    application.resume_review(grant, received=[first], on=TODAY, by=staff.officer, at=NOW)
    with pytest.raises(RuleError, match="Vertrag") as refusal:
        recommend(staff, grant)
    assert refusal.value.code == "papers_missing"
    with pytest.raises(RuleError, match="Vertrag"):
        propose_grant(grant, by=staff.officer, at=NOW)


def recommend(staff: Staff, grant: Grant, *checked: str) -> None:
    application.recommend_grant(grant, checked=checked, complete_on=TODAY, by=staff.officer, at=NOW)


def test_complete_application_is_recommended(staff: Staff) -> None:
    grant = asked(staff, "Beschluss")
    application.resume_review(
        grant, received=grant.missing_papers.all(), on=TODAY, by=staff.officer, at=NOW
    )
    recommend(staff, grant)
    assert fresh(grant).state == GrantState.RECOMMENDED
    assert fresh(grant).complete_on == TODAY


def test_every_point_of_the_check_list_counts(staff: Staff) -> None:
    ikz = program("ikz")
    ikz.checklist = ["Vertrag", "Beschlüsse"]
    ikz.save()
    grant = reviewed(staff)
    with pytest.raises(RuleError, match="Beschlüsse") as refusal:
        recommend(staff, grant, "Vertrag")
    assert refusal.value.field == "checked"
    recommend(staff, grant, "Vertrag", "Beschlüsse")
    assert fresh(grant).checklist_done == ["Vertrag", "Beschlüsse"]


def test_open_point_of_the_check_list_stops_every_proposal(staff: Staff) -> None:
    Program.objects.filter(code="ikz").update(checklist=["Vertrag", "Beschlüsse"])
    with pytest.raises(RuleError) as refusal:
        staff.proposed(checklist_done=["Vertrag"])
    assert refusal.value.code == "checklist"
    assert "Beschlüsse" in refusal.value.message
    assert staff.proposed(checklist_done=["Beschlüsse", "Vertrag"]).pk


def test_paper_does_not_come_before_it_was_asked_for(staff: Staff) -> None:
    grant = asked(staff, "Beschluss")
    with pytest.raises(RuleError) as refusal:
        application.resume_review(
            grant,
            received=grant.missing_papers.all(),
            on=RECEIVED - timedelta(days=1),
            by=staff.officer,
            at=NOW,
        )
    assert refusal.value.field == "on"


def test_review_goes_on_from_the_day_of_the_last_question(staff: Staff) -> None:
    """Also where no paper came: the state of a past day is read from these days."""
    grant = asked(staff, "Beschluss")
    (asked_on,) = {paper.requested_on for paper in grant.missing_papers.all()}
    with pytest.raises(RuleError) as refusal:
        resumed(staff, grant, on=asked_on - timedelta(days=1))
    assert (refusal.value.field, refusal.value.code) == ("on", "order")
    resumed(staff, grant, on=asked_on)
    assert fresh(grant).state == GrantState.IN_REVIEW


def resumed(staff: Staff, grant: Grant, *, on: date) -> None:
    application.resume_review(grant, received=[], on=on, by=staff.officer, at=NOW)


def test_no_step_lies_before_the_receipt(staff: Staff) -> None:
    grant = reviewed(staff)
    wanted: dict[str, Any] = {
        "titles": ["Beschluss"],
        "due_on": TODAY,
        "by": staff.officer,
        "at": NOW,
    }
    with pytest.raises(RuleError, match=r"30\.09\.2026 .*01\.10\.2026") as refusal:
        application.request_papers(grant, on=RECEIVED - timedelta(days=1), **wanted)
    assert (refusal.value.field, refusal.value.code) == ("on", "order")
    assert not MissingPaper.objects.exists()
    application.request_papers(grant, on=RECEIVED, **wanted)
    assert fresh(grant).state == GrantState.QUERY


def test_applicant_withdraws_until_the_decision(staff: Staff) -> None:
    grant = asked(staff, "Beschluss")
    application.withdraw_application(grant, on=TODAY, by=staff.officer, at=NOW)
    assert (fresh(grant).state, fresh(grant).withdrawn_on) == (GrantState.WITHDRAWN, TODAY)
    decided = staff.approved()
    with pytest.raises(RuleError) as refusal:
        application.withdraw_application(decided, on=TODAY, by=staff.officer, at=NOW)
    assert refusal.value.code == "wrong_state"


def test_a_withdrawn_application_leaves_no_rejection_to_sign(staff: Staff) -> None:
    grant = reviewed(staff)
    application.propose_rejection(grant, reason="Kein Interesse", by=staff.officer, at=NOW)
    application.withdraw_application(grant, on=TODAY, by=staff.officer, at=NOW)
    assert not grant.decisions.exists()
    assert not waiting_for_signature(staff.approver).exists()


@pytest.mark.usefixtures("untranslated")
def test_a_paper_of_more_than_its_row_holds_is_named_and_not_written(staff: Staff) -> None:
    grant = reviewed(staff)
    values: dict[str, Any] = {"on": TODAY, "due_on": TODAY, "by": staff.officer, "at": NOW}
    says_no(
        lambda: application.request_papers(grant, titles=["Beschluss", "P" * 201], **values),
        "titles",
        "title",
        f"Line 2, “{'P' * 40} …”",
    )
    asked_for = application.request_papers(grant, titles=["P" * 200], **values)
    assert [len(paper.title) for paper in asked_for] == [200]


def test_rejection_takes_two_people_and_no_money(staff: Staff) -> None:
    grant = reviewed(staff)
    decision = application.propose_rejection(
        grant, reason="Kein Landesinteresse", by=staff.officer, at=NOW
    )
    assert fresh(grant).state == GrantState.IN_REVIEW
    application.reject_application(grant, by=staff.approver, at=NOW)
    decision.refresh_from_db()
    assert fresh(grant).state == GrantState.REJECTED
    assert (decision.approved_by, decision.decided_on) == (staff.approver, TODAY)
    assert not LedgerEntry.objects.filter(grant=grant).exists()
    application.notify_rejection(grant, on=TODAY, by=staff.officer, at=NOW)
    decision.refresh_from_db()
    assert decision.notified_on == TODAY


def test_nobody_rejects_what_he_proposed_to_reject(staff: Staff) -> None:
    grant = reviewed(staff)
    Decision.objects.create(
        grant=grant,
        kind=DecisionKind.REJECTION,
        reason="x",
        prepared_by=staff.approver,
        prepared_at=NOW,
    )
    with pytest.raises(RuleError) as refusal:
        application.reject_application(grant, by=staff.approver, at=NOW)
    assert refusal.value.code == "four_eyes"
    assert fresh(grant).state == GrantState.IN_REVIEW


def test_rejection_needs_a_proposal_and_a_reason(staff: Staff) -> None:
    grant = reviewed(staff)
    with pytest.raises(RuleError) as refusal:
        application.reject_application(grant, by=staff.approver, at=NOW)
    assert refusal.value.code == "not_prepared"
    with pytest.raises(RuleError) as refusal:
        application.propose_rejection(grant, reason=" ", by=staff.officer, at=NOW)
    assert refusal.value.field == "reason"


def test_proposing_the_grant_drops_the_proposed_rejection(staff: Staff) -> None:
    decision = staff.proposed(state=GrantState.IN_REVIEW)
    Grant.objects.filter(pk=decision.grant_id).update(state=GrantState.IN_REVIEW)
    grant = fresh(decision.grant)
    application.propose_rejection(grant, reason="x", by=staff.officer, at=NOW)
    propose_grant(grant, by=staff.officer, at=NOW)
    assert not grant.decisions.filter(kind=DecisionKind.REJECTION).exists()


def test_processing_counts_from_complete_papers_to_the_decision(staff: Staff) -> None:
    grant = reviewed(staff)
    assert application.processing_days(grant, today=RECEIVED + timedelta(days=5)) == 5
    decided = staff.approved(complete_on=TODAY - timedelta(days=30))
    assert application.processing_days(decided, today=TODAY + timedelta(days=99)) == 30
    unknown = GrantFactory.create(state=GrantState.DRAFT)
    assert application.processing_days(unknown, today=TODAY) is None


def test_officer_walks_the_application_through_the_administration(staff: Staff) -> None:
    client = signed_in(staff.officer)
    grant = GrantFactory.create(state=GrantState.DRAFT)
    step(client, grant, "submit", received_on="01.10.2026", applied_eur="100.000,00")
    step(client, grant, "review")
    step(client, grant, "ask", titles="Beschluss", on="02.10.2026", due_on="30.10.2026")
    paper = grant.missing_papers.get()
    page = client.get(reverse("admin:programs_grant_step", args=[grant.pk, "resume"]))
    assert "Beschluss" in page.content.decode()
    step(client, grant, "resume", received=[paper.pk], on="10.10.2026")
    step(client, grant, "recommend", complete_on="10.10.2026")
    assert fresh(grant).state == GrantState.RECOMMENDED
    step(client, grant, "propose_rejection", reason="Mittel erschöpft")
    approver = signed_in(staff.approver)
    step(approver, grant, "reject")
    assert fresh(grant).state == GrantState.REJECTED
    step(client, grant, "notify_rejection", on="23.11.2026", kind="handed_over")
    told = grant.decisions.get()
    assert (told.notified_on, told.delivered_on) == (TODAY, TODAY)


@pytest.mark.usefixtures("untranslated")
def test_rejection_is_told_once_it_is_signed(staff: Staff) -> None:
    grant = reviewed(staff)
    told: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}

    def refused() -> None:
        says_no(
            lambda: application.notify_rejection(grant, **told),
            None,
            "not_prepared",
            "There is no signed rejection to send.",
        )

    refused()
    application.propose_rejection(grant, reason="Kein Interesse", by=staff.officer, at=NOW)
    refused()
    application.reject_application(grant, by=staff.approver, at=NOW)
    application.notify_rejection(grant, **told)
    refused()
