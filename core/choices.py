"""Choices that several apps share."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import RuleError


class Qualifier(models.TextChoices):
    """How exact a figure from a publication is."""

    EXACT = "exact", _("exactly")
    MORE_THAN = "more_than", _("more than")
    UP_TO = "up_to", _("up to")
    AROUND = "around", _("around")
    ALMOST = "almost", _("almost")
    AS_FAR_AS_POSSIBLE = "as_far_as_possible", _("as far as possible")
    UNKNOWN = "unknown", _("unknown")


def check_offered(
    value: models.TextChoices | str, offered: Iterable[models.TextChoices], *, field: str
) -> None:
    """Raise RuleError with code "not_offered" unless the value is one that the form offers."""
    choices = list(offered)
    if value not in choices:
        labels = ", ".join(str(choice.label) for choice in choices)
        message = gettext("“%(value)s” cannot be chosen here. Choose one of these: %(offered)s.")
        values = {"value": getattr(value, "label", value), "offered": labels}
        raise RuleError(message % values, field=field, code="not_offered")


def check_choices(row: models.Model) -> None:
    """Raise RuleError with code "not_offered" for a column whose value is none of its choices."""
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if column.choices and value not in dict(column.flatchoices):
            message = gettext("%(column)s: “%(value)s” cannot be chosen here.")
            values = {"column": column.verbose_name, "value": value}
            raise RuleError(message % values, field=column.name, code="not_offered")
