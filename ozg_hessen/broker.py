"""Celery's way to Valkey, which a lost broker does not end.

Where the broker goes while a task is under way, kombu 5.7 first lets its connection go and then
closes the channel, which would give the task back: it asks the connection, now None, for its host,
and the AttributeError ends the worker. Said as what it is, a lost connection, it is one that celery
expects: the worker connects again, and the task, acknowledged late, is given back by the broker.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as BrokerIsAway


class Channel(redis.Channel):
    """A channel that says so where its connection is gone."""

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection.client is None:
            raise BrokerIsAway("The connection to the broker is closed.")
        parameters: dict[str, Any] = super()._connparams(asynchronous=asynchronous)  # type: ignore[misc]
        return parameters


class Transport(redis.Transport):
    """Kombu's own with that channel."""

    Channel = Channel


def use() -> None:
    """Let every connection of this process whose address says redis go this way."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:Transport"
