"""How much memory something takes, measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection

from django.db import connection


def more_mb(work: Callable[[], None]) -> float:
    """By how many megabytes a process of its own grows while it does `work`."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    connection.close()
    child = fork.Process(target=_report_growth, args=(there, work))
    child.start()
    there.close()
    try:
        return float(here.recv())
    finally:
        child.join()


def _report_growth(there: Connection, work: Callable[[], None]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    there.send((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
    there.close()
