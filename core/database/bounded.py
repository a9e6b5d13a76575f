"""Numbers that a rule can mean: days, months, years and shares have bounds, in form and table.

A number beyond them would never be noticed before a deadline is computed from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

Number = int | Decimal
DAYS, MONTHS, YEARS, SHARE = (0, 31), (0, 600), (0, 100), (0, 1)


@deconstructible
class Between:
    """Refuses a number below `least` or above `most`."""

    def __init__(self, least: Number, most: Number) -> None:
        self.least, self.most = least, most

    def __call__(self, value: Any) -> None:
        if not self.least <= value <= self.most:
            message = _("Enter a value from %(least)s to %(most)s.")
            params = {"least": self.least, "most": self.most}
            raise ValidationError(message, code="bounds", params=params)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Between) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.least, self.most))


def _between_shares(value: Any) -> None:
    if not 0 <= value <= 1:
        raise ValidationError(_("Enter a share from 0 % to 100 %."), code="bounds")


class _CountField(models.PositiveSmallIntegerField[_ST, _GT]):
    """A whole number; migrations see a plain one."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


class DaysField(_CountField[_ST, _GT]):
    """A number of days, a month at most."""

    default_validators = [Between(*DAYS)]


class MonthsField(_CountField[_ST, _GT]):
    """A number of months, fifty years at most."""

    default_validators = [Between(*MONTHS)]


class YearsField(_CountField[_ST, _GT]):
    """A number of years, a hundred at most."""

    default_validators = [Between(*YEARS)]


class ShareField(models.DecimalField[_ST, _GT]):
    """A share from 0 to 1 with four decimals; 0.15 is 15 %."""

    default_validators = [_between_shares]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = 5, 4
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


def within(table: str, **bounds: tuple[Number, Number]) -> models.CheckConstraint:
    """The constraint of the bounded columns of a table; what is unknown stays so."""
    held = Q()
    for column, (least, most) in bounds.items():
        held &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (least, most)})
    return models.CheckConstraint(
        condition=held,
        name=f"{table}_numbers_plausible",
        violation_error_message=gettext_lazy("A number lies beyond what a rule can mean."),
    )
