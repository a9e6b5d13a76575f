"""The process that stops the servers when the last command is gone (`python -m` this package)."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from ozg_hessen.embedded import postgres, valkey
from ozg_hessen.embedded.locks import HOLDERS, KEEPER, open_lock, try_lock
from ozg_hessen.embedded.places import Places

LINGER_SECONDS = 1.0  # commands that follow each other find the servers running
PROJECT = Path(__file__).resolve().parents[2]


def ensure_running(places: Places) -> None:
    """Start a keeper unless one is at work; it outlives this process."""
    descriptor = open_lock(places.home / KEEPER)
    free = try_lock(descriptor)
    os.close(descriptor)
    if not free:
        return
    with (places.home / "keeper.log").open("ab") as log:
        subprocess.run(  # noqa: S603 - this package
            [sys.executable, "-m", __package__, places.home, places.sockets],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=PROJECT,
            start_new_session=True,
        )


def keep(places: Places) -> None:
    """Take the keeper's lock, let the caller go on, wait for the last holder, stop the servers."""
    keeper = open_lock(places.home / KEEPER)
    if not try_lock(keeper) or os.fork():
        return
    os.chdir("/")
    holders = open_lock(places.home / HOLDERS)
    _wait_for_last_holder(holders)
    try:
        try:
            postgres.stop(places)
        finally:
            valkey.stop(places)
    finally:
        os.close(keeper)  # before the holders' lock: who waits for it must find no keeper
        os.close(holders)


def _wait_for_last_holder(holders: int) -> None:
    while True:
        fcntl.flock(holders, fcntl.LOCK_EX)
        fcntl.flock(holders, fcntl.LOCK_UN)
        time.sleep(LINGER_SECONDS)
        if try_lock(holders):
            return
