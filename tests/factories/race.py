"""Many people at work on the same budget lines at once, each with a connection of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, Queue

from django.db import OperationalError, connection
from psycopg2.errors import DeadlockDetected, SerializationFailure

from core.errors import RuleError

Attempt = Callable[[], object]
DONE, REFUSED, RETRIED, DEADLOCKED = "done", "refused", "retried", "deadlocked"
RETRIES = 1


def run_at_once(attempts: Sequence[Attempt], *, people: int = 8) -> Counter[str]:
    """Make all attempts, `people` at a time; how many were done, refused, retried, deadlocked.

    A deadlock is tried once more, as a person would; any other error ends the race.
    """
    waiting: Queue[Attempt] = Queue()
    for attempt in attempts:
        waiting.put(attempt)
    with ThreadPoolExecutor(people) as pool:
        workers = [pool.submit(_work, waiting) for _person in range(people)]
        return sum((worker.result() for worker in workers), Counter())


def _work(waiting: Queue[Attempt]) -> Counter[str]:
    seen: Counter[str] = Counter()
    try:
        while True:
            seen.update(_make(waiting.get_nowait()))
    except Empty:
        return seen
    finally:
        connection.close()


def _make(attempt: Attempt) -> list[str]:
    for number in range(RETRIES + 1):
        try:
            attempt()
        except RuleError:
            return [REFUSED]
        except OperationalError as error:
            if not isinstance(error.__cause__, (DeadlockDetected, SerializationFailure)):
                raise
            if number == RETRIES:
                return [DEADLOCKED]
        else:
            return [DONE] if number == 0 else [DONE, RETRIED]
    raise AssertionError("unreachable")
