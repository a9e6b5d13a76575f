"""From the jury's scores to the selection, and from a selection given up to its successor."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from core.errors import RuleError
from municipalities.models import Municipality
from programs.actions.call import (
    approve_call_decision,
    open_case,
    return_call_decision,
    withdraw_call_decision,
)
from programs.choices import FinancingType
from programs.models import Call, CallApplication, CallDecision, CallScore, Grant
from programs.queries.call import ranking_of
from tests.factories.accounts import NOW, UserFactory
from tests.factories.calls import ANNOUNCED, call_with, score
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, program
from tests.programs.selected import REASON, give_up, in_order, propose, select
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


def codes(*actions: object) -> list[str]:
    found = []
    for action in actions:
        with pytest.raises(RuleError) as refused, transaction.atomic():
            action()  # type: ignore[operator]  # a lambda of the test
        found.append(refused.value.code)
    return found


def test_fifteen_of_twenty_two_are_selected_and_not_one_more(staff: Staff) -> None:
    call = call_with([100 - number for number in range(22)], places=15)
    order = in_order(call)
    for application in order[:15]:
        select(application, staff)
    assert ranking_of(call).taken == 15
    assert codes(lambda: propose(order[15], staff.officer)) == ["no_place"]


def test_selection_needs_a_reason_and_a_second_person(staff: Staff) -> None:
    (application,) = in_order(call_with([90], places=1))
    assert codes(lambda: propose(application, staff.officer, " ")) == ["no_reason"]
    assert codes(lambda: propose(application, staff.approver)) == ["not_allowed"]
    decision = propose(application, staff.officer)
    both = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    CallDecision.objects.filter(pk=decision.pk).update(prepared_by=both)
    assert codes(lambda: approve_call_decision(decision, by=both, at=NOW)) == ["four_eyes"]
    assert codes(lambda: approve_call_decision(decision, by=staff.officer, at=NOW)) == [
        "not_allowed"
    ]
    assert CallApplication.objects.filter(selected_on__isnull=True).count() == 1
    approve_call_decision(decision, by=staff.approver, at=NOW)
    application.refresh_from_db()
    decision.refresh_from_db()
    assert (application.selected_on, decision.reason) == (ANNOUNCED, REASON)
    assert codes(lambda: approve_call_decision(decision, by=staff.second, at=NOW)) == [
        "approved_already"
    ]


def test_database_refuses_one_person_for_both_signatures(staff: Staff) -> None:
    decision = propose(in_order(call_with([90], places=1))[0], staff.officer)
    with pytest.raises(IntegrityError, match="call_decision_four_eyes"), transaction.atomic():
        CallDecision.objects.filter(pk=decision.pk).update(
            approved_by=staff.officer, approved_at=NOW
        )


def test_nobody_approves_the_application_of_the_own_municipality(staff: Staff) -> None:
    call = call_with([90], places=1)
    (application,) = in_order(call)
    partner = Municipality.objects.get(pk="06535011")
    application.partners.add(partner)
    insider = UserFactory.create(roles=[Role.APPROVER], of=[partner.pk])
    decision = propose(application, staff.officer)
    assert codes(lambda: approve_call_decision(decision, by=insider, at=NOW)) == [
        "own_municipality"
    ]


def test_selection_is_given_up_on_its_day_or_later(staff: Staff) -> None:
    (application,) = in_order(call_with([90], places=1))
    application = select(application, staff)
    before = ANNOUNCED - timedelta(days=1)
    assert codes(lambda: give_up(application, staff, on=before)) == ["order"]
    assert give_up(application, staff, on=ANNOUNCED).pk


def test_database_refuses_more_selections_than_places() -> None:
    call = call_with([90, 80], places=1)
    with pytest.raises(IntegrityError, match="no place left"), transaction.atomic():
        CallApplication.objects.filter(call=call).update(selected_on=ANNOUNCED)


def test_two_proposals_for_the_last_place_are_refused(staff: Staff) -> None:
    first, second = in_order(call_with([90, 80], places=1))
    propose(first, staff.officer)
    assert codes(lambda: propose(second, staff.officer), lambda: propose(first, staff.officer)) == [
        "no_place",
        "decided",
    ]


def test_application_without_scores_is_not_selected(staff: Staff) -> None:
    first, second = in_order(call_with([90, None], places=2))
    assert codes(lambda: propose(second, staff.officer)) == ["not_scored"]
    score(second, 10)
    assert propose(second, staff.officer).pk
    assert propose(first, staff.officer).pk


def test_scores_are_frozen_with_the_first_selection(staff: Staff) -> None:
    first, _second = in_order(call_with([90, 80], places=2))
    CallScore.objects.filter(application=first).update(points=91)
    select(first, staff)
    for change in (
        lambda: CallScore.objects.update(points=1),
        lambda: CallScore.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="decided"), transaction.atomic():
            change()


def test_signed_decision_is_frozen_and_an_open_one_can_be_returned(staff: Staff) -> None:
    first, second = in_order(call_with([90, 80], places=2))
    select(first, staff)
    for change in (
        lambda: CallDecision.objects.update(reason="anders"),
        lambda: CallDecision.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="signed"), transaction.atomic():
            change()
    decision = propose(second, staff.officer)
    return_call_decision(decision, by=staff.approver, at=NOW, reason="Rückfrage")
    assert propose(second, staff.officer).pk != decision.pk


def test_withdrawn_selection_keeps_its_row_and_the_next_in_rank_follows(staff: Staff) -> None:
    call = call_with([90, 80, 70], places=1)
    first, second, third = in_order(call)
    select(first, staff)
    assert [row.application for row in ranking_of(call).next_in_rank()] == [second]
    assert codes(lambda: give_up(first, staff, third)) == ["out_of_turn"]
    decision = give_up(first, staff, second)
    approve_call_decision(decision, by=staff.approver, at=NOW)
    for row in (first, second, third):
        row.refresh_from_db()
    assert (first.selected_on, first.withdrawn_on) == (ANNOUNCED, date(2026, 12, 1))
    assert (first.successor, second.selected_on, third.selected_on) == (
        second,
        date(2026, 12, 1),
        None,
    )
    follow = second.decisions.get()
    assert (follow.prepared_by, follow.approved_by) == (staff.officer, staff.approver)
    assert "Die Kommune hat verzichtet." in follow.reason
    assert ranking_of(call).taken == 1


def test_successor_out_of_turn_needs_its_own_reason(staff: Staff) -> None:
    first, _second, third = in_order(call_with([90, 80, 70], places=1))
    select(first, staff)
    decision = give_up(first, staff, third, out_of_turn="Region noch nicht vertreten")
    assert "Region noch nicht vertreten" in decision.reason
    approve_call_decision(decision, by=staff.approver, at=NOW)
    third.refresh_from_db()
    assert third.selected_on == date(2026, 12, 1)


def test_what_cannot_be_given_up_or_follow_is_refused(staff: Staff) -> None:
    first, second, third = in_order(call_with([90, 80, 70], places=2))
    select(first, staff)
    select(second, staff)
    (foreign,) = in_order(call_with([50], places=1))
    assert codes(
        lambda: give_up(third, staff),
        lambda: give_up(first, staff, second),
        lambda: give_up(first, staff, foreign),
    ) == ["not_selected", "decided", "foreign"]


def test_case_of_a_group_has_all_its_bodies(staff: Staff) -> None:
    (application,) = in_order(call_with([90], places=1))
    bodies = [application.lead_id, "06535011", "06535001"]  # who leads may stand among them
    application.partners.set(Municipality.objects.filter(pk__in=bodies))
    title = {"title": "Blaupause", "by": staff.officer}
    assert codes(lambda: open_case(application, file_reference="MK 1", **title)) == ["not_selected"]  # type: ignore[arg-type]  # a test's short cut
    select(application, staff)
    grant = open_case(application, file_reference="MK 1", title="Blaupause", by=staff.officer)
    assert set(grant.participations.values_list("municipality", flat=True)) == {*bodies}
    assert (grant.program.code, grant.received_on) == (
        "ozg-modellkommunen",
        application.received_on,
    )
    assert codes(
        lambda: open_case(application, file_reference="MK 2", title="x", by=staff.officer)
    ) == ["not_selected"]


def test_selection_with_bound_money_is_not_given_up_and_cases_name_their_successor(
    staff: Staff,
) -> None:
    first, second = in_order(call_with([90, 80], places=1))
    select(first, staff)
    line = BudgetLineFactory.create(program=program("ozg-modellkommunen"))
    bound = staff.approved(
        line,
        program=program("ozg-modellkommunen"),
        received_on=date(2020, 9, 30),
        financing_type=FinancingType.FIXED,
    )
    CallApplication.objects.filter(pk=first.pk).update(grant=bound)
    assert codes(lambda: give_up(first, staff, second)) == ["money_bound"]
    draft = Grant.objects.create(
        program=bound.program, file_reference="MK 0", title="Entwurf", lead=bound.lead
    )
    CallApplication.objects.filter(pk=first.pk).update(grant=draft)
    approve_call_decision(give_up(first, staff, second), by=staff.approver, at=NOW)
    grant = open_case(second, file_reference="MK 1", title="Nachfolge", by=staff.officer)
    draft.refresh_from_db()
    assert draft.withdrawn_successor == grant
    assert Decimal(grant.participations.count()) == 1


@pytest.mark.usefixtures("untranslated")
def test_a_selection_is_given_up_once(staff: Staff) -> None:
    (application,) = in_order(call_with([90], places=1))
    select(application, staff)
    give_up(application, staff)
    says_no(
        lambda: give_up(application, staff),
        None,
        "decided",
        "This application was decided or proposed already.",
    )


@pytest.mark.usefixtures("untranslated")
def test_what_is_signed_or_gone_neither_comes_back_nor_is_signed(staff: Staff) -> None:
    first, second = in_order(call_with([90, 80], places=2))
    signed, returned = propose(first, staff.officer), propose(second, staff.officer)
    approve_call_decision(signed, by=staff.approver, at=NOW)
    for back, by in (
        (return_call_decision, staff.second),
        (withdraw_call_decision, staff.officer),
    ):
        says_no(
            lambda back=back, by=by: back(signed, by=by, at=NOW, reason="Frage"),  # type: ignore[misc]
            None,
            "approved_already",
            "This decision is approved already.",
        )
    key = returned.pk
    return_call_decision(returned, by=staff.approver, at=NOW, reason="Frage")
    returned.pk = key
    says_no(
        lambda: approve_call_decision(returned, by=staff.approver, at=NOW),
        None,
        "replaced",
        "This proposal was replaced or thrown away.",
    )


@pytest.mark.usefixtures("untranslated")
def test_places_taken_away_stop_the_approval(staff: Staff) -> None:
    call = call_with([90, 80], places=2)
    decisions = [propose(application, staff.officer) for application in in_order(call)]
    Call.objects.filter(pk=call.pk).update(places=1)
    approve_call_decision(decisions[0], by=staff.approver, at=NOW)
    says_no(
        lambda: approve_call_decision(decisions[1], by=staff.approver, at=NOW),
        None,
        "no_place",
        "All 1 places of the call are taken or proposed.",
    )
    assert ranking_of(call).taken == 1


@pytest.mark.usefixtures("untranslated")
def test_case_of_a_selection_has_a_lead_and_a_file_reference_of_its_own(staff: Staff) -> None:
    first, second, third = in_order(call_with([90, 80, 70], places=3))
    third.lead, third.applicant_name = None, "Verbund"
    third.save()
    for application in (first, second, third):
        select(application, staff)
    open_case(first, file_reference="MK 1", title="Blaupause", by=staff.officer)
    opened: dict[str, Any] = {"file_reference": "MK 1", "title": "x", "by": staff.officer}
    says_no(
        lambda: open_case(second, **opened),
        "file_reference",
        "rule",
        "This file reference exists in this program already.",
    )
    says_no(
        lambda: open_case(third, **opened | {"file_reference": "MK 2"}),
        "lead",
        "rule",
        "Name the municipality that applied first.",
    )
    assert Grant.objects.count() == 1


@pytest.mark.usefixtures("untranslated")
def test_no_case_is_opened_while_the_giving_up_of_its_selection_waits(staff: Staff) -> None:
    (application,) = in_order(call_with([90], places=1))
    select(application, staff)
    proposed = give_up(application, staff)
    opened: dict[str, Any] = {"file_reference": "MK 1", "title": "x", "by": staff.officer}
    said = "This application was decided or proposed already."
    says_no(lambda: open_case(application, **opened), None, "decided", said)
    assert not Grant.objects.exists()
    withdraw_call_decision(proposed, by=staff.officer, at=NOW, reason="Irrtum")
    assert open_case(application, **opened).lead == application.lead
