"""Which cases stand in which work list, to the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from programs.actions.proof.check import review_proof
from programs.choices import CheckResult, DecisionKind, NotificationKind
from programs.choices import GrantState as S
from programs.models import Decision, Directive, Grant, MissingPaper
from programs.todo.case_filters import CASE_LISTS
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in
from tests.programs.todo.sections import sections

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def a_case(staff: Staff, state: str, **fields: object) -> Grant:
    return GrantFactory.create(state=state, officer=staff.officer, **fields)


@pytest.mark.parametrize(("days", "late"), [(90, False), (91, True)])
def test_a_review_is_late_after_ninety_days_from_the_complete_papers(
    staff: Staff, days: int, late: bool
) -> None:
    a_case(staff, S.IN_REVIEW, received_on=ago(200), complete_on=ago(days))
    row = sections(staff.officer)["received"].rows[0]
    assert (row.task.is_overdue, row.age) == (late, f"seit {days} Tagen")


@pytest.mark.parametrize(("days", "listed"), [(60, True), (61, False), (-1, False)])
def test_periods_are_told_sixty_days_before_they_end(staff: Staff, days: int, listed: bool) -> None:
    a_case(staff, S.IN_PAYMENT, period_end=TODAY + timedelta(days=days))
    assert ("ending_soon" in sections(staff.officer)) == listed


def test_the_time_for_an_appeal_is_over_the_day_after_its_last(staff: Staff) -> None:
    Directive.objects.filter(program__code="ikz").update(
        appeal_notice="Klage in einem Monat", finality_months=1
    )
    case = staff.notified(officer=staff.officer)
    assert Decision.objects.get(grant=case).delivered_on == TODAY
    last = date(2026, 12, 23)
    for today, listed in ((last, False), (last + timedelta(days=1), True)):
        assert ("appeal_over" in sections(staff.officer, today)) == listed


def test_drawdowns_wait_until_a_payment_is_found_correct(staff: Staff) -> None:
    case = staff.final(officer=staff.officer)
    staff.drawn(case, "500.00")
    section = sections(staff.officer)["to_pay"]
    assert "500,00" in section.rows[0].task.detail
    page = signed_in(staff.officer).get(section.more_url)
    assert page.context["cl"].result_count == 1
    staff.paid(fresh(case), "100.00")
    assert sections(staff.officer)["to_pay"].todo.count == 1


def test_a_settled_case_can_be_closed(staff: Staff) -> None:
    case = staff.final(officer=staff.officer)
    staff.paid(case, "500.00")
    ended = staff.ended(fresh(case))
    assert "closable" not in sections(staff.officer)
    claim = staff.reclaimed(ended, "500.00", interest_from=TODAY)
    assert "closable" not in sections(staff.officer)
    assert claim.amount_eur == Decimal("500.00")
    free = staff.ended(staff.final(officer=staff.officer))
    assert [row.task.target for row in sections(staff.officer)["closable"].rows] == [free]


# The states whose cases a list holds, where all else it asks for is met.
ENDED = {S.CLOSED, S.REJECTED, S.WITHDRAWN}
PAID_OUT = {
    *(S.FINAL, S.IN_PAYMENT, S.COMPLETED, S.PROOF_DUE, S.PROOF_SUBMITTED, S.PROOF_CHECKED),
}
STATES: dict[str, set[S]] = {
    "drafts": {S.DRAFT},
    "received": {S.SUBMITTED, S.IN_REVIEW},
    "papers_in": {S.QUERY},
    "ready": {S.RECOMMENDED},
    "to_notify": {S.APPROVED},
    "hand_overs": {S.NOTIFIED, S.OBJECTED, *PAID_OUT},
    "appeal_over": set(),  # needs a decision
    "ending_soon": {S.FINAL, S.IN_PAYMENT},
    "to_complete": set(),  # the period ends today
    "closable": {S.RECLAIM_SETTLED, S.REVOKED, S.ANNULLED, S.LAPSED},
    "to_archive": ENDED,
}


def mine(key: str, user: User, today: date = TODAY) -> list[Grant]:
    return list(CASE_LISTS[key].mine(user, today))


def test_each_list_holds_the_cases_of_its_states_and_no_other(staff: Staff) -> None:
    for state in S:
        a_case(staff, state, period_end=TODAY, awaits_hand_over=True, retention_until=ago(1))
    found = {key: {case.state for case in mine(key, staff.officer)} for key in CASE_LISTS}
    assert found == {key: {str(state) for state in states} for key, states in STATES.items()}


@pytest.mark.parametrize(
    ("key", "state", "field", "days"),
    [
        ("ending_soon", S.IN_PAYMENT, "period_end", {0: True, 60: True, 61: False, -1: False}),
        ("to_complete", S.IN_PAYMENT, "period_end", {-1: True, 0: False}),
        ("to_archive", S.CLOSED, "retention_until", {-1: True, 0: False}),
    ],
)
def test_list_begins_and_ends_with_its_day(
    staff: Staff, key: str, state: str, field: str, days: dict[int, bool]
) -> None:
    for days_ahead, is_listed in days.items():
        case = a_case(staff, state, **{field: TODAY + timedelta(days=days_ahead)})
        assert (case in mine(key, staff.officer)) is is_listed, days_ahead
    assert a_case(staff, state, **{field: None}) not in mine(key, staff.officer)


def test_what_was_offered_or_handed_over_waits_no_more(staff: Staff) -> None:
    kept = a_case(staff, S.CLOSED, retention_until=ago(2))
    waiting = a_case(staff, S.FINAL, awaits_hand_over=True)
    a_case(staff, S.CLOSED, retention_until=ago(2), archive_offered_on=TODAY)
    a_case(staff, S.FINAL, awaits_hand_over=True, handed_over_on=TODAY)
    a_case(staff, S.FINAL, awaits_hand_over=False)
    assert (mine("to_archive", staff.officer), mine("hand_overs", staff.officer)) == (
        [kept],
        [waiting],
    )


LATE = {"received": "waits_since", "papers_in": "received_on", "ready": "complete_on"}


def test_work_is_late_after_ninety_days_in_three_lists_alone() -> None:
    for key, entry in CASE_LISTS.items():
        late = {
            days: entry.is_overdue(SimpleNamespace(**{entry.day: ago(days)}), TODAY)
            for days in (-1, 0, 89, 90, 91, 400)
        }
        assert late == dict.fromkeys(late, False) | (
            {91: True, 400: True} if key in LATE else {}
        ), key
        assert not entry.is_overdue(SimpleNamespace(**{entry.day: None}), TODAY)
    assert {key: CASE_LISTS[key].day for key in LATE} == LATE


@pytest.mark.usefixtures("untranslated")
def test_list_says_the_day_it_goes_by() -> None:
    said = {
        key: entry.detail(SimpleNamespace(**{entry.day: date(2026, 2, 1)}))
        for key, entry in CASE_LISTS.items()
    }
    assert said == {
        "drafts": "begun on 01.02.2026",
        "received": "waits since 01.02.2026",
        "papers_in": "application received on 01.02.2026",
        "ready": "papers complete on 01.02.2026",
        "to_notify": "decided on 01.02.2026",
        "hand_overs": "embargo until the hand-over, notified on 01.02.2026",
        "appeal_over": "counts as notified on 01.02.2026",
        "ending_soon": "period ends on 01.02.2026",
        "to_complete": "period ended on 01.02.2026",
        "closable": "opened on 01.02.2026",
        "to_archive": "retained until 01.02.2026",
    }


def test_list_has_the_own_cases_and_nobodys_the_oldest_first(staff: Staff) -> None:
    """Cases of the same day stand in the order they came; those without a day at the end."""
    colleague = UserFactory.create(roles=[Role.OFFICER])
    unknown = a_case(staff, S.SUBMITTED, received_on=None)
    younger = a_case(staff, S.SUBMITTED, received_on=ago(3))
    older = a_case(staff, S.IN_REVIEW, received_on=ago(30), complete_on=ago(4))
    same = GrantFactory.create(state=S.SUBMITTED, officer=None, received_on=ago(3))
    theirs = GrantFactory.create(state=S.SUBMITTED, officer=colleague, received_on=ago(5))
    assert mine("received", staff.officer) == [older, younger, same, unknown]
    assert mine("received", colleague) == [theirs, same]
    waits: Any = mine("received", staff.officer)
    assert [case.waits_since for case in waits] == [ago(4), ago(3), ago(3), None]


def test_papers_are_in_once_the_last_one_came(staff: Staff) -> None:
    case = a_case(staff, S.QUERY, received_on=ago(40))
    asked: dict[str, Any] = {"grant": case, "requested_on": ago(20), "due_on": ago(5)}
    first = MissingPaper.objects.create(title="Satzung", received_on=ago(6), **asked)
    last = MissingPaper.objects.create(title="Beschluss", **asked)
    assert mine("papers_in", staff.officer) == []
    MissingPaper.objects.filter(pk=last.pk).update(received_on=TODAY)
    assert mine("papers_in", staff.officer) == [case]
    MissingPaper.objects.filter(pk=first.pk).update(received_on=None)
    assert mine("papers_in", staff.officer) == []


def decided(case: Grant, decided_on: date, **fields: Any) -> Decision:
    """A decision that was prepared and signed on its day."""
    at = datetime.combine(decided_on, NOW.timetz())
    signed = {"decided_on": decided_on, "prepared_at": at, "approved_at": at}
    values = {"kind": DecisionKind.INITIAL, "amount_eur": Decimal(1), **signed, **fields}
    values["number"] = f"{case.pk} {values['kind']}"
    return Decision.objects.create(grant=case, **values)


def test_days_of_the_first_decision_stand_beside_a_case(staff: Staff) -> None:
    """Those of a later one say nothing about it."""
    waiting = a_case(staff, S.APPROVED, awaits_hand_over=True)
    told = a_case(staff, S.FINAL, awaits_hand_over=True)
    for case, notified in ((waiting, None), (told, ago(3))):
        decided(
            case, kind=DecisionKind.AMENDMENT, decided_on=ago(1), notified_on=notified and TODAY
        )
        decided(case, decided_on=ago(9), notified_on=notified)
    (first,), (second,) = mine("to_notify", staff.officer), mine("hand_overs", staff.officer)
    days: list[Any] = [first, second]
    assert [(case.pk, case.signed_on, case.told_on) for case in days] == [
        (waiting.pk, ago(9), None),
        (told.pk, ago(9), ago(3)),
    ]


def test_time_for_an_appeal_runs_from_the_first_decision_of_notified_cases(staff: Staff) -> None:
    """Not from what is still on its way, nor where the law has been waived or a case moved on."""
    values = {"appeal_notice": "Klage in einem Monat", "decided_on": ago(70)}
    sent: dict[str, Any] = {
        **values,
        "notified_on": ago(60),
        "delivered_on": ago(60),
        "notification_kind": NotificationKind.HANDED_OVER,
    }
    directive = Directive.objects.filter(program__code="ikz").first()
    cases = {
        state: a_case(staff, state, directive=directive)
        for state in (S.NOTIFIED, S.OBJECTED, S.FINAL, S.APPROVED)
    }
    for state, case in cases.items():
        decided(case, **(values if state == S.APPROVED else sent))
    other = a_case(staff, S.NOTIFIED, directive=directive)
    decided(other, kind=DecisionKind.AMENDMENT, **sent)
    Directive.objects.filter(program__code="ikz").update(finality_months=1)
    found: list[Any] = mine("appeal_over", staff.officer)
    assert [(case.pk, case.told_on) for case in found] == [(cases[S.NOTIFIED].pk, ago(60))]
    assert mine("appeal_over", staff.officer, ago(60)) == []


def closable(staff: Staff) -> list[Grant]:
    return mine("closable", staff.officer)


@pytest.mark.parametrize(
    ("actual", "result", "is_done"),
    [("100000.00", CheckResult.ACCEPTED, True), ("99499.99", CheckResult.REDUCED, False)],
)
def test_checked_case_is_closed_unless_too_much_was_paid(
    staff: Staff, actual: str, result: CheckResult, is_done: bool
) -> None:
    case = staff.final(officer=staff.officer)
    staff.paid(case, "100000.00")
    received = staff.proof_received(fresh(case), actual)
    assert closable(staff) == []
    checked = checked_by(staff, received, result)
    assert closable(staff) == ([checked] if is_done else [])


def checked_by(staff: Staff, case: Grant, result: CheckResult) -> Grant:
    review_proof(case, result=result, note="Belege gesehen.", by=staff.officer, at=NOW)
    return fresh(case)


def test_case_with_money_on_its_way_or_a_letter_unsent_is_not_closed(staff: Staff) -> None:
    case = staff.ended(staff.final(officer=staff.officer))
    assert closable(staff) == [case]
    later = decided(case, kind=DecisionKind.AMENDMENT, decided_on=TODAY)
    assert closable(staff) == []
    told = {"notified_on": TODAY, "notification_kind": NotificationKind.HANDED_OVER}
    Decision.objects.filter(pk=later.pk).update(delivered_on=TODAY, **told)
    assert closable(staff) == [case]
    staff.proof_received(staff.final(officer=staff.officer))
    for state in (S.REVOKED, S.RECLAIM_SETTLED):
        bound = staff.final(officer=staff.officer)
        Grant.objects.filter(pk=bound.pk).update(state=state)  # bound, nothing drawn
    assert closable(staff) == [case]
