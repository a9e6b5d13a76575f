"""Levels of maturity: what a rating comes to, and which scale a model may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleError


@dataclass(frozen=True)
class Maturity:
    """A maturity level and the criteria that hold it down; none where all are at the top."""

    level: int
    held_by: tuple[str, ...]


def rate_maturity(criteria: Sequence[int], *, names: Sequence[str], highest: int) -> Maturity:
    """The maturity level: the lowest of all criteria decides, and is named.

    `criteria` are the ratings in the order of the model's criteria `names`.
    Raises RuleError if a criterion is missing or outside 0..`highest`.
    Source: maturity model 1.1 and 2.0, minimum rule (docs/rules/counting.md, "Reifegrad").
    """
    if len(criteria) != len(names):
        message = _("%(given)s of %(expected)s criteria are rated. Rate all of them.")
        values = {"given": len(criteria), "expected": len(names)}
        raise RuleError(message % values, field="maturity_criteria")
    for name, criterion in zip(names, criteria, strict=True):
        if not 0 <= criterion <= highest:
            message = _("%(name)s: %(value)s is not a level of this model. Use 0 to %(highest)s.")
            named = {"name": name, "value": criterion, "highest": highest}
            raise RuleError(message % named, field="maturity_criteria")
    level = min(criteria)
    held_by = (name for name, rating in zip(names, criteria, strict=True) if rating == level)
    return Maturity(level, tuple(held_by) if level < highest else ())


def check_maturity_model(
    *,
    online_from: int,
    compliant_from: int,
    highest: int,
    criteria: Sequence[str],
    rated: tuple[int, int] | None,
) -> None:
    """Refuse a scale whose thresholds do not fit, or that ratings would no longer fit.

    `rated` is the highest level and the number of criteria that ratings refer to, None where
    there is none: then the scale is free. Raises RuleError with the field.
    Source: docs/rules/counting.md, "Reifegrad".
    """
    if not 0 < online_from <= compliant_from <= highest:
        message = _(
            "Online from level %(online)s, obligation met from %(compliant)s, highest level "
            "%(highest)s: each must be at least the one before, and the first at least 1."
        )
        values = {"online": online_from, "compliant": compliant_from, "highest": highest}
        raise RuleError(message % values, field="online_from")
    if not criteria:
        raise RuleError(_("Name the criteria, one per line."), field="criteria")
    if rated is None:
        return
    if highest != rated[0]:
        message = _("Ratings go up to %(highest)s. Enter a new version for another scale.")
        raise RuleError(message % {"highest": rated[0]}, field="highest_level")
    if len(criteria) != rated[1]:
        message = _(
            "Ratings have %(rated)s criteria, these are %(given)s. Rename them, one per line; "
            "enter a new version for more or fewer."
        )
        values = {"rated": rated[1], "given": len(criteria)}
        raise RuleError(message % values, field="criteria")
