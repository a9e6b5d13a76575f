"""Kernel locks on files: they vanish with the process, even with one killed by -9."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START = "start.lock"  # held while servers are started or found running
HOLDERS = "holders.lock"  # shared by every process that uses the servers
KEEPER = "keeper.lock"  # held by the process that stops the servers

_held: dict[Path, int] = {}


def open_lock(path: Path) -> int:
    """A descriptor for flock; not inherited by programs that this process starts."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the exclusive lock, waiting for it."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def hold(home: Path) -> None:
    """Count this process among the holders until it ends; forks count with it."""
    if home not in _held:
        descriptor = open_lock(home / HOLDERS)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _held[home] = descriptor


def try_lock(descriptor: int) -> bool:
    """Take the exclusive lock if nobody else holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
