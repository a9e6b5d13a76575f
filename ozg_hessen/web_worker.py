"""How a process of gunicorn serves: waitress reads whole requests, then a thread answers.

The threads of gunicorn's own worker read from the socket themselves, so a hundred clients that
send half a request hold all of them. Here one loop reads every socket and a thread works on
requests that have arrived as a whole; answers wait in the loop for slow readers.
"""

from __future__ import annotations

import os
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, create_server

TICK = 1.0  # seconds between two signs of life to the process that keeps the workers
SILENT_AT_MOST = 30  # seconds after which a connection that says nothing is closed
CONNECTIONS_AT_MOST = 2000  # of one process; each costs a few kB
LARGEST_BODY = 20 * 1024 * 1024  # bytes; the doors of the house set their own, lower limits


class BufferingWorker(Worker):  # type: ignore[misc]  # gunicorn has no types
    """Serves until gunicorn says to stop, then finishes what it works on."""

    def run(self) -> None:
        server = create_server(
            self.wsgi,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            backlog=self.cfg.backlog,
            channel_timeout=SILENT_AT_MOST,
            cleanup_interval=SILENT_AT_MOST // 3,
            connection_limit=CONNECTIONS_AT_MOST,
            max_request_body_size=LARGEST_BODY,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # the settings say whether a proxy is believed
            ident=None,
        )
        channels = server.map if isinstance(server, MultiSocketServer) else server._map
        while self.alive and self.ppid == os.getppid():
            self.notify()
            wasyncore.loop(timeout=TICK, use_poll=True, map=channels, count=1)
        _finish(channels, until=time.monotonic() + self.cfg.graceful_timeout)
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=TICK)
        wasyncore.close_all(channels)


def _finish(channels: dict[int, Any], *, until: float) -> None:
    """Take no new connections, answer what has arrived, and send what is answered."""
    for listener in channels.values():
        listener.accepting = False
    while time.monotonic() < until and any(
        isinstance(channel, HTTPChannel) and (channel.requests or channel.total_outbufs_len)
        for channel in channels.values()
    ):
        wasyncore.loop(timeout=TICK / 10, use_poll=True, map=channels, count=1)
