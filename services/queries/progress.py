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
from core.as_of import AsOf
from services.choices import CountingRule
from services.queries.provided import PROVIDED
from services.rollups import PROGRESS
from services.rules.counting import Rates, condition_of, ratio


@dataclass(frozen=True)
class Progress(Rates):
    """Counts of one group (the area itself, a theme field, a service, a body ...).

    `services` counts the services somebody in the area is competent for; the three rules count
    services of these. Pairs are (body, service). Unreported is not zero: see `reported`.
    `catalogue` names the version that was counted, "" where nothing was.
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
    provided: int
    last_report: date | None
    catalogue: str

    @property
    def reported_rate(self) -> Decimal | None:
        return ratio(self.reported, self.competent)


COUNTS = f"""
    count(*) FILTER (WHERE r.competent > 0),
    count(*) FILTER (WHERE {condition_of(CountingRule.FEDERAL_ANY)}),
    count(*) FILTER (WHERE {condition_of(CountingRule.LEVEL3_ANY)}),
    count(*) FILTER (WHERE {condition_of(CountingRule.AREA_WIDE)}),
    COALESCE(sum(r.competent), 0), COALESCE(sum(r.reported), 0), COALESCE(sum(r.registered), 0),
    COALESCE(sum(r.configured), 0), COALESCE(sum(r.listed), 0), COALESCE(sum(r.integrated), 0),
    COALESCE(sum(r.live), 0), COALESCE(sum(r.level_compliant), 0),
    COALESCE(sum(r.inhabitants_competent), 0), COALESCE(sum(r.inhabitants_live), 0),
    count(*) FILTER (WHERE r.competent > 0 AND released.service_id IS NOT NULL),
    max(r.last_report), COALESCE(max(c.name), '')
"""

SUMMED = [field.name for field in fields(Progress) if field.type == "int"]

# What a figure can be broken down by: key, label, order.
BREAKDOWNS = {
    "total": ("''", "''", "1"),
    "theme_field": ("t.code", "t.name", "max(t.position)"),
    "situation": ("si.code", "si.name", "max(t.position), si.name"),
    "service": ("s.ozg_id", "s.name", "s.sort_name"),
    "process": ("x.code", "x.name", "x.name"),
    "area": ("r.ags", "r.ags", "r.ags"),
}

# What narrows a figure, as a condition on the value %(name)s.
FILTERS = {
    "theme_field": "s.theme_field_id = %(theme_field)s",
    "situation": "s.situation_id = %(situation)s",
    "service": "r.service_id = %(service)s",
    "process": """r.service_id IN (
        SELECT ozgservice_id FROM services_onlineprocess_services
        WHERE onlineprocess_id = %(process)s
    )""",
}
# Tables that only one breakdown needs.
JOINS = {
    "situation": "JOIN services_situation si ON si.code = s.situation_id",
    "process": """
    JOIN services_onlineprocess_services xs ON xs.ozgservice_id = r.service_id
    JOIN services_onlineprocess x ON x.code = xs.onlineprocess_id
""",
}


def level_of(area: str) -> Level:
    """The level of an area key: 06, 064 or 06531 (the area, not the Landkreis as a body)."""
    levels = {length: level for level, length in PREFIX_LENGTH.items()}
    return levels.get(len(area), Level.BODY)


def progress(
    by: str = "total",
    *,
    area: str = STATE_AGS,
    at: AsOf,
    level: Level | None = None,
    catalogue: str = "",
    **filters: str,
) -> list[Progress]:
    """Progress in `area`, broken down `by` a key of BREAKDOWNS, today or at a past date.

    With a `level` below the area the rows are those areas or bodies (use `by="area"`). `filters`
    narrow the services by a key of FILTERS; `body` asks for one body alone, so a Landkreis
    without the municipalities in it. Only services of the `catalogue` count, by default of the
    one used for quotas. A service in two processes counts in both. One statement, whatever the
    number of rows.
    """
    used = {name: value for name, value in filters.items() if value}
    is_within = level is not None
    if "body" in used:
        area, level, is_within = used.pop("body"), Level.BODY, False
    level = level or level_of(area)
    only_body = "" if is_within or level != Level.BODY else area
    relation, params = rollups.source(PROGRESS, at=at, area=area, body=only_body, level=level)
    params |= used | {
        "level": level.value,
        "area": area,
        "catalogue": catalogue,
        "provided_on": at.past,
    }
    sql = _statement(by, relation, _conditions(by, list(used), is_within=is_within))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_progress(row) for row in cursor.fetchall()]


def _conditions(by: str, used: list[str], *, is_within: bool) -> list[str]:
    """What the rows of a roll-up have to be, by the level, the area and the `used` filters."""
    area = "starts_with(r.ags, %(area)s)" if is_within else "r.ags = %(area)s"
    conditions = ["r.level = %(level)s", area, *(FILTERS[name] for name in used)]
    if by == "process" and "process" in used:
        conditions.append("x.code = %(process)s")  # not the others that offer its services too
    return conditions


def _statement(by: str, relation: str, conditions: list[str]) -> str:
    key, label, order = BREAKDOWNS[by]
    group = f"GROUP BY {key}, {label}" if by != "total" else ""
    if by == "service":
        group += ", s.sort_name"
    return f"""
        SELECT {key}, {label}, {COUNTS}
        FROM {relation} r
        JOIN services_ozgservice s ON s.ozg_id = r.service_id
        JOIN services_themefield t ON t.code = s.theme_field_id
        JOIN services_ozgservice_catalogues oc ON oc.ozgservice_id = r.service_id
        JOIN services_catalogue c ON c.code = oc.catalogue_id
            AND CASE WHEN %(catalogue)s = '' THEN c.is_current ELSE c.code = %(catalogue)s END
        LEFT JOIN ({PROVIDED}) released ON released.service_id = r.service_id
        {JOINS.get(by, "")}
        WHERE {" AND ".join(conditions)}
        {group} ORDER BY {order}
    """  # noqa: S608  # built from the constants above; values are parameters


def progress_of(area: str = STATE_AGS, *, at: AsOf, **filters: str) -> Progress:
    """Progress of one area as a whole."""
    return progress("total", area=area, at=at, **filters)[0]  # type: ignore[arg-type]  # strings


def total_of(rows: Sequence[Progress]) -> Progress:
    """The sum of rows that share no service, such as all theme fields of an area."""
    days = [row.last_report for row in rows if row.last_report is not None]
    counts = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    return Progress(
        key="",
        label="",
        last_report=max(days, default=None),
        catalogue=max((row.catalogue for row in rows), default=""),
        **counts,
    )


def _progress(row: tuple[Any, ...]) -> Progress:
    counts = [int(value) for value in row[2:-2]]
    names = [field.name for field in fields(Progress)]
    return Progress(**dict(zip(names, [*row[:2], *counts, *row[-2:]], strict=True)))
