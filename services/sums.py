"""What every area has reached, added up over the services of each version of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from core.database.area_sums import AreaSums
from core.rollups import Difference, Groups, type_of_row
from services.models import CatalogueMembership, ProgressArea, ProgressRollup

MEASURES = ("competent", "reported", "live", "last_report")

SUMS = AreaSums(
    target=ProgressArea,
    columns=("catalogue_id", *MEASURES),
    select="""
        SELECT r.level, r.ags, c.catalogue_id,
            sum(r.competent), sum(r.reported), sum(r.live), max(r.last_report)
        FROM {rows} r
        JOIN services_ozgservice_catalogues c ON c.ozgservice_id = r.service_id
        GROUP BY r.level, r.ags, c.catalogue_id
    """,
)


def compare_sums(_at: date) -> Iterator[Difference]:
    """Kept sums that are not those of the rows beside them, added up once more in plain Python."""
    stored = _stored()
    wanted = _added_up()
    for key in sorted(stored.keys() | wanted.keys()):
        if stored.get(key) != wanted.get(key):
            yield key, stored.get(key), wanted.get(key)


def _stored() -> Groups:
    rows = ProgressArea.objects.current().values_list("level", "ags", "catalogue_id", *MEASURES)
    return {row[:3]: row[3:] for row in rows.iterator()}


def _added_up() -> Groups:
    versions: dict[str, list[str]] = defaultdict(list)
    for service, catalogue in CatalogueMembership.objects.values_list("ozgservice", "catalogue"):
        versions[service].append(catalogue)
    found: Groups = {}
    rows = ProgressRollup.objects.current().values_list("level", "ags", "service_id", *MEASURES)
    for level, ags, service, *values in rows.iterator():
        for catalogue in versions[service]:
            key = (level, ags, catalogue)
            found[key] = _together(found.get(key, (0, 0, 0, None)), tuple(values))
    return found


def _together(one: type_of_row, other: type_of_row) -> type_of_row:
    """Both rows of measures as one: counts added, the later day."""
    days = [day for day in (one[-1], other[-1]) if day is not None]
    counts = [sum(pair) for pair in zip(one[:-1], other[:-1], strict=True)]
    return (*counts, max(days, default=None))
