"""When what happens to a demo case after its decision, and which state follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from core.calendar import add_months, deadline, month_end, next_working_day
from demo.dates import after
from programs.choices import GrantState, NotificationKind
from programs.queries.delivery import delivered_on as delivery

MONTHS_TO_FINALITY = 1
MONTHS_TO_PROOF = 12
RECENTLY_COMPLETED_DAYS = 30
DAYS_TO_CLOSING = 25


@dataclass(frozen=True)
class Timeline:
    """The days of one case; a day after the last one of the demo data has not come yet."""

    decided_on: date
    notified_on: date
    delivered_on: date
    final_on: date
    requested_on: tuple[date, ...]
    paid_on: tuple[date, ...]
    fulfilled_on: date
    period_end: date
    proof_due_on: date
    submitted_on: date | None
    checked_on: date | None

    def state_on(self, day: date) -> GrantState:
        """The state of the case on `day`, from its decision on."""
        if self.submitted_on and self.submitted_on <= day:
            return self._state_of_proof(day)
        if self.fulfilled_on <= day:
            is_recent = after(self.fulfilled_on, RECENTLY_COMPLETED_DAYS) > day
            return GrantState.COMPLETED if is_recent else GrantState.PROOF_DUE
        for since, state in (
            (self.requested_on[0], GrantState.IN_PAYMENT),
            (self.final_on, GrantState.FINAL),
            (self.notified_on, GrantState.NOTIFIED),
        ):
            if since <= day:
                return state
        return GrantState.APPROVED

    def _state_of_proof(self, day: date) -> GrantState:
        if self.checked_on is None or self.checked_on > day:
            return GrantState.PROOF_SUBMITTED
        is_closed = after(self.checked_on, DAYS_TO_CLOSING) <= day
        return GrantState.CLOSED if is_closed else GrantState.PROOF_CHECKED

    @property
    def closed_on(self) -> date | None:
        """The day on which the case is closed; None where no proof is ever checked."""
        return after(self.checked_on, DAYS_TO_CLOSING) if self.checked_on else None


def _in_one_year(requested_on: date, days: int) -> tuple[date, date]:
    """Request and payment of an instalment; money is asked for in the year that pays it."""
    paid_on = next_working_day(after(requested_on, days))
    if paid_on.year == requested_on.year:
        return requested_on, paid_on
    requested_on = next_working_day(date(paid_on.year, 1, 5))
    return requested_on, next_working_day(after(requested_on, days))


def draw_timeline(rng: Random, decided_on: date) -> Timeline:
    """A plausible course; one in twenty never hands in its proof."""
    notified_on = next_working_day(after(decided_on, rng.randrange(2, 9)))
    delivered_on = delivery(notified_on, NotificationKind.POST)
    final_on = deadline(delivered_on, MONTHS_TO_FINALITY)
    first = after(final_on, rng.randrange(10, 90))
    second = after(first, rng.randrange(120, 300))
    instalments = [_in_one_year(day, rng.randrange(6, 18)) for day in (first, second)]
    paid_on = tuple(paid for _requested, paid in instalments)
    period_end = month_end(add_months(decided_on, rng.choice((12, 15, 18, 24))))
    fulfilled_on = max(after(paid_on[-1], 20), after(period_end, -rng.randrange(80)))
    proof_due_on = deadline(min(fulfilled_on, period_end), MONTHS_TO_PROOF)
    submitted_on = after(proof_due_on, rng.randrange(-170, 30))
    is_missing = rng.random() < 0.05
    return Timeline(
        decided_on=decided_on,
        notified_on=notified_on,
        delivered_on=delivered_on,
        final_on=final_on,
        requested_on=tuple(requested for requested, _paid in instalments),
        paid_on=paid_on,
        fulfilled_on=fulfilled_on,
        period_end=max(period_end, month_end(fulfilled_on)),
        proof_due_on=proof_due_on,
        submitted_on=None if is_missing else max(submitted_on, after(fulfilled_on, 10)),
        checked_on=None if is_missing else after(submitted_on, rng.randrange(200, 320)),
    )
