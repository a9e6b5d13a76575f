"""Spans of days that stand in rows, asked as SQL and as filters: one meaning of their ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

BEGIN, END = "valid_from", "valid_to"


def holds(
    row: str,
    day: str = "%(day)s",
    *,
    begin: str = BEGIN,
    end: str = END,
    last_day: bool = False,
    has_begin: bool = False,
) -> str:
    """The SQL condition that the span of `row` (its alias) holds `day`.

    The end is exclusive, or with `last_day` the last day of the span; an empty end is open, and
    so is an empty begin unless every row `has_begin`. Said with IS NULL, because the planner
    cannot estimate COALESCE and would join in loops.
    """
    begins = f"{row}.{begin} <= {day}"
    if not has_begin:
        begins = f"({row}.{begin} IS NULL OR {begins})"
    until = ">=" if last_day else ">"
    return f"{begins} AND ({row}.{end} IS NULL OR {row}.{end} {until} {day})"


def holding(
    day: date | Any,
    *,
    of: str = "",
    begin: str = BEGIN,
    end: str = END,
    last_day: bool = False,
    has_begin: bool = False,
) -> Q:
    """The same condition as a filter; `of` is the way to the rows, such as "competences__"."""
    begins = Q(**{f"{of}{begin}__lte": day})
    if not has_begin:
        begins = Q(**{f"{of}{begin}__isnull": True}) | begins
    until = "gte" if last_day else "gt"
    return begins & (Q(**{f"{of}{end}__isnull": True}) | Q(**{f"{of}{end}__{until}": day}))
