"""Calls: weights, points, successors, decisions and places, as their tables hold them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from municipalities.models import Municipality
from programs.choices import CallDecisionKind
from programs.models import Call, CallApplication, CallCriterion, CallDecision, CallScore
from tests.factories.accounts import UserFactory
from tests.factories.calls import DEADLINE, call_with, score
from tests.held import AT, ONE, TWO, broken, changed, refused_by, removed, told

pytestmark = pytest.mark.django_db

SELECTION, WITHDRAWAL = CallDecisionKind.SELECTION, CallDecisionKind.WITHDRAWAL
LATER = DEADLINE + timedelta(days=1)


def test_criterion_weighs_one_at_least() -> None:
    assert broken(CallCriterion(weight=1)) == []
    assert broken(CallCriterion(weight=0)) == ["criterion_weighs"]


def test_juror_gives_nothing_up_to_a_hundred_points() -> None:
    for points in (0, 100):
        assert broken(CallScore(points=points)) == []
    assert broken(CallScore(points=101)) == ["score_up_to_100"]
    assert told(CallScore(points=101)) == ["Punkte gehen von 0 bis 100."]


def test_juror_scores_a_criterion_of_an_application_once() -> None:
    call = call_with([None, None], places=1, weights=(1, 2))
    first, second = call.applications.all()
    criterion, other = call.criteria.all()
    CallScore.objects.create(application=first, criterion=criterion, juror="Jury", points=1)
    row = {"application": first, "criterion": criterion, "juror": "Jury", "points": 2}
    assert broken(CallScore(**row)) == ["score_once_per_juror"]
    for change in ({"application": second}, {"criterion": other}, {"juror": "Zweite Jury"}):
        assert broken(CallScore(**{**row, **change})) == []


def test_another_moves_up_only_for_an_application_that_was_withdrawn() -> None:
    assert (
        broken(CallApplication(pk=1, applicant_name="Verbund", successor_id=2, withdrawn_on=LATER))
        == []
    )
    assert broken(CallApplication(pk=1, applicant_name="Verbund", withdrawn_on=LATER)) == []
    assert broken(CallApplication(pk=1, applicant_name="Verbund", successor_id=2)) == [
        "successor_needs_withdrawal"
    ]
    itself = CallApplication(pk=1, applicant_name="Verbund", successor_id=1, withdrawn_on=LATER)
    assert broken(itself) == ["successor_is_another"]


def test_applicant_is_named_as_a_body_or_as_published() -> None:
    unnamed = CallApplication(call_id=1)
    assert broken(unnamed) == ["call_application_of_somebody"]
    (said,) = told(unnamed)
    assert said.startswith("Bitte die Kommune nennen, die sich beworben hat, oder")
    assert broken(CallApplication(call_id=1, applicant_name="Verbund Nord")) == []
    call = call_with([None], places=1)
    body = call.applications.get()
    assert str(body) == str(body.lead)
    assert str(CallApplication(applicant_name="Verbund Nord")) == "Verbund Nord"
    assert str(Call(name="Aufruf 2026")) == "Aufruf 2026"
    assert str(CallCriterion(name="Nutzen")) == "Nutzen"


def test_score_is_named_by_juror_criterion_and_points() -> None:
    assert str(CallScore(juror="Jury", criterion=CallCriterion(name="Nutzen"), points=7)) == (
        "Jury, Nutzen: 7"
    )


def decision(**fields: object) -> CallDecision:
    values = {"kind": SELECTION, "reason": "Platz 1", "prepared_by_id": ONE, **fields}
    return CallDecision(application_id=1, effective_on=DEADLINE, prepared_at=AT, **values)


def test_decision_on_an_application_says_why() -> None:
    assert broken(decision()) == []
    assert broken(decision(reason="")) == ["call_decision_has_reason"]


def test_decision_on_an_application_is_signed_by_another_with_the_moment() -> None:
    assert broken(decision(approved_by_id=TWO, approved_at=AT)) == []
    assert broken(decision(approved_by_id=ONE, approved_at=AT)) == ["call_decision_four_eyes"]
    for half in ({"approved_by_id": TWO}, {"approved_at": AT}):
        assert broken(decision(**half)) == ["call_decision_signed_whole"]


def test_successor_is_named_where_a_selection_was_given_up_alone() -> None:
    assert broken(decision(kind=WITHDRAWAL, successor_id=2)) == []
    assert broken(decision(successor_id=2)) == ["call_successor_only_after_withdrawal"]


def test_application_is_selected_once_and_given_up_once() -> None:
    application = call_with([None], places=1).applications.get()
    values = {"application": application, "reason": "Platz 1", "effective_on": DEADLINE}
    CallDecision.objects.create(
        **values, kind=SELECTION, prepared_by=UserFactory.create(), prepared_at=AT
    )
    again = CallDecision(**values, kind=SELECTION, prepared_at=AT)
    assert broken(again) == ["call_decision_once_per_kind"]
    given_up = CallDecision(**values, kind=WITHDRAWAL, prepared_at=AT)
    assert broken(given_up) == []
    assert str(given_up) == f"{application}: Auswahl aufgegeben"


def test_call_takes_as_many_as_it_has_places_and_one_given_up_frees_its_own() -> None:
    call = call_with([None, None, None], places=2)
    first, second, third = call.applications.all()
    for application in (first, second):
        application.selected_on = LATER
        application.save()
    third.selected_on = LATER
    assert refused_by(third.save) == "call_within_places"
    first.withdrawn_on = LATER
    first.save()
    assert refused_by(third.save) == ""
    third.save()
    first.withdrawn_on = None
    assert refused_by(first.save) == "call_within_places"


def test_call_keeps_the_places_it_has_filled() -> None:
    call = call_with([None, None], places=3)
    call.applications.update(selected_on=LATER)
    rows = Call.objects.filter(pk=call.pk)
    assert (changed(rows, places=2), changed(rows, places=1)) == ("", "call_within_places")


def test_places_of_another_call_are_not_taken() -> None:
    full, other = call_with([None], places=1), call_with([None], places=1)
    full.applications.update(selected_on=LATER)
    assert changed(other.applications.all(), selected_on=LATER) == ""
    moved = other.applications.get()
    moved.selected_on, moved.call = LATER, full
    assert refused_by(moved.save) == "call_within_places"


def test_call_stands_once_in_its_program_and_has_a_place() -> None:
    call = call_with([], places=1)
    again = Call(program=call.program, name=call.name, deadline_on=LATER, places=0)
    assert broken(again) == ["call_once", "call_has_places"]
    assert told(again) == [
        "Das Förderprogramm hat schon einen Aufruf dieses Namens.",
        "Ein Aufruf hat mindestens einen Platz.",
    ]
    again.name, again.places = "Zweiter", 1
    assert broken(again) == []


def test_who_is_selected_stays_and_is_named_later_where_only_published() -> None:
    call = call_with([None, None], places=2)
    first, second = call.applications.all()
    rows = call.applications.filter(pk=first.pk)
    assert changed(rows, lead=second.lead) == ""
    rows.update(selected_on=LATER)
    for change in ({"lead": second.lead}, {"lead": None, "applicant_name": "Verbund"}):
        assert changed(rows, **change) == "call_application_frozen"
    assert changed(rows, received_on=LATER) == "call_application_frozen"
    assert removed(rows) == "call_application_frozen"
    published = call.applications.filter(pk=second.pk)
    published.update(lead=None, applicant_name="Verbund", selected_on=LATER)
    assert changed(published, lead=first.lead, applicant_name="") == "call_application_frozen"
    assert changed(published, lead=first.lead) == ""
    assert changed(rows, note="Zusage", withdrawn_on=LATER) == ""


def test_partners_of_a_selected_application_stay() -> None:
    call = call_with([50, 60], places=1)
    first, second = call.applications.all()
    one, other = Municipality.objects.filter(pk__in=["06535011", "06535001"])
    writes = (
        lambda: first.partners.add(one),
        lambda: first.partners.through.objects.update(municipality=other),
        lambda: first.partners.clear(),
    )
    assert [refused_by(write) for write in writes] == [""] * 3
    first.partners.add(one)
    first.selected_on = LATER
    first.save()
    writes = (lambda: first.partners.add(other), *writes[1:])
    assert [refused_by(write) for write in writes] == ["call_application_frozen"] * 3
    assert set(first.partners.all()) == {one}
    assert refused_by(lambda: second.partners.add(other)) == ""


def test_points_stand_once_anybody_of_the_call_is_selected() -> None:
    call = call_with([50, 60], places=1)
    given = CallScore.objects.filter(application__call=call)
    first, second = call.applications.all()
    writes = (
        lambda: given.update(points=1),
        lambda: given._raw_delete("default"),
        lambda: score(first, 70, jurors=["Dritte Jury"]),
    )
    assert [refused_by(write) for write in writes] == [""] * 3
    second.selected_on = LATER
    second.save()
    assert [refused_by(write) for write in writes] == ["call_scores_frozen"] * 3


def test_points_of_another_call_may_still_change() -> None:
    decided, running = call_with([50], places=1), call_with([50], places=1)
    decided.applications.update(selected_on=LATER)
    open_scores = CallScore.objects.filter(application__call=running)
    assert changed(open_scores, points=1) == ""
