"""The running house: all prepared, then web, worker and beat, each started again if it ends."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Prepare tables and data, then keep web, worker, beat and the embedded servers running."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        host = os.environ.get("HOST", "127.0.0.1")
        check_port_is_free(host, options["port"])
        call_command("prepare")
        self.stdout.write(f"http://{host}:{options['port']}/")
        self.stdout.flush()
        run_dir = Path(settings.VAR_DIR)
        run_dir.mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "PORT": str(options["port"]),
            "OZG_RUN_DIR": str(run_dir),
            "PATH": os.pathsep.join(
                [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
            ),
            "PYTHONUNBUFFERED": "1",
        }
        os.environ.pop("OZG_AS_OWNER", None)  # web, worker and beat do not own the tables
        as_root = ["--user", "root"] if os.getuid() == 0 else []
        configuration = str(settings.BASE_DIR / "supervisord.conf")
        program = [sys.executable, "-m", "supervisor.supervisord"]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [*program, "--configuration", configuration, *as_root])  # noqa: S606


def check_port_is_free(host: str, port: int) -> None:
    """Raise CommandError with the remedy if another program listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} is taken: {error.strerror}. Nothing was started. "
                f"End the other program, or choose another port: PORT={port + 1} make run"
            ) from error
