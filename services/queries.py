"""Figures of digitalisation: each one is defined here once, from the progress roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core import rollups
from core.areas import PREFIX_LENGTH, STATE_AGS, Level
from services.rollups import PROGRESS
from services.rules import COUNTING_RULES, ratio


@dataclass(frozen=True)
class Progress:
    """Counts of one group (the area itself, a theme field, a service, a body ...).

    `services` counts the services somebody in the area is competent for; the three rules count
    services of these. Pairs are (body, service). Unreported is not zero: see `reported`.
    """

    key: str
    label: str
    services: int
    federal_any: int
    level3_any: int
    area_wide: int
    competent: int
    reported: int
    registered: int
    configured: int
    listed: int
    integrated: int
    live: int
    compliant: int
    inhabitants_competent: int
    inhabitants_live: int
    last_report: date | None

    @property
    def federal_any_rate(self) -> Decimal | None:
        return ratio(self.federal_any, self.services)

    @property
    def level3_any_rate(self) -> Decimal | None:
        return ratio(self.level3_any, self.services)

    @property
    def area_wide_rate(self) -> Decimal | None:
        return ratio(self.area_wide, self.services)

    @property
    def live_rate(self) -> Decimal | None:
        """Share of the competent pairs that are live; percentage of sums, never a mean."""
        return ratio(self.live, self.competent)

    @property
    def reported_rate(self) -> Decimal | None:
        return ratio(self.reported, self.competent)

    @property
    def inhabitants_rate(self) -> Decimal | None:
        return ratio(self.inhabitants_live, self.inhabitants_competent)


COUNTS = f"""
    count(*) FILTER (WHERE r.competent > 0),
    count(*) FILTER (WHERE {COUNTING_RULES["federal_any"][1]}),
    count(*) FILTER (WHERE {COUNTING_RULES["level3_any"][1]}),
    count(*) FILTER (WHERE {COUNTING_RULES["area_wide"][1]}),
    COALESCE(sum(r.competent), 0), COALESCE(sum(r.reported), 0), COALESCE(sum(r.registered), 0),
    COALESCE(sum(r.configured), 0), COALESCE(sum(r.listed), 0), COALESCE(sum(r.integrated), 0),
    COALESCE(sum(r.live), 0), COALESCE(sum(r.level_compliant), 0),
    COALESCE(sum(r.inhabitants_competent), 0), COALESCE(sum(r.inhabitants_live), 0),
    max(r.last_report)
"""

SUMMED = [field.name for field in fields(Progress) if field.type == "int"]

# What a figure can be broken down by: key, label, order.
BREAKDOWNS = {
    "total": ("''", "''", "1"),
    "theme_field": ("t.code", "t.name", "max(t.position)"),
    "situation": ("si.code", "si.name", "max(t.position), si.name"),
    "service": ("s.ozg_id", "s.name", "s.sort_name"),
    "area": ("r.ags", "r.ags", "r.ags"),
}


def level_of(area: str) -> Level:
    """The level of an area key: 06, 064 or 06531 (the area, not the Landkreis as a body)."""
    levels = {length: level for level, length in PREFIX_LENGTH.items()}
    return levels.get(len(area), Level.BODY)


def progress(
    by: str = "total",
    *,
    area: str = STATE_AGS,
    at: date | None = None,
    level: Level | None = None,
    theme_field: str = "",
    situation: str = "",
    service: str = "",
) -> list[Progress]:
    """Progress in `area`, broken down `by` a key of BREAKDOWNS, today or at a past date.

    With a `level` below the area the rows are those areas or bodies (use `by="area"`). Filters
    narrow the services. One statement, whatever the number of rows.
    """
    relation, params = rollups.source(PROGRESS, at)
    key, label, order = BREAKDOWNS[by]
    conditions = ["r.level = %(level)s", "starts_with(r.ags, %(area)s)"]
    for column, value in (
        ("s.theme_field_id", theme_field),
        ("s.situation_id", situation),
        ("r.service_id", service),
    ):
        if value:
            name = column.replace(".", "_")
            conditions.append(f"{column} = %({name})s")
            params[name] = value
    params |= {"level": (level or level_of(area)).value, "area": area}
    group = f"GROUP BY {key}, {label}" if by != "total" else ""
    if by == "service":
        group += ", s.sort_name"
    sql = f"""
        SELECT {key}, {label}, {COUNTS}
        FROM {relation} r
        JOIN services_ozgservice s ON s.ozg_id = r.service_id
        JOIN services_themefield t ON t.code = s.theme_field_id
        JOIN services_situation si ON si.code = s.situation_id
        WHERE {" AND ".join(conditions)}
        {group} ORDER BY {order}
    """  # noqa: S608  # built from the constants above; values are parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_progress(row) for row in cursor.fetchall()]


def progress_of(area: str = STATE_AGS, *, at: date | None = None, **filters: str) -> Progress:
    """Progress of one area as a whole."""
    return progress("total", area=area, at=at, **filters)[0]  # type: ignore[arg-type]  # filters are strings


def total_of(rows: Sequence[Progress]) -> Progress:
    """The sum of rows that share no service, such as all theme fields of an area."""
    days = [row.last_report for row in rows if row.last_report is not None]
    counts = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    return Progress(key="", label="", last_report=max(days, default=None), **counts)


def _progress(row: tuple[Any, ...]) -> Progress:
    counts = [int(value) for value in row[2:-1]]
    names = [field.name for field in fields(Progress)]
    return Progress(**dict(zip(names, [row[0], row[1], *counts, row[-1]], strict=True)))
