"""Money under pressure: a crowd on the same lines, and an approval against its rows and letter."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction

from programs.actions.decision.approval import approve_decision
from programs.actions.letter import draft_decision, letter_bytes
from programs.models import Decision, LedgerEntry
from tests.bench.result import Result
from tests.bench.timing import medians
from tests.bench.worlds import world
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.crowd import Crowd
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory
from tests.factories.race import DEADLOCKED, DONE, REFUSED, run_at_once

MONEY = "bench_money"
ATTEMPTS = 2000
APPROVALS = 100


def measure() -> list[Result]:
    """The results of this file."""
    with world(MONEY):
        return [_race(), _booking()]


def _race() -> Result:
    """Lines overspent, documents lost and deadlocks left after 2,000 attempts; none may be."""
    seen = run_at_once(Crowd(ATTEMPTS).attempts())
    unanswered = ATTEMPTS - seen[DONE] - seen[REFUSED] - seen[DEADLOCKED]
    wrong = len(overspent()) + len(lost()) + seen[DEADLOCKED] + unanswered
    return Result.of("race_overspent", wrong, ATTEMPTS, at_most=0, unit="cases")


def _booking() -> Result:
    """The median approval, each of another case, against the ledger rows and the letter it makes.

    Locks, checks, signature and state come on top: at most six times the rows, as before letters
    were made with the signature. The two files of a letter take twelve times as long as the rows,
    so that is 1.4 of both.
    """
    staff = Staff.hire()
    line = BudgetLineFactory.create(money=str(Decimal(100_000) * (2 * APPROVALS + 4)))
    waiting = iter([staff.proposed(line) for _number in range(APPROVALS + 1)])
    signed = staff.proposed(line)
    rows = _rows_like(signed, staff)

    def ours() -> None:
        approve_decision(next(waiting), by=staff.approver, at=NOW)

    def bare() -> None:
        with transaction.atomic():
            LedgerEntry.objects.bulk_create(next(rows))
            letter_bytes(draft_decision(signed, at=NOW), signed.grant.program, at=NOW)

    taken, limit = medians(APPROVALS, ours, bare)
    return Result.of("booking", taken * 1000, limit * 1000, at_most=1.4, unit="ms")


def _rows_like(decision: Decision, staff: Staff) -> Iterator[list[LedgerEntry]]:
    """The entries of one approval, again and again, for lines and triggers to take."""
    approve_decision(decision, by=staff.approver, at=NOW)
    entries = list(LedgerEntry.objects.filter(decision=decision))
    while True:
        for entry in entries:
            entry.pk = None
        yield entries
