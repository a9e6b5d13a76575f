"""What the digitalisation factories released week by week, and when they will be done."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, zip_longest
from typing import NamedTuple

from core.database.intervals import holding
from services.choices import CompetenceLevel, ProcessKind, ProcessState
from services.models import Competence, OnlineProcess, ProcessEvent
from services.rules import factories
from services.rules.counting import REUSABLE
from services.rules.factories import FACTORIES_FROM, Forecast

IN_WORK = frozenset(
    {
        ProcessState.IN_FACTORY,
        ProcessState.SPECIFIED,
        ProcessState.BUILT,
        ProcessState.TESTED,
        ProcessState.REWORKED,
    }
)
NOT_MUNICIPAL = (CompetenceLevel.STATE, CompetenceLevel.UNCLEAR)


@dataclass(frozen=True)
class Blocked:
    """A process that waits, and for what."""

    process: str
    name: str
    since: date
    reason: str


@dataclass(frozen=True)
class Week:
    """One ISO week of the factories; work in progress and blocked as of its last day.

    `reasons` says why, each with its number of processes, the most frequent first.
    """

    year: int
    number: int
    monday: date
    released: int
    mean: Decimal
    target: int
    cumulative: int
    cumulative_target: int
    in_work: int
    blocked: int
    reasons: list[tuple[str, int]]


class StateStep(NamedTuple):
    """A process came into a state on a day."""

    process: str
    on: date
    state: str
    reason: str


Histories = dict[str, list[StateStep]]


def throughput(last: date, *, first: date = FACTORIES_FROM) -> list[Week]:
    """All ISO weeks from `first` to `last`, pauses included.

    A process counts in the week of its first release; released again after rework it is no new
    one. The last week ends with `last`.
    """
    histories = _histories(last)
    releases = sorted(day for day in map(_first_release, histories.values()) if day is not None)
    weeks = factories.mondays(first, last)
    ends = [min(monday + timedelta(days=6), last) for monday in weeks]
    reached = [bisect_right(releases, end) for end in ends]
    before = bisect_right(releases, first - timedelta(days=1))
    counts = [now - then for now, then in zip(reached, [before, *reached], strict=False)]
    in_work = _numbers_in(IN_WORK, histories, ends)
    waiting = _reasons_in(histories, ends)
    return [
        Week(
            *monday.isocalendar()[:2],
            monday=monday,
            released=counts[index],
            mean=factories.rolling_mean(counts, index),
            target=factories.TARGET_PER_WEEK,
            cumulative=reached[index] - before,
            cumulative_target=factories.target_releases(first, ends[index]),
            in_work=in_work[index],
            blocked=waiting[index].total(),
            reasons=waiting[index].most_common(),
        )
        for index, monday in enumerate(weeks)
    ]


def blocked(day: date) -> list[Blocked]:
    """The processes that wait on `day`, with the reason, the longest first."""
    waiting = []
    names = dict(OnlineProcess.objects.values_list("code", "name"))
    for code, events in _histories(day).items():
        if events[-1].state == ProcessState.BLOCKED:
            waiting.append(Blocked(code, names[code], events[-1].on, events[-1].reason))
    return sorted(waiting, key=lambda line: (line.since, line.process))


def catalogue_forecast(day: date, *, weeks: int = 26) -> Forecast:
    """When every service of municipal competence in the current catalogue is released.

    Assumes that the processes still to come cover services at the pace of the last `weeks`.
    A service counts as covered from the first release of a civento or EfA process that offers it.
    """
    wanted = set(
        Competence.objects.exclude(level__in=NOT_MUNICIPAL)
        .filter(
            holding(day),
            service__catalogues__is_current=True,
        )
        .values_list("service_id", flat=True)
    )
    covered: dict[str, date] = {}
    histories = _histories(day, kinds=REUSABLE)
    released = {code: _first_release(events) for code, events in histories.items()}
    offers = OnlineProcess.services.through.objects.order_by()
    for process, service in offers.values_list("onlineprocess_id", "ozgservice_id"):
        first = released.get(process)
        if first is not None:
            covered[service] = min(first, covered.get(service, first))
    done = {service: on for service, on in covered.items() if service in wanted}
    return factories.forecast(len(wanted) - len(done), done.values(), day=day, weeks=weeks)


def _histories(day: date, kinds: Collection[str] = (ProcessKind.CIVENTO,)) -> Histories:
    """The events of each process of these kinds up to `day`, in order."""
    events = ProcessEvent.objects.filter(on__lte=day, process__kind__in=kinds).order_by("on", "pk")
    histories: Histories = {}
    for row in events.values_list("process_id", "on", "state", "reason"):
        histories.setdefault(row[0], []).append(StateStep(*row))
    return histories


def _first_release(events: list[StateStep]) -> date | None:
    return next((event.on for event in events if event.state == ProcessState.RELEASED), None)


def _reasons_in(histories: Histories, ends: Sequence[date]) -> list[Counter[str]]:
    """Why processes are blocked at the end of each week, and how many for each reason."""
    reasons: list[Counter[str]] = [Counter() for _end in ends]
    for events in histories.values():
        for event, following in zip_longest(events, events[1:]):
            if event.state == ProcessState.BLOCKED:
                until = bisect_left(ends, following.on) if following else len(ends)
                for week in reasons[bisect_left(ends, event.on) : until]:
                    week[event.reason] += 1
    return reasons


def _numbers_in(states: Collection[str], histories: Histories, ends: Sequence[date]) -> list[int]:
    """How many processes are in one of the `states` at the end of each week.

    Each stay in such a state is a span of weeks: plus one where it begins, minus one where it ends.
    """
    changes = [0] * (len(ends) + 1)
    for events in histories.values():
        for event, following in zip_longest(events, events[1:]):
            if event.state in states:
                changes[bisect_left(ends, event.on)] += 1
                changes[bisect_left(ends, following.on) if following else len(ends)] -= 1
    return list(accumulate(changes))[: len(ends)]
