"""How long something takes: medians over several rounds, whose parts take turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection

Work = Callable[[], object]


def medians(rounds: int, *works: Work) -> list[float]:
    """The median seconds of each of `works`, which take turns, after one round to warm up."""
    taken: list[list[float]] = [[] for _work in works]
    for number in range(rounds + 1):
        for times, work in zip(taken, works, strict=True):
            seconds = timed(work)
            if number:
                times.append(seconds)
    return [median(times) for times in taken]


def timed(work: Work) -> float:
    """The seconds `work` takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return quantiles(values, n=20)[-1]


class DatabaseTime:
    """Seconds spent in statements, as this side of the connection sees them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(*args)
        finally:
            self.seconds += perf_counter() - begun


@contextmanager
def database_time() -> Iterator[DatabaseTime]:
    """Adds up the time of the statements inside."""
    time = DatabaseTime()
    with connection.execute_wrapper(time):
        yield time
