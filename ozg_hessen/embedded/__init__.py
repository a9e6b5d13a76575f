"""PostgreSQL and Valkey for machines that have neither, shared by all commands that need them.

Each command holds a shared kernel lock for as long as it lives, and a keeper waits for the
exclusive one: it gets it when the last command is gone, however it went, and stops the servers.
"""

from __future__ import annotations

from django.conf import settings

from ozg_hessen.embedded import keeper, postgres, valkey
from ozg_hessen.embedded.errors import EmbeddedError
from ozg_hessen.embedded.folders import make_folders
from ozg_hessen.embedded.locks import START, hold, locked

__all__ = ["EmbeddedError", "ensure_running"]


def ensure_running() -> None:
    """Attach this process and its forks to the embedded servers, starting what does not run.

    Does nothing where DATABASE_URL and REDIS_URL are set. The servers stop a second after the
    last process that called this has ended. Raises EmbeddedError with the remedy.
    """
    if not (settings.EMBEDDED_POSTGRES or settings.EMBEDDED_VALKEY):
        return
    places = settings.EMBEDDED
    make_folders(places)
    with locked(places.home / START):
        hold(places.home)
        if settings.EMBEDDED_POSTGRES:
            postgres.ensure_running(places, durable=settings.ENV != "test")
        if settings.EMBEDDED_VALKEY:
            valkey.ensure_running(places)
        keeper.ensure_running(places)
