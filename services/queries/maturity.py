# ruff: noqa: S608  # built from constants of ours; values are parameters
"""Pairs of a body and a service by the maturity level that was reported, of any day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.areas import STATE_AGS
from core.as_of import AsOf
from services.models import MaturityModel
from services.queries.progress import BREAKDOWNS, JOINS
from services.queries.work_lists import PAIRS


@dataclass(frozen=True)
class Levels:
    """Pairs of one group by their level; every competent pair is in exactly one of the counts.

    `levels` are the pairs rated by the model, from level 0 up; `rated_otherwise` are those rated
    by another model, whose levels mean something else.
    """

    key: str
    label: str
    competent: int
    unreported: int
    unrated: int
    rated_otherwise: int
    levels: list[int]


def levels(
    by: str, *, model: MaturityModel, at: AsOf, area: str = STATE_AGS, theme_field: str = ""
) -> list[Levels]:
    """The pairs of the area, broken down `by` theme field, situation or service; one query.

    Source: docs/rules/counting.md, "Reifegrad".
    """
    params: dict[str, Any] = {
        "day": at.day,
        "area": area,
        "bodies": None,
        "theme_field": theme_field,
        "model": model.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(by, model.highest_level), params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [Levels(*row) for row in rows]


def _statement(by: str, highest: int) -> str:
    key, label, order = BREAKDOWNS[by]
    is_rated = "p.maturity_model_id = %(model)s AND p.maturity_level"
    counts = [f"count(*) FILTER (WHERE {is_rated} = {level})" for level in range(highest + 1)]
    return f"""
        WITH pairs AS ({PAIRS})
        SELECT {key}, {label}, count(*), count(*) FILTER (WHERE p.valid_from IS NULL),
            count(*) FILTER (WHERE p.valid_from IS NOT NULL AND p.maturity_level IS NULL),
            count(*) FILTER (WHERE p.maturity_model_id <> %(model)s),
            ARRAY[{", ".join(counts)}]
        FROM pairs p
        JOIN services_ozgservice s ON s.ozg_id = p.ozg_id
        JOIN services_themefield t ON t.code = s.theme_field_id
        {JOINS.get(by, "")}
        GROUP BY {key}, {label}{", s.sort_name" if by == "service" else ""} ORDER BY {order}
    """
