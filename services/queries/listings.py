"""Which services a kind of file once listed, so that a newer file can be held against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db import connection

# The last step up to the day that began or ended a listing says who listed what is listed.
LISTED_BY_FILES = """
    SELECT municipality_id, service_id FROM (
        SELECT DISTINCT ON (service_id, municipality_id)
            municipality_id, service_id, listed, source, source_note
        FROM (
            SELECT id, municipality_id, service_id, valid_from, listed, source, source_note,
                lag(listed, 1, FALSE) OVER (
                    PARTITION BY service_id, municipality_id ORDER BY valid_from, id
                ) AS was_listed
            FROM services_rolloutevent
            WHERE municipality_id = ANY(%(bodies)s) AND valid_from <= %(day)s
        ) steps
        WHERE NOT (listed AND was_listed)
        ORDER BY service_id, municipality_id, valid_from DESC, id DESC
    ) last
    WHERE listed AND source = 'import' AND starts_with(source_note, %(kind)s)
    ORDER BY municipality_id, service_id
"""


def listed_by_files(kind: str, bodies: Collection[str], day: date) -> Iterator[tuple[str, str]]:
    """AGS and OZG id of what stands listed in `bodies` on `day` because a file of `kind` said so.

    `kind` is how the notes of its events begin. A listing that somebody else reported first
    stays that person's, though the file agreed. The pairs stream by: a state has 200,000.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(LISTED_BY_FILES, {"kind": kind, "bodies": list(bodies), "day": day})
        yield from cursor
