"""A server that speaks clamd's protocol and knows one piece of malware.

What it answers was taken from a clamd 1.4.6 (Debian) with one signature of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer, ThreadingUnixStreamServer
from threading import Thread
from typing import Any

# In two parts: no scanner shall take this file for what it talks about.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION = "ClamAV 1.4.6/27800/Sat Nov 28 10:26:08 2026"


class Clamd:
    """How the server behaves, and what it was sent."""

    def __init__(self, *, largest: int, pause: float, answer: str) -> None:
        self.largest, self.pause, self.answer = largest, pause, answer
        self.scanned: list[bytes] = []
        self.url = ""

    def verdict(self, content: bytes) -> str:
        if self.answer:
            return self.answer
        return "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"


class Conversation(StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        clamd: Clamd = self.server.clamd
        command = self._command()
        answer = VERSION if command == b"zVERSION" else self._scanned(clamd)
        time.sleep(clamd.pause)
        self.wfile.write(answer.encode() + b"\0")

    def _command(self) -> bytes:
        read = b""
        while (byte := self.rfile.read(1)) not in {b"", b"\0"}:
            read += byte
        return read

    def _scanned(self, clamd: Clamd) -> str:
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
            if len(content) > clamd.largest:
                return "INSTREAM size limit exceeded. ERROR"
        clamd.scanned.append(content)
        return clamd.verdict(content)


class _Tcp(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


class _Unix(ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def clamd(
    *, path: Path | None = None, largest: int = 25 * 1024**2, pause: float = 0, answer: str = ""
) -> Iterator[Clamd]:
    """It listens at `path`, or at a port of this machine, until the end of the block."""
    server: Any = _Unix(str(path), Conversation) if path else _Tcp(("127.0.0.1", 0), Conversation)
    server.clamd = Clamd(largest=largest, pause=pause, answer=answer)
    server.clamd.url = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    try:
        yield server.clamd
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
