"""Numbers of decisions: each once, one after the other, per program and year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleError
from programs.actions.application import propose_rejection, reject_application
from programs.actions.decision.approval import approve_decision
from programs.actions.decision.numbers import number_decisions
from programs.choices import GrantState
from programs.models import Decision
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory, ProgramFactory
from tests.factories.race import DONE, REFUSED, run_at_once

D = Decimal


def unsigned(code: str, day: date | None) -> Decision:
    program = ProgramFactory.create(code=code)
    return Decision(grant=GrantFactory.create(program=program), decided_on=day)


@pytest.mark.django_db
def test_decisions_are_numbered_by_program_and_the_year_of_their_date() -> None:
    ikz = unsigned("ikz-x", date(2026, 12, 31))
    again = Decision(grant=ikz.grant, decided_on=date(2026, 1, 1))
    later = Decision(grant=ikz.grant, decided_on=date(2027, 1, 1))
    other = unsigned("sh-x", date(2026, 5, 4))
    number_decisions([ikz, again, later, other])
    third = Decision(grant=ikz.grant, decided_on=date(2026, 7, 1))
    number_decisions([third])
    numbers = [decision.number for decision in (ikz, again, later, other, third)]
    assert numbers == [
        "IKZ-X-2026-0001",
        "IKZ-X-2026-0002",
        "IKZ-X-2027-0001",
        "SH-X-2026-0001",
        "IKZ-X-2026-0003",
    ]


@pytest.mark.django_db
def test_a_decision_without_a_date_gets_no_number() -> None:
    with pytest.raises(ValueError, match="date"):
        number_decisions([unsigned("ikz-x", None)])


@pytest.mark.django_db
def test_an_approval_that_fails_leaves_its_number_to_the_next() -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="900000.00")
    numbers = []
    for fails in (False, True, False):
        decision = staff.proposed(line)
        with transaction.atomic():
            approve_decision(decision, by=staff.approver, at=NOW)
            decision.refresh_from_db()
            numbers.append(decision.number[-4:])
            transaction.set_rollback(fails)
    assert numbers == ["0001", "0002", "0002"]


@pytest.mark.django_db
def test_a_rejection_and_the_last_of_three_signatures_get_a_number() -> None:
    staff = Staff.hire()
    grant = GrantFactory.create(state=GrantState.IN_REVIEW)
    rejection = propose_rejection(grant, reason="keine Mittel", by=staff.officer, at=NOW)
    assert rejection.number == ""
    reject_application(grant, by=staff.approver, at=NOW)
    rejection.refresh_from_db()
    assert rejection.number.endswith("-2026-0001")


@pytest.mark.django_db
def test_a_signed_decision_keeps_its_number_and_no_other_has_it() -> None:
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="900000.00")
    first, second = staff.proposed(line), staff.proposed(line)
    approve_decision(first, by=staff.approver, at=NOW)
    first.refresh_from_db()
    with pytest.raises(IntegrityError, match="signed and frozen"), transaction.atomic():
        Decision.objects.filter(pk=first.pk).update(number="")
    with pytest.raises(IntegrityError, match="decision_number_once"), transaction.atomic():
        Decision.objects.filter(pk=second.pk).update(number=first.number)
    with pytest.raises(IntegrityError, match="approved_decision_is_numbered"), transaction.atomic():
        Decision.objects.filter(pk=second.pk).update(
            approved_at=NOW, decided_on=NOW.date(), approved_by=staff.approver
        )


@pytest.mark.usefixtures("committed_db")
def test_approvals_at_once_get_numbers_without_a_gap() -> None:
    """Each on a line of its own, so that only the numbers make them wait."""
    staff = Staff.hire()
    decisions = [staff.proposed(BudgetLineFactory.create()) for _n in range(8)]

    def approve(decision: Decision, *, fails: bool) -> object:
        with transaction.atomic():
            approve_decision(decision, by=staff.approver, at=NOW)
            if fails:
                raise RuleError("The rest of the act is refused.")
        return None

    attempts = [
        lambda d=decision, fails=n % 4 == 3: approve(d, fails=fails)
        for n, decision in enumerate(decisions)
    ]
    seen = run_at_once(attempts)
    assert (seen[DONE], seen[REFUSED]) == (6, 2)
    numbers = Decision.objects.exclude(number="").values_list("number", flat=True)
    assert sorted(numbers) == [f"IKZ-2026-{n:04}" for n in range(1, 7)]
