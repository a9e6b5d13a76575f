"""What actions are given: amounts and texts that can be kept, whichever door they came by.

Forms and imports read what people write (core.money, core.text); an action is called with values.
One that no account and no text column can hold is refused before the action compares with it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from core.database.fields import EurField
from core.errors import RuleError
from core.imports.cells import has_unseen
from core.money import check_eur

P = ParamSpec("P")
R = TypeVar("R")


def takes_values(action: Callable[P, R]) -> Callable[P, R]:
    """The action, which is not begun with an amount or a text that cannot be kept.

    Looks at each argument, at the values of mappings and sequences, and at the amounts of a row
    that is not stored yet. Raises RuleError on the parameter or column, with value and remedy.
    """
    signature = inspect.signature(action)

    @wraps(action)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name, value in signature.bind(*args, **kwargs).arguments.items():
            check_value(value, field=name)
        return action(*args, **kwargs)

    return checked


def check_value(value: Any, *, field: str) -> None:
    """Raise RuleError on `field` if `value` is, or holds, what cannot be kept."""
    if isinstance(value, Decimal):
        check_eur(value, field=field)
    elif isinstance(value, str):
        _check_visible(value, field=field)
    elif isinstance(value, Mapping):
        for part in value.values():
            check_value(part, field=field)
    elif isinstance(value, (list, tuple)):
        for part in value:
            check_value(part, field=field)
    elif isinstance(value, Model) and value._state.adding:
        _check_row(value)


def _check_row(row: Model) -> None:
    for column in row._meta.concrete_fields:
        value = row.__dict__.get(column.attname)
        if isinstance(column, EurField) and isinstance(value, Decimal):
            check_eur(value, field=column.name)


def _check_visible(text: str, *, field: str) -> None:
    if has_unseen(text, lines=True):
        message = _("Characters stand in the text that cannot be seen. Type it anew.")
        raise RuleError(message, field=field, code="control_characters")
