"""A row is asked whether it holds what was typed before it is written: in words, by its column."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from core.errors import RuleError


def check_columns(row: Model, only: Collection[str]) -> None:
    """Raise RuleError with code "column" for the first of the columns that the row does not hold.

    The rules of the row between these columns are asked too; their refusal names no field.
    """
    others = [column.name for column in row._meta.fields if column.name not in only]
    try:
        row.full_clean(exclude=others)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        field = None if name == NON_FIELD_ERRORS else name
        raise RuleError(" ".join(messages), field=field, code="column") from error
