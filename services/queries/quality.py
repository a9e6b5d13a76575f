# ruff: noqa: S608  # built from constants of ours; values are parameters
"""How good the reports are: per body what is unreported, contradictory or long unconfirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from core.areas import STATE_AGS
from core.as_of import AsOf
from services.queries.reported import last_reports
from services.queries.work_lists import PAIRS

STALE_DAYS = 365  # a body that neither reported nor confirmed for longer counts as unconfirmed


@dataclass(frozen=True)
class Quality:
    """Pairs of one body and its services by what is wrong with them, and its last report.

    One pair may be wrong in several ways. `last_report` is the body's own, None for none.
    """

    ags: str
    competent: int
    unreported: int
    not_listed: int
    not_configured: int
    not_rated: int
    last_report: date | None
    today: date

    @property
    def days_since(self) -> int | None:
        return None if self.last_report is None else (self.today - self.last_report).days

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the body never reported, or longer ago than STALE_DAYS."""
        return self.days_since is None or self.days_since > STALE_DAYS


BY_BODY = f"""
    WITH pairs AS ({PAIRS})
    SELECT p.ags, count(*), count(*) FILTER (WHERE p.valid_from IS NULL),
        count(*) FILTER (WHERE p.configured AND NOT p.listed AND NOT p.paused),
        count(*) FILTER (WHERE p.listed AND NOT p.configured AND NOT p.paused),
        count(*) FILTER (WHERE p.live AND p.maturity_level IS NULL)
    FROM pairs p GROUP BY p.ags ORDER BY p.ags
"""


def quality_by_body(*, at: AsOf, area: str = STATE_AGS, theme_field: str = "") -> list[Quality]:
    """The bodies of the area that are competent for something on the day, by key; two queries.

    Source: docs/rules/reporting.md, "Datenqualität".
    """
    params: dict[str, Any] = {
        "day": at.day,
        "area": area,
        "bodies": None,
        "theme_field": theme_field,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_BODY, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    reported = last_reports(at=at)
    return [Quality(*(*row, reported.get(row[0]), at.day)) for row in rows]
