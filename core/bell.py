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


@lru_cache(maxsize=1)
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5, decode_responses=True
    )


def ring() -> float | None:
    """Seconds after which a refresh should run; None where one is already queued."""
    client = _client()
    if not client.set(QUEUED, "1", nx=True, ex=LOST_AFTER_SECONDS):
        return None
    last = float(str(client.get(LAST) or 0))
    return max(0.0, INTERVAL_SECONDS - (time() - last))


def answered() -> None:
    """A refresh starts: later commits need a new one."""
    client = _client()
    client.delete(QUEUED)
    client.set(LAST, str(time()))
