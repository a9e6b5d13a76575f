"""The areas of a map with their values on a day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.queries import Viewer
from core.areas import Level
from core.as_of import AsOf
from core.database.replica import reads_replica
from municipalities.choices import MUNICIPALITY_KINDS
from municipalities.models import District, GovernmentDistrict, Municipality, full_name_of
from portal.map.measures import Measure
from portal.map.picture import MapArea

EVERY = "0" * 8  # in the address of a body's page: some hundred look-ups of addresses take long


@reads_replica
def areas_with(measure: Measure, level: Level, *, user: Viewer, at: AsOf) -> list[MapArea]:
    """Every area of the level that existed on the day, by name, with its value."""
    values = measure.read(user, level, at)
    day = at.past
    return [
        MapArea(
            key=key,
            name=name,
            code=measure.classes.code(values.get(key)),
            value=measure.text(values.get(key)),
            url=_with_day(url, day),
        )
        for key, name, url in _named(level, at)
    ]


def _named(level: Level, at: AsOf) -> list[tuple[str, str, str]]:
    """Key, name and page of each area."""
    if level == Level.BODY:
        bodies = Municipality.objects.existing_on(at.day).filter(kind__in=MUNICIPALITY_KINDS)
        page = reverse("portal:municipality", args=[EVERY])
        return [
            (ags, full_name_of(kind, name, official_name), page.replace(EVERY, ags))
            for ags, kind, name, official_name in bodies.values_list(
                "ags", "kind", "name", "official_name"
            )
        ]
    places = District if level == Level.DISTRICT else GovernmentDistrict
    start = reverse("progress:start")
    return [(area.ags, area.name, f"{start}?gebiet={area.ags}") for area in places.objects.all()]


def _with_day(url: str, day: date | None) -> str:
    if day is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}stand={day.isoformat()}"
