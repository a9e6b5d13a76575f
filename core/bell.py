"""Lets many commits ask for one refresh: a flag in Valkey, cleared when the refresh starts."""

from __future__ import annotations

from functools import lru_cache
from time import time

import redis
from django.conf import settings

QUEUED = "ozg:refresh:queued"
LAST = "ozg:refresh:last"
LOST_AFTER_SECONDS = 30
INTERVAL_SECONDS = 1.0

Unreachable = redis.exceptions.RedisError


def broker() -> redis.Redis:
    """The connection of this process to Valkey; whoever asks it waits half a second at most."""
    return _connection_to(settings.REDIS_URL)


@lru_cache(maxsize=1)
def _connection_to(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=0.5, socket_timeout=0.5, decode_responses=True
    )


def ring() -> float | None:
    """Seconds after which a refresh should run; None where one is already queued."""
    client = broker()
    if not client.set(QUEUED, "1", nx=True, ex=LOST_AFTER_SECONDS):
        return None
    last = float(str(client.get(LAST) or 0))
    return max(0.0, INTERVAL_SECONDS - (time() - last))


def answered() -> None:
    """A refresh starts: later commits need a new one."""
    client = broker()
    client.delete(QUEUED)
    client.set(LAST, str(time()))
