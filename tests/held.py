"""What the constraints of a table say of a row; most ask nothing but the row, stored or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import BaseConstraint

NOTHING, CENT = Decimal("0.00"), Decimal("0.01")
DAY, AT = date(2026, 11, 23), datetime(2026, 11, 23, 9, tzinfo=UTC)
ONE, TWO, THREE = 1, 2, 3  # keys of people; a constraint compares them and asks for no more


def broken(row: models.Model) -> list[str]:
    """The names of the constraints that the row breaks, in the order of their declaration."""
    return [held.name for held in row._meta.constraints if _refusal(held, row)]


def told(row: models.Model) -> list[str]:
    """What a form says of the constraints that the row breaks."""
    return [said for held in row._meta.constraints if (said := _refusal(held, row))]


def refused_by(write: Callable[[], object]) -> str:
    """The name of the constraint by which the database refuses; empty where it does not."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "refused"
    return ""


def changed(rows: models.QuerySet[Any], **to: Any) -> str:
    """The name of the constraint that refuses these values in the stored rows."""
    return refused_by(partial(rows.update, **to))


def removed(rows: models.QuerySet[Any]) -> str:
    """The name of the constraint that keeps the rows, past Django's look at what hangs on them."""
    return refused_by(partial(rows._raw_delete, "default"))


def _refusal(held: BaseConstraint, row: models.Model) -> str:
    try:
        held.validate(type(row), row)
    except ValidationError as error:
        return error.messages[0]
    return ""
