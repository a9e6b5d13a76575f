"""Opening and settling a reclaim: its amount, its days, its reasons, its people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from programs.actions.reclaim.claims import (
    approve_reclaim,
    claimable_eur,
    lapses_on,
    open_reclaim,
    record_repayment,
)
from programs.actions.way_back.withdrawing import send_reclaim_back
from programs.choices import CheckResult, EntryKind, GrantState, LetterKind
from programs.models import Directive, Grant, LedgerEntry, Letter, ProposalReturn, Reclaim
from programs.queries.reclaim import open_eur
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import legislate
from tests.programs.reclaims import FIRST_DAY, PAID_ON, claimed, eur, repay
from tests.saying_no import says_no

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]
DAY = timedelta(days=1)


@pytest.fixture
def ended(staff: Staff) -> Grant:
    """A revoked case of which 1,000 EUR were paid."""
    return staff.ended(staff.paid_since(PAID_ON, "1000.00"))


def opened(grant: Grant, staff: Staff, **changed: Any) -> Callable[[], Reclaim]:
    values: dict[str, Any] = {
        "amount_eur": eur("1000.00"),
        "reason": " Zweck verfehlt ",
        "hearing_on": TODAY,
        "interest_from": FIRST_DAY,
        "due_on": TODAY,
        "by": staff.officer,
        "at": NOW,
    }
    return lambda: open_reclaim(grant, **(values | changed))


def test_a_reclaim_is_of_one_cent_or_of_all_that_was_paid(staff: Staff, ended: Grant) -> None:
    said = "1.000,00\u00a0€ were paid and not reclaimed yet. Enter up to this amount."
    for amount in ("0.00", "-0.01", "1000.01"):
        says_no(opened(ended, staff, amount_eur=eur(amount)), "amount_eur", "rule", said)
    assert not Reclaim.objects.exists()
    made = opened(ended, staff, amount_eur=eur("0.01"))()
    assert (made.amount_eur, made.reason, made.excess_reason) == (
        eur("0.01"),
        "Zweck verfehlt",
        "",
    )
    assert (made.prepared_by, made.prepared_at, made.approved_at) == (staff.officer, NOW, None)


def test_what_is_proposed_books_nothing_writes_no_letter_and_moves_no_case(
    staff: Staff, ended: Grant
) -> None:
    opened(ended, staff)()
    assert not LedgerEntry.objects.filter(kind=EntryKind.CLAIM).exists()
    assert not Letter.objects.filter(kind=LetterKind.RECLAIM).exists()
    assert fresh(ended).state == GrantState.REVOKED
    assert claimable_eur(ended) == eur("1000.00")


def test_its_days_lie_after_the_decision_and_its_due_day_ahead(staff: Staff, ended: Grant) -> None:
    yesterday = TODAY - DAY
    said = "The due day lies in the past."
    says_no(opened(ended, staff, due_on=yesterday), "due_on", "rule", said)
    before = PAID_ON - DAY
    said = "The grant was decided on 01.11.2025; nobody is heard about it before."
    says_no(opened(ended, staff, hearing_on=before), "hearing_on", "order", said)
    says_no(opened(ended, staff, interest_from=before), "interest_from", "order", "")
    says_no(opened(ended, staff, interest_from=TODAY + DAY), "interest_from", "future", "")
    opened(ended, staff, hearing_on=PAID_ON, interest_from=PAID_ON)()


@pytest.mark.parametrize("role", [Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR])
def test_only_who_prepares_opens_a_reclaim_or_records_what_came(
    staff: Staff, ended: Grant, role: Role
) -> None:
    other = UserFactory.create(roles=[role])
    said = "Your role does not allow this."
    says_no(opened(ended, staff, by=other), None, "not_allowed", said)
    assert not Reclaim.objects.exists()
    reclaim = staff.reclaimed(ended, "1000.00", interest_from=FIRST_DAY)
    says_no(
        lambda: record_repayment(reclaim, paid_on=TODAY, by=other, at=NOW),
        None,
        "not_allowed",
        said,
    )
    assert open_eur(reclaim) == eur("1000.00")


def test_nothing_is_claimed_of_a_case_on_which_nothing_was_paid_yet(staff: Staff) -> None:
    says_no(opened(staff.approved(), staff), "state", "wrong_state", "")
    running = staff.final()
    said = "0,00\u00a0€ were paid and not reclaimed yet."
    says_no(opened(running, staff, amount_eur=eur("0.01")), "amount_eur", "rule", said)


def test_more_than_the_overpayment_of_a_checked_proof_needs_its_reason(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "100000.00")
    checked = staff.proof_checked(fresh(grant), "80000.00", CheckResult.REDUCED)
    days: dict[str, Any] = {"interest_from": TODAY}
    says_no(
        opened(checked, staff, amount_eur=eur("20000.01"), **days),
        "amount_eur",
        "above_overpayment",
        "By the proof of use 20.000,00\u00a0€ were overpaid and not reclaimed yet. "
        "Enter up to this amount, or the reason for more.",
    )
    blank = {"amount_eur": eur("20000.01"), "excess_reason": " "}
    says_no(opened(checked, staff, **blank, **days), "amount_eur", "above_overpayment", "")
    made = opened(checked, staff, amount_eur=eur("20000.00"), excess_reason="Zinsen", **days)()
    assert made.excess_reason == ""  # no more than the overpayment: no reason is kept
    made.delete()
    more = {"amount_eur": eur("20000.01"), "excess_reason": " Vorteil "}
    assert opened(checked, staff, **more, **days)().excess_reason == "Vorteil"


def test_a_reclaim_names_the_last_decision_it_rests_on(staff: Staff, ended: Grant) -> None:
    made = opened(ended, staff)()
    assert made.decision is not None
    assert made.decision.kind == "revocation"
    running = staff.paid_since(PAID_ON, "1000.00")
    assert opened(running, staff)().decision is None  # the grant itself stands


def test_the_signature_books_dates_and_writes_the_letter(staff: Staff, ended: Grant) -> None:
    made = opened(ended, staff, amount_eur=eur("400.00"))()
    approve_reclaim(made, by=staff.approver, at=NOW)
    made.refresh_from_db()
    assert (made.approved_by, made.approved_at, made.state_before) == (
        staff.approver,
        NOW,
        GrantState.REVOKED,
    )
    assert fresh(ended).state == GrantState.RECLAIM_OPEN
    booked = LedgerEntry.objects.filter(reclaim=made)
    assert {(one.kind, one.booked_on, one.approved_by) for one in booked} == {
        (EntryKind.CLAIM, TODAY, staff.approver)
    }
    assert sum(one.amount_eur for one in booked) == eur("400.00")
    assert claimable_eur(ended) == eur("600.00")
    assert Letter.objects.get(reclaim=made).made_by == staff.approver


def test_a_reclaim_of_a_running_project_keeps_its_state(staff: Staff) -> None:
    running = staff.paid_since(PAID_ON, "1000.00")
    approve_reclaim(opened(running, staff)(), by=staff.approver, at=NOW)
    assert fresh(running).state == GrantState.IN_PAYMENT
    assert claimable_eur(running) == 0


@pytest.mark.parametrize(
    ("years", "lapses"),
    [(3, date(2029, 12, 31)), (0, date(2026, 12, 31)), (30, date(2056, 12, 31))],
)
def test_a_claim_lapses_at_the_end_of_a_year_its_directive_names(years: int, lapses: date) -> None:
    case = Grant(directive=Directive(limitation_years=years))
    assert {lapses_on(case, day) for day in (date(2026, 1, 1), date(2026, 12, 31))} == {lapses}


def test_without_a_directive_nobody_knows_when_a_claim_lapses() -> None:
    assert lapses_on(Grant(), TODAY) is None


def test_the_directive_of_the_day_of_the_signature_says_when_it_lapses(
    staff: Staff, ended: Grant
) -> None:
    legislate(ended, limitation_years=5)
    made = opened(fresh(ended), staff)()
    approve_reclaim(made, by=staff.approver, at=NOW)
    made.refresh_from_db()
    assert made.limitation_on == date(2031, 12, 31)


def test_what_comes_back_is_dated_since_the_claim_and_not_ahead(staff: Staff) -> None:
    reclaim = claimed(staff, "1000.00")
    tomorrow = TODAY + DAY
    said = "24.11.2026 lies in the future. Enter the day on which it happened."
    says_no(lambda: repay(staff, reclaim, "1.00", tomorrow), "paid_on", "future", said)
    before = PAID_ON - DAY
    says_no(lambda: repay(staff, reclaim, "1.00", before), "paid_on", "order", "")
    assert open_eur(reclaim) == eur("1000.00")


def test_nothing_more_comes_on_a_principal_that_came_whole(staff: Staff) -> None:
    reclaim = claimed(staff, "1000.00")
    repay(staff, reclaim, None, FIRST_DAY, booking_reference=" HKR 1 ")
    reclaim.refresh_from_db()
    assert (reclaim.paid_on, reclaim.settled_on) == (FIRST_DAY, None)
    assert reclaim.repayments.get().booking_reference == "HKR 1"
    said = "The principal of this reclaim is repaid."
    says_no(lambda: repay(staff, reclaim, "0.01", TODAY), None, "paid_already", said)


def test_with_its_interest_waived_the_last_euro_settles_reclaim_and_case(staff: Staff) -> None:
    reclaim = claimed(staff, "1000.00")
    staff.waived(reclaim)
    repay(staff, reclaim, "999.99", FIRST_DAY)
    reclaim.refresh_from_db()
    assert (reclaim.paid_on, reclaim.settled_on) == (None, None)
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_OPEN
    repay(staff, reclaim, "0.01", FIRST_DAY)
    reclaim.refresh_from_db()
    assert (reclaim.paid_on, reclaim.interest_to, reclaim.interest_eur) == (
        FIRST_DAY,
        FIRST_DAY,
        Decimal(0),
    )
    assert reclaim.settled_on == TODAY  # not before its interest was waived
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_SETTLED
    said = "This reclaim is settled already."
    says_no(lambda: repay(staff, reclaim, "0.01", TODAY), None, "paid_already", said)


def test_a_case_is_settled_with_the_last_of_its_reclaims(staff: Staff, ended: Grant) -> None:
    first = staff.reclaimed(ended, "400.00", interest_from=FIRST_DAY)
    second = staff.reclaimed(fresh(ended), "600.00", interest_from=FIRST_DAY)
    for reclaim, state in (
        (first, GrantState.RECLAIM_OPEN),
        (second, GrantState.RECLAIM_SETTLED),
    ):
        staff.waived(reclaim)
        repay(staff, reclaim, None, FIRST_DAY)
        assert fresh(ended).state == state


def test_opening_takes_note_of_a_reclaim_that_was_sent_back(staff: Staff, ended: Grant) -> None:
    assert not ProposalReturn.objects.filter(grant=ended, settled_at__isnull=True).exists()
    send_reclaim_back(opened(ended, staff)(), by=staff.approver, at=NOW, reason="Frage")
    assert ProposalReturn.objects.filter(grant=ended, settled_at__isnull=True).count() == 1
    opened(ended, staff)()
    assert not ProposalReturn.objects.filter(grant=ended, settled_at__isnull=True).exists()
