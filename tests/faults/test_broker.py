"""One worker and its broker: outages in a row, short and long, end none of the two for good.

The short form runs with the suite; `make faults` repeats it (OZG_FAULT_ROUNDS).
"""

from __future__ import annotations

import os
import time

import pytest

from tests.brokers import Broker

OUTAGES = int(os.environ.get("OZG_FAULT_ROUNDS", "2"))
LONG = 5  # seconds: the worker asks again after 2 and after 4
PATIENCE = 60  # seconds for each of them on a busy machine


@pytest.mark.celery
def test_worker_outlives_outages_of_the_broker_in_a_row(committed_db: str, broker: Broker) -> None:
    """The same process takes up the work again, whatever was lost with the broker's memory."""
    with broker.worker(committed_db, most=PATIENCE * (OUTAGES + 1)) as worker:
        broker.send("core.tasks.refresh_rollups")
        worker.wait_for("refresh_rollups", "succeeded")
        for number in range(OUTAGES):
            broker.wait_until_acknowledged()
            broker.stop()
            worker.wait_for("Connection to broker lost")
            time.sleep(LONG if number % 2 else 0)
            broker.start()
            broker.send("core.tasks.refresh_rollups")
            worker.wait_for("refresh_rollups", "succeeded")
        assert worker.process.poll() is None
