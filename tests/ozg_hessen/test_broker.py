"""A broker that is lost while a task is under way does not end what is connected to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kombu import Connection
from kombu.common import ignore_errors

from ozg_hessen.broker import Transport
from ozg_hessen.celery import app
from tests.brokers import Broker


@pytest.fixture
def broker() -> Iterator[Broker]:
    running = Broker()
    yield running
    running.stop()


def with_a_task_under_way(broker: Broker) -> Connection:
    """A connection that took a message and has not acknowledged it."""
    connection: Connection = app.connection(broker.url)
    queue = connection.SimpleQueue("jobs")
    queue.put({"task": 1})
    queue.get(timeout=5)
    return connection


def test_connections_of_the_house_go_this_way() -> None:
    assert app.connection("redis://127.0.0.1:1/0").get_transport_cls() is Transport
    assert app.connection("redis+socket:///none").get_transport_cls() is Transport


def test_connection_to_a_lost_broker_is_let_go_in_words_that_celery_expects(
    broker: Broker,
) -> None:
    connection = with_a_task_under_way(broker)
    broker.stop()
    connection.transport.client = None  # as the worker's first try to let it go leaves it
    ignore_errors(connection, connection.close)  # an AttributeError came from here


def test_task_goes_back_where_the_broker_is_there(broker: Broker) -> None:
    connection = with_a_task_under_way(broker)
    connection.close()
    with app.connection(broker.url) as again:
        assert again.SimpleQueue("jobs").get(timeout=5).payload == {"task": 1}
