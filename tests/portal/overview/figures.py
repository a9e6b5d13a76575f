"""Figures made by hand: sums of a program, counts of a theme field, counts of a month end."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from programs.queries.budget.figures import SUMS, Budget
from services.queries.months import MonthPoint
from services.queries.progress import SUMMED, Progress


def budget(program: str, **euros: int) -> Budget:
    """The sums of one program in whole euros; what is not named is zero."""
    sums: dict[str, Any] = {name: Decimal(euros.get(name, 0)) for name in SUMS}
    named = {"program": program, "program_name": program.title(), "fiscal_year": None}
    return Budget(**named | sums)


def theme(key: str, **counts: int) -> Progress:
    """The counts of one theme field; what is not named is zero."""
    named: dict[str, Any] = {"key": key, "label": key.title(), "last_report": None}
    return Progress(**named | dict.fromkeys(SUMMED, 0) | {"catalogue": "2019"} | counts)


def month(day: date, **counts: int) -> MonthPoint:
    """The counts at a month end; what is not named is zero."""
    usual: dict[str, Any] = dict.fromkeys((field.name for field in fields(MonthPoint)), 0)
    told = {"day": day, "is_stale": False, "computed_at": None, "differences": None}
    return MonthPoint(**usual | told | counts)
