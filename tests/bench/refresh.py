"""The refresh after one event: no slower in the whole of Germany, and short in itself."""

from __future__ import annotations

from statistics import median

from django.db import connection
from django.utils import timezone

from core import rollups
from services.rollups import PROGRESS
from tests import databases
from tests.bench.data import TODAY, extend_to_germany, fill_hessen
from tests.bench.result import Result
from tests.bench.timing import database_time
from tests.bench.worlds import GERMANY, HESSEN, world

EVENTS = 15
LONGEST_MS = 20

# The next pair that has reported ends its state today and begins the opposite one.
CHANGE = """
    WITH ended AS (
        UPDATE services_rolloutevent SET valid_to = %(today)s::date WHERE id = (
            SELECT id FROM services_rolloutevent
            WHERE municipality_id = %(ags)s AND live AND valid_to IS NULL
            ORDER BY service_id OFFSET %(number)s LIMIT 1
        ) RETURNING municipality_id, service_id
    )
    INSERT INTO services_rolloutevent (
        municipality_id, service_id, applicable, registered, configured, listed, live, integrated,
        paused, valid_from, source, source_note
    )
    SELECT municipality_id, service_id, TRUE, TRUE, TRUE, TRUE, FALSE, FALSE, TRUE, %(today)s::date,
        'import', 'bench' FROM ended
"""
BODIES = ("06531005", "06412000", "06633003")


def measure() -> list[Result]:
    with world(GERMANY, fill_hessen, extend_to_germany):
        large, small = [], []
        for number in range(EVENTS):
            large.append(_refresh_ms(GERMANY, number))
            small.append(_refresh_ms(HESSEN, number))
    ours, at_hessen = median(large), median(small)
    return [
        Result.of("refresh_growth", ours, at_hessen, at_most=2, unit="ms"),
        Result.of("refresh_ms", max(ours, at_hessen), LONGEST_MS, at_most=1, unit="ms"),
    ]


def _refresh_ms(database: str, number: int) -> float:
    """The database's time for one refresh after one event, in milliseconds."""
    databases.connect_to(database)
    with connection.cursor() as cursor:
        ags = BODIES[number % len(BODIES)]
        cursor.execute(CHANGE, {"ags": ags, "number": number, "today": str(TODAY)})
    with database_time() as spent:
        settled = rollups.refresh(PROGRESS, at=TODAY, now=timezone.now())
    if not settled:
        raise RuntimeError("The event was not noted, so nothing was refreshed.")
    return spent.seconds * 1000
