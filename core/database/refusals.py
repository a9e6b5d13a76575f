"""What the database refuses, as a refusal in words: the last door, for whoever called an action.

A rule that no form and no action has asked before is broken only while rows are written. Every
statement passes here, so that each such rule of ours ends as a sentence in the door that shows
refusals, and never as an error page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias

from django.apps import apps
from django.db import DatabaseError, DataError, IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BaseConstraint, CheckConstraint, Model, UniqueConstraint
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from psycopg2.errors import DataException, NumericValueOutOfRange

from core.errors import RuleError

Words: TypeAlias = str | Promise | Callable[[str], str]

logger = logging.getLogger(__name__)

# What rules say that no constraint of a model can: those of triggers and of unique columns. Words
# that depend on the case are made of the text that the trigger raised.
WORDS: dict[str, Words] = {}


class RefusedByDatabase(RuleError, IntegrityError):  # noqa: N818  # reads as a sentence: "except RefusedByDatabase"
    """A rule of the database said no; its name is the code, and `str` is what a log needs."""

    def __str__(self) -> str:
        return str(self.__cause__)


def declare(words: Mapping[str, Words]) -> None:
    """Give rules of the database their words, by the name of the constraint."""
    WORDS.update(words)


def refusal_of(error: DatabaseError) -> RefusedByDatabase | None:
    """The refusal in words; None where no rule of ours was broken: that is a fault of the code.

    A sum that the database makes may be larger than its column, though each amount fits.
    """
    if isinstance(error.__cause__, NumericValueOutOfRange):
        text = _("A sum would be larger than any budget here. Check the number of digits.")
        return RefusedByDatabase(text, code="sum_too_large")
    if type(error.__cause__) is DataException:
        return RefusedByDatabase(_("A last day lies before the first one."), code="span_backwards")
    said: Any = getattr(error.__cause__, "diag", None)
    name = getattr(said, "constraint_name", None)
    if not name:
        return None
    if name in WORDS:
        words = WORDS[name]
        text = words(said.message_primary) if callable(words) else str(words)
        return RefusedByDatabase(text, code=name)
    if name not in _rules():
        return None
    model, rule = _rules()[name]
    columns = columns_of(rule)
    return RefusedByDatabase(
        in_words(model, rule), field=columns[0] if len(columns) == 1 else None, code=name
    )


def in_words(model: type[Model], rule: BaseConstraint) -> str:
    """What a constraint says; where it has no words, what of the row does not fit together."""
    if str(rule.violation_error_message) != str(rule.default_violation_error_message):
        return str(rule.get_violation_error_message())
    logger.warning("A rule without words of its own was broken: %s", rule.name)
    labels = {field.name: field.verbose_name for field in model._meta.concrete_fields}
    names = [labels[name] for name in columns_of(rule)]
    columns = [_("“%(value)s”") % {"value": name} for name in names]
    values = {"row": model._meta.verbose_name, "columns": get_text_list(columns, _("and"))}
    if isinstance(rule, UniqueConstraint):
        text = _("%(row)s: there is one with the same %(columns)s already. Nothing was saved.")
    else:
        text = _("%(row)s: %(columns)s do not fit together. Nothing was saved.")
    return text % values


def columns_of(rule: BaseConstraint) -> list[str]:
    """The columns that a constraint is about, in the order of the alphabet."""
    if isinstance(rule, UniqueConstraint):
        return list(rule.fields)
    condition: Any = rule.condition if isinstance(rule, CheckConstraint) else None
    return sorted(getattr(condition, "referenced_base_fields", ()))


def say_why(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have every statement on a new connection say in words what the database refuses."""
    if _in_words not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _in_words)


def _in_words(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    try:
        return execute(sql, params, many, context)
    except (IntegrityError, DataError) as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error.__cause__


@cache
def _rules() -> dict[str, tuple[type[Model], BaseConstraint]]:
    return {
        rule.name: (model, rule) for model in apps.get_models() for rule in model._meta.constraints
    }
