"""Amounts that are planned, told or set: never less than nothing, in a form and in the table."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database.fields import EurField

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)


def refuse_negative(amount_eur: Any) -> None:
    """Raise ValidationError for less than nothing."""
    if amount_eur is not None and amount_eur < 0:
        raise ValidationError(_("The amount cannot be negative."), code="negative")


class AmountField(EurField[_ST, _GT]):
    """Euros, 0.00 at least: a form says so at the field, the table holds it by `not_negative`."""

    default_validators = [refuse_negative]


def not_negative(table: str, *columns: str) -> models.CheckConstraint:
    """The constraint of the AmountFields of a table; what is unknown stays so."""
    held = Q()
    for column in columns:
        held &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 0})
    return models.CheckConstraint(
        condition=held,
        name=f"{table}_amounts_not_negative",
        violation_error_message=gettext_lazy("The amount cannot be negative."),
    )
