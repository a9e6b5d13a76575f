"""The interest on a reclaim is a claim: due, paid in parts, waived by two people, never assumed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.as_of import AsOf
from core.errors import RuleError
from core.money import ZERO
from programs.actions.closing import close_grant
from programs.actions.reclaim.claims import record_repayment
from programs.actions.reclaim.interest import (
    claim_interest,
    propose_waiver,
    record_interest_payment,
    send_waiver_back,
    waive_interest,
)
from programs.choices import EntryKind, GrantState
from programs.models import (
    BaseRate,
    Grant,
    GrantBalance,
    InterestPayment,
    LedgerEntry,
    Reclaim,
)
from programs.queries.budget.figures import budget
from programs.queries.proof import lapsing_interest
from programs.queries.reclaim import open_interest_eur
from tests.factories.accounts import NOW
from tests.factories.books import lost
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db

PAID_ON = date(2025, 12, 1)
OFFICIAL = {
    date(2024, 1, 1): "3.62",
    date(2024, 7, 1): "3.37",
    date(2025, 1, 1): "2.27",
    date(2025, 7, 1): "1.27",
    date(2026, 1, 1): "1.27",
    date(2026, 7, 1): "1.52",
}


def eur(amount: str) -> Decimal:
    return Decimal(amount)


def repaid(staff: Staff, amount: str = "95867.00", **changed: Any) -> Reclaim:
    """A reclaim whose principal came on 31 January 2026, with 1,021.02 of interest to claim."""
    grant = staff.paid_since(PAID_ON, amount)
    reclaim = staff.reclaimed(staff.ended(grant), amount, **{"interest_from": PAID_ON, **changed})
    record_repayment(reclaim, paid_on=date(2026, 1, 31), by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    return reclaim


def with_claim(staff: Staff, due_on: date = TODAY) -> Reclaim:
    reclaim = repaid(staff)
    claim_interest(reclaim, due_on=due_on, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    return reclaim


def pay(staff: Staff, reclaim: Reclaim, amount: str | None, on: date = TODAY) -> InterestPayment:
    part = eur(amount) if amount else None
    return record_interest_payment(reclaim, amount_eur=part, paid_on=on, by=staff.officer, at=NOW)


def booked(reclaim: Reclaim, kind: EntryKind) -> Decimal:
    entries = LedgerEntry.objects.filter(reclaim=reclaim, kind=kind)
    return sum((entry.amount_eur for entry in entries), Decimal(0))


def refusal(action: Any, *args: Any, **values: Any) -> RuleError:
    with pytest.raises(RuleError) as refused:
        action(*args, **values)
    return refused.value


def test_last_cent_of_principal_settles_nothing_while_interest_is_owed(staff: Staff) -> None:
    reclaim = repaid(staff)
    assert (reclaim.paid_on, reclaim.settled_on) == (date(2026, 1, 31), None)
    assert (reclaim.interest_eur, open_interest_eur(reclaim)) == (None, None)
    grant = fresh(reclaim.grant)
    assert grant.state == GrantState.RECLAIM_OPEN
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    assert refusal(close_grant, grant, **values).code == "wrong_state"
    assert booked(reclaim, EntryKind.INTEREST_CLAIM) == booked(reclaim, EntryKind.INTEREST) == 0


def test_claimed_interest_is_no_money_until_it_came(staff: Staff) -> None:
    reclaim = with_claim(staff)
    # 6.27 % for 31 days in December 2025 and for 31 days in January 2026
    assert reclaim.interest_eur == 2 * eur("510.51")
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_OPEN
    assert booked(reclaim, EntryKind.INTEREST_CLAIM) == eur("1021.02")
    assert booked(reclaim, EntryKind.INTEREST) == 0
    pay(staff, reclaim, "1021.01")
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_OPEN
    pay(staff, reclaim, "0.01", TODAY - timedelta(days=1))
    reclaim.refresh_from_db()
    assert (reclaim.settled_on, open_interest_eur(reclaim)) == (TODAY, ZERO)
    assert booked(reclaim, EntryKind.INTEREST) == eur("1021.02")
    assert lost() == []
    grant = fresh(reclaim.grant)
    assert grant.state == GrantState.RECLAIM_SETTLED
    close_grant(grant, on=TODAY, by=staff.officer, at=NOW)


def test_claimed_and_received_interest_are_two_measures(staff: Staff) -> None:
    pay(staff, with_claim(staff), "21.02")
    (row,) = [row for row in budget(at=AsOf(TODAY)) if row.interest_claimed_eur]
    assert (row.interest_claimed_eur, row.interest_received_eur) == (eur("1021.02"), eur("21.02"))
    assert (row.claimed_eur, row.repaid_eur) == (eur("95867.00"), eur("95867.00"))


@pytest.mark.parametrize(("part", "interest"), [(None, "4297.77"), ("11111.12", "4271.97")])
def test_six_half_years_by_hand(staff: Staff, part: str | None, interest: str) -> None:
    """21,111.12 from 1 February 2024 to 28 November 2026; a part came on 15 November."""
    BaseRate.objects.all().delete()
    for day, percent in OFFICIAL.items():
        BaseRate.objects.create(valid_from=day, percent=eur(percent), source="Bundesbank")
    since = date(2024, 2, 1)
    grant = staff.paid_since(since, "21111.12")
    reclaim = staff.reclaimed(staff.ended(grant), "21111.12", interest_from=since)
    later = NOW + timedelta(days=10)
    day = date(2026, 11, 28)
    if part:
        values: dict[str, Any] = {"paid_on": date(2026, 11, 15), "by": staff.officer, "at": later}
        record_repayment(reclaim, amount_eur=eur(part), **values)
    record_repayment(reclaim, paid_on=day, by=staff.officer, at=later)
    claim_interest(reclaim, due_on=date(2026, 12, 28), by=staff.officer, at=later)
    reclaim.refresh_from_db()
    assert reclaim.interest_eur == eur(interest)
    assert open_interest_eur(reclaim) == eur(interest)
    assert reclaim.limitation_on == date(2029, 12, 31)


def test_never_more_interest_than_claimed(staff: Staff) -> None:
    reclaim = with_claim(staff)
    pay(staff, reclaim, "1000.00")
    for amount in ("21.03", "0.00", "-1.00"):
        error = refusal(pay, staff, reclaim, amount)
        assert (error.field, error.code) == ("amount_eur", "amount_exceeded")
        assert "21,02" in error.message
    with pytest.raises(IntegrityError, match="more would come"), transaction.atomic():
        InterestPayment.objects.create(reclaim=reclaim, amount_eur=eur("21.03"), paid_on=TODAY)
    pay(staff, reclaim, "21.02")


def test_database_keeps_received_interest_under_what_is_claimed(staff: Staff) -> None:
    reclaim = with_claim(staff)
    balance = GrantBalance.objects.get(grant=reclaim.grant)
    assert (balance.interest_claimed_eur, balance.interest_received_eur) == (eur("1021.02"), ZERO)
    values: dict[str, Any] = {
        "kind": EntryKind.INTEREST,
        "line": balance.line,
        "grant": reclaim.grant,
        "reclaim": reclaim,
        "document": "x",
        "booked_on": TODAY,
    }
    with (
        pytest.raises(IntegrityError, match="never_more_interest_than_claimed"),
        transaction.atomic(),
    ):
        LedgerEntry.objects.create(amount_eur=eur("1021.03"), **values)
    LedgerEntry.objects.create(amount_eur=eur("1021.02"), **values)


def test_interest_is_claimed_once_and_only_with_the_principal_paid(staff: Staff) -> None:
    day = date(2026, 1, 31)
    grant = staff.paid_since(day, "100.00")
    reclaim = staff.reclaimed(staff.ended(grant), "100.00", interest_from=day)
    values: dict[str, Any] = {"by": staff.officer, "at": NOW}
    record_repayment(reclaim, amount_eur=eur("99.99"), paid_on=day, **values)
    assert refusal(claim_interest, reclaim, due_on=TODAY, **values).code == "principal_open"
    assert refusal(pay, staff, reclaim, "1.00").code == "interest_not_claimed"
    record_repayment(reclaim, paid_on=day, **values)
    yesterday = TODAY - timedelta(days=1)
    assert refusal(claim_interest, reclaim, due_on=yesterday, **values).field == "due_on"
    claim_interest(reclaim, due_on=TODAY, **values)
    assert refusal(claim_interest, reclaim, due_on=TODAY, **values).code == "claimed_already"


def test_money_back_before_interest_begins_settles_with_none(staff: Staff) -> None:
    reclaim = repaid(staff, interest_from=date(2026, 2, 1))
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    assert (reclaim.interest_eur, reclaim.settled_on) == (ZERO, TODAY)


def test_limitation_runs_from_the_end_of_the_year_the_interest_is_due_in(staff: Staff) -> None:
    reclaim = with_claim(staff, due_on=date(2027, 1, 1))
    assert reclaim.limitation_on == date(2030, 12, 31)
    assert not lapsing_interest(date(2030, 10, 1)).exists()
    assert lapsing_interest(date(2030, 10, 2)).get() == reclaim
    pay(staff, reclaim, None)
    assert not lapsing_interest(date(2030, 10, 2)).exists()


def test_waiver_takes_off_what_is_open_and_keeps_what_came(staff: Staff) -> None:
    reclaim = with_claim(staff)
    pay(staff, reclaim, "1000.00")
    propose_waiver(reclaim, reason="Kleinbetrag", by=staff.officer, at=NOW)
    waive_interest(reclaim, by=staff.approver, at=NOW)
    reclaim.refresh_from_db()
    assert (reclaim.waived_eur, reclaim.settled_on) == (eur("21.02"), TODAY)
    assert booked(reclaim, EntryKind.INTEREST_CLAIM) == eur("1000.00")
    assert booked(reclaim, EntryKind.INTEREST) == eur("1000.00")
    written_off = LedgerEntry.objects.filter(reclaim=reclaim, amount_eur__lt=0)
    assert {(e.recorded_by, e.approved_by, e.reason) for e in written_off} == {
        (staff.officer, staff.approver, "Kleinbetrag")
    }
    assert lost() == []
    assert refusal(pay, staff, reclaim, "0.01").code == "paid_already"


def test_proposed_waiver_settles_nothing_and_can_be_taken_back(staff: Staff) -> None:
    reclaim = with_claim(staff)
    propose_waiver(reclaim, reason="Kleinbetrag", by=staff.officer, at=NOW)
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_OPEN
    assert (
        refusal(propose_waiver, reclaim, reason="x", by=staff.officer, at=NOW).code
        == "waiver_pending"
    )
    send_waiver_back(reclaim, by=staff.approver, at=NOW, reason="Frage")
    values: dict[str, Any] = {"by": staff.approver, "at": NOW}
    assert refusal(waive_interest, reclaim, **values).code == "not_proposed"
    pay(staff, reclaim, None)
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_SETTLED


def test_waiver_before_the_principal_came_settles_with_it(staff: Staff) -> None:
    reclaim = staff.reclaimed(staff.ended(staff.paid_since(PAID_ON, "100.00")), "100.00")
    staff.waived(reclaim)
    reclaim.refresh_from_db()
    assert reclaim.settled_on is None
    record_repayment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW)
    settled = Reclaim.objects.get(pk=reclaim.pk)
    assert (settled.settled_on, settled.interest_eur) == (TODAY, ZERO)


@pytest.mark.parametrize("repaid_on", [TODAY - timedelta(days=1), TODAY])
def test_nothing_is_settled_before_its_waiver(staff: Staff, repaid_on: date) -> None:
    reclaim = staff.reclaimed(staff.ended(staff.paid_since(PAID_ON, "100.00")), "100.00")
    staff.waived(reclaim)
    record_repayment(reclaim, paid_on=repaid_on, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    assert (reclaim.paid_on, reclaim.settled_on) == (repaid_on, TODAY)


def test_nothing_is_settled_before_its_principal_came(staff: Staff) -> None:
    reclaim = with_claim(staff)
    pay(staff, reclaim, None, on=date(2026, 1, 30))
    reclaim.refresh_from_db()
    assert (reclaim.paid_on, reclaim.settled_on) == (date(2026, 1, 31), date(2026, 1, 31))


def test_database_keeps_the_order_of_the_days_of_interest(staff: Staff) -> None:
    reclaim = with_claim(staff)
    pay(staff, reclaim, None)
    rows = Reclaim.objects.filter(pk=reclaim.pk)
    rows.update(interest_claimed_on=TODAY, settled_on=date(2026, 1, 31))
    for column, day in (
        ("settled_on", date(2026, 1, 30)),
        ("interest_claimed_on", date(2026, 1, 30)),
        ("interest_claimed_on", TODAY - timedelta(days=1)),  # before the claim was proposed
    ):
        with pytest.raises(IntegrityError, match=r"not_before|lies before"), transaction.atomic():
            rows.update(**{column: day})
    with pytest.raises(IntegrityError, match="can_be_meant"), transaction.atomic():
        InterestPayment.objects.create(
            reclaim=reclaim, amount_eur=Decimal("0.01"), paid_on=date(2099, 1, 1)
        )


@pytest.mark.parametrize("state", [GrantState.CLOSED, GrantState.RECLAIM_SETTLED])
def test_database_closes_no_case_that_is_owed_interest(staff: Staff, state: GrantState) -> None:
    reclaim = with_claim(staff)
    cases = Grant.objects.filter(pk=reclaim.grant_id)
    with pytest.raises(IntegrityError, match="not settled"), transaction.atomic():
        cases.update(state=state)
    pay(staff, reclaim, None)
    cases.update(state=GrantState.RECLAIM_OPEN)
    cases.update(state=state)


def test_database_believes_no_payment_that_did_not_come(staff: Staff) -> None:
    reclaim = staff.reclaimed(staff.ended(staff.paid_since(PAID_ON, "100.00")), "100.00")
    rows = Reclaim.objects.filter(pk=reclaim.pk)
    with pytest.raises(IntegrityError, match="not repaid"), transaction.atomic():
        rows.update(paid_on=TODAY)
    reclaim = with_claim(staff)
    rows = Reclaim.objects.filter(pk=reclaim.pk)
    with pytest.raises(IntegrityError, match="not settled"), transaction.atomic():
        rows.update(settled_on=TODAY)
    pay(staff, reclaim, "10.00")
    with pytest.raises(IntegrityError, match="more interest came"), transaction.atomic():
        rows.update(interest_eur=eur("9.99"))


def test_desk_claims_collects_and_shows_the_interest(staff: Staff) -> None:
    reclaim = repaid(staff)
    officer = signed_in(staff.officer)

    def step(name: str) -> str:
        return reverse("admin:programs_reclaim_step", args=[reclaim.pk, name])

    assert "1.021,02" in officer.get(step("claim_interest")).content.decode()
    assert officer.post(step("claim_interest"), {"due_on": "31.12.2030"}).status_code == 302
    form = officer.get(step("pay_interest")).content.decode()
    assert 'value="1021.02"' in form or "1.021,02" in form
    part = {"amount_eur": "21,02", "paid_on": "23.11.2026", "booking_reference": "HKR 9"}
    assert officer.post(step("pay_interest"), part).status_code == 302
    page = officer.get(reverse("admin:programs_reclaim_changelist")).content.decode()
    assert "1.000,00" in page
    printed = officer.get(reverse("admin:programs_grant_print", args=[reclaim.grant_id]))
    assert "HKR 9" in printed.content.decode()
    assert officer.post(step("propose_waiver"), {"reason": "Kleinbetrag"}).status_code == 302
    approver = signed_in(staff.approver)
    asked = approver.get(step("waive")).content.decode()
    assert "Kleinbetrag" in asked
    assert "1.000,00" in asked
    assert approver.post(step("waive")).status_code == 302
    reclaim.refresh_from_db()
    assert reclaim.waived_eur == eur("1000.00")
    assert fresh(reclaim.grant).state == GrantState.RECLAIM_SETTLED


PARTS = (5, 250, 500, 500, None)  # euros of the principal, cents of the interest, or the rest
TURNS = ("repay", "repay", "claim", "pay", "pay", "propose", "waive", "drop", "close")


def test_nothing_closes_early_whatever_is_done_in_whatever_order(staff: Staff) -> None:
    """Random claims, payments and waivers: never over what is owed, never settled before it."""
    ends: Counter[str] = Counter()

    @settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(
        turns=st.lists(
            st.tuples(st.sampled_from(TURNS), st.sampled_from(PARTS)), min_size=25, max_size=45
        )
    )
    def work(turns: list[tuple[str, int | None]]) -> None:
        with transaction.atomic():
            ends[_after(staff, turns)] += 1
            transaction.set_rollback(True)

    work()
    assert GrantState.RECLAIM_OPEN in ends
    assert {GrantState.RECLAIM_SETTLED, GrantState.CLOSED} & {*ends}, ends


def _after(staff: Staff, turns: list[tuple[str, int | None]]) -> str:
    """The state of a case of 1,000.00 after the turns that were allowed."""
    grant = staff.paid_since(PAID_ON, "1000.00")
    reclaim = staff.reclaimed(staff.ended(grant), "1000.00", interest_from=PAID_ON)
    for name, amount in turns:
        try:
            with transaction.atomic():
                _take(staff, reclaim, name, amount)
        except RuleError:
            continue
        finally:
            _check_owed(reclaim)
    return fresh(grant).state


def _take(staff: Staff, reclaim: Reclaim, name: str, part: int | None) -> None:
    amount = None if part is None else Decimal(part)
    officer: dict[str, Any] = {"by": staff.officer, "at": NOW}
    paid: dict[str, Any] = {"paid_on": date(2026, 1, 31), **officer}
    turns: dict[str, Any] = {
        "repay": lambda: record_repayment(reclaim, amount_eur=amount, **paid),
        "claim": lambda: claim_interest(reclaim, due_on=TODAY, **officer),
        "pay": lambda: record_interest_payment(reclaim, amount_eur=amount and amount / 100, **paid),
        "propose": lambda: propose_waiver(reclaim, reason="x", by=staff.officer, at=NOW),
        "waive": lambda: waive_interest(reclaim, by=staff.approver, at=NOW),
        "drop": lambda: send_waiver_back(reclaim, by=staff.approver, at=NOW, reason="Frage"),
        "close": lambda: close_grant(fresh(reclaim.grant), on=TODAY, **officer),
    }
    turns[name]()


def _check_owed(reclaim: Reclaim) -> None:
    now = Reclaim.objects.get(pk=reclaim.pk)
    claimed = booked(reclaim, EntryKind.INTEREST_CLAIM)
    assert lost() == []
    assert 0 <= booked(reclaim, EntryKind.REPAYMENT) <= now.amount_eur
    assert 0 <= booked(reclaim, EntryKind.INTEREST) <= claimed
    is_repaid = booked(reclaim, EntryKind.REPAYMENT) == now.amount_eur
    is_answered = now.interest_eur is not None and booked(reclaim, EntryKind.INTEREST) == claimed
    assert (now.settled_on is not None) == (is_repaid and is_answered)
    closed = (GrantState.RECLAIM_SETTLED, GrantState.CLOSED)
    assert (fresh(reclaim.grant).state in closed) == (now.settled_on is not None)
