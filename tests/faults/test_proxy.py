"""nginx with the configuration of the repository, in front of the real web server."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults.test_slow_clients import BODY, CLIENTS, SOON
from tests.webserver import PATIENCE, gunicorn

CONFIGURATION = settings.BASE_DIR / "deploy" / "nginx.conf"
FRAME = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/a; uwsgi_temp_path {folder}/b; scgi_temp_path {folder}/c;
    include {folder}/site.conf;
}}
"""
MOST_AT_ONCE = 20  # connections of one client; the configuration allows CLIENTS for it


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def nginx(folder: Path, house: int) -> Iterator[int]:
    """Its port; the repository's file with ports of the test and without a certificate."""
    port = free_port()
    site = CONFIGURATION.read_text()
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{house}")
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    site = site.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    site = re.sub(r"\n *ssl_[^;]*;", "", site)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder))
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    assert program, "nginx is missing: `make test` installs it, or install your system's package"
    command = [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as server:
        try:
            _wait_for(port, server, folder)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + SOON
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError((folder / "error.log").read_text())


def asked(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Status and text of an answer; the first one waits until the house has loaded."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": "localhost", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.usefixtures("committed_db")
def test_proxy_holds_slow_clients_and_keeps_the_figures_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "inside")
    monkeypatch.setenv("BEHIND_PROXY", "true")
    with gunicorn(processes=2) as house, nginx(tmp_path, house) as port, ExitStack() as clients:
        for _ in range(CLIENTS - MOST_AT_ONCE):
            client = clients.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(BODY.replace(b"/anmelden/", b"/barrierefreiheit/melden/"))
        assert asked(port, "/health/")[0] == HTTPStatus.OK
        assert held_by(house) <= MOST_AT_ONCE
        assert asked(port, "/metrics/", Authorization="Bearer inside")[0] == HTTPStatus.NOT_FOUND
        tries = [asked(port, "/anmelden/")[0] for _ in range(15)]
        assert tries[:5] == [HTTPStatus.OK] * 5
        assert tries[-1] == HTTPStatus.TOO_MANY_REQUESTS
        answered = tries.count(HTTPStatus.OK)
        assert counted(house) == answered  # by both processes together, whichever tells it


def held_by(port: int) -> int:
    """Established connections at the house's own port."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    there = f"0100007F:{port:04X}"
    return sum(line.split()[1] == there and line.split()[3] == "01" for line in lines)


def counted(house: int) -> int:
    """Answers of the sign-in page that the figures tell of."""
    _, text = asked(house, "/metrics/", Authorization="Bearer inside")
    lines = re.findall(r'^ozg_requests_total\{.*"account_login".*\} (\S+)$', text, re.MULTILINE)
    return int(sum(map(float, lines)))
