"""Re-use of processes: released ones alone, and bodies where they run, each once."""

from __future__ import annotations

from datetime import date

import pytest

from core.as_of import AsOf
from services.choices import EventSource
from services.models import RolloutEvent
from services.queries.reuse import reuse
from tests.services.queries.test_factories import process
from tests.services.world import TODAY, TOWN, VILLAGE

pytestmark = pytest.mark.usefixtures("world")
RELEASED, ONLINE = date(2026, 3, 2), date(2026, 5, 1)


def online(ags: str, service: str) -> None:
    RolloutEvent.objects.create(
        municipality_id=ags,
        service_id=service,
        process_id="probe",
        registered=True,
        configured=True,
        listed=True,
        live=True,
        valid_from=ONLINE,
        source=EventSource.MINISTRY,
    )


@pytest.mark.parametrize(
    ("day", "bodies"), [(date(2026, 3, 1), None), (RELEASED, 0), (date(2026, 4, 30), 0), (TODAY, 2)]
)
def test_released_process_counts_each_body_once(day: date, bodies: int | None) -> None:
    process("probe", ("released", RELEASED), services=("90001", "90002"))
    process("gebaut", ("built", RELEASED), services=("90001",))
    process("anders", ("released", RELEASED), services=("90001",), kind="other")
    for ags, service in ((TOWN, "90001"), (TOWN, "90002"), (VILLAGE, "90001")):
        online(ags, service)
    found = reuse(at=AsOf(day))
    assert [row.code for row in found] == ([] if bodies is None else ["probe"])
    if bodies is not None:
        (row,) = found
        assert (row.name, row.since, row.services) == ("Probe", RELEASED, ["90001", "90002"])
        assert row.bodies == bodies
        assert row.competent >= 2
