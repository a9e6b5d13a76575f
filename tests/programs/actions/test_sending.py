"""A letter goes out once; that of a decision through its notification, from the same place."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs.actions.application import propose_rejection, reject_application
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change
from programs.actions.sending import send_letter, take_sending_back
from programs.actions.way_back.corrections import ask_correction, correctable, sign_correction
from programs.choices import GrantState, LetterKind, NotificationKind
from programs.models import Decision, Letter
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
POST = NotificationKind.POST
BY_HAND = NotificationKind.HANDED_OVER


@pytest.fixture
def notice(staff: Staff) -> Letter:
    """The payment notice of a case, not sent yet."""
    staff.paid(staff.final(BudgetLineFactory.create()), "10000.00")
    return Letter.objects.get(kind=LetterKind.PAYMENT)


def code(letter: Letter, staff: Staff, **changed: object) -> str | None:
    values = {"on": TODAY, "kind": POST, "by": staff.officer, "at": NOW, **changed}
    with pytest.raises(RuleError) as refusal:
        send_letter(letter, **values)  # type: ignore[arg-type]
    return refusal.value.code


def test_sending_the_letter_of_a_decision_notifies_it(staff: Staff) -> None:
    grant = staff.approved()
    send_letter(Letter.objects.get(), on=TODAY, kind=BY_HAND, by=staff.officer, at=NOW)
    decision = Decision.objects.get()
    assert (decision.notified_on, decision.notification_kind) == (TODAY, "handed_over")
    assert fresh(grant).state == GrantState.NOTIFIED
    assert code(Letter.objects.get(), staff) == "sent_already"


def test_sending_a_change_and_a_rejection_notifies_them(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="150000.00")
    grant = staff.final(line)
    change = propose_amendment(
        grant,
        lines={line: Decimal("500.00")},
        reason="x",
        override_reason="y",
        by=staff.officer,
        at=NOW,
    )
    approve_change(change, by=staff.approver, at=NOW)
    other = GrantFactory.create(state=GrantState.IN_REVIEW, received_on=TODAY)
    propose_rejection(other, reason="Nein", by=staff.officer, at=NOW)
    reject_application(other, by=staff.approver, at=NOW)
    for letter in Letter.objects.unsent():
        send_letter(letter, on=TODAY, kind=BY_HAND, by=staff.officer, at=NOW)
    kinds = dict(Decision.objects.values_list("kind", "notification_kind"))
    assert (kinds["amendment"], kinds["rejection"]) == ("handed_over", "handed_over")
    assert not Letter.objects.unsent().exists()


def test_letter_of_no_decision_is_noted_on_itself(staff: Staff, notice: Letter) -> None:
    assert list(Letter.objects.unsent()) == [notice]
    send_letter(notice, on=TODAY, kind=POST, by=staff.officer, at=NOW)
    sent: Any = Letter.objects.with_sending().get(pk=notice.pk)
    assert (sent.told_on, sent.told_as) == (TODAY, "post")
    assert code(notice, staff) == "sent_already"


def test_letter_is_not_sent_before_it_was_made_nor_on_a_day_to_come(
    staff: Staff, notice: Letter
) -> None:
    assert code(notice, staff, on=TODAY - timedelta(days=1)) == "before_making"
    assert code(notice, staff, on=TODAY + timedelta(days=1)) == "future"
    assert code(notice, staff, by=staff.budget) == "not_allowed"


def test_sending_that_did_not_happen_is_taken_back_with_a_reason(
    staff: Staff, notice: Letter
) -> None:
    send_letter(notice, on=TODAY, kind=POST, by=staff.officer, at=NOW)
    with pytest.raises(RuleError):
        take_sending_back(notice, reason=" ", by=staff.officer, at=NOW)
    take_sending_back(notice, reason="Rückläufer", by=staff.officer, at=NOW)
    assert list(Letter.objects.unsent()) == [notice]
    with pytest.raises(RuleError) as twice:
        take_sending_back(notice, reason="Rückläufer", by=staff.officer, at=NOW)
    assert twice.value.code == "nothing_open"


@pytest.mark.usefixtures("untranslated")
def test_letter_of_a_cancelled_decision_is_not_sent(staff: Staff) -> None:
    grant = staff.approved()
    letter = Letter.objects.get()
    key = next(correctable(grant)).key
    ask_correction(grant, key, reason="Falsch", by=staff.officer, at=NOW)
    sign_correction(grant, by=staff.second, at=NOW)
    says_no(
        lambda: send_letter(letter, on=TODAY, kind=POST, by=staff.officer, at=NOW),
        None,
        "cancelled",
        "What this letter is about was cancelled.",
    )


@pytest.mark.usefixtures("untranslated")
def test_sending_is_taken_back_by_who_prepares(staff: Staff, notice: Letter) -> None:
    send_letter(notice, on=TODAY, kind=POST, by=staff.officer, at=NOW)
    says_no(
        lambda: take_sending_back(notice, reason="Rückläufer", by=staff.budget, at=NOW),
        None,
        "not_allowed",
        "Your role does not allow this.",
    )
    assert not Letter.objects.unsent().exists()
