"""Rules of competence, maturity and counting: values in, value or RuleError out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError
from services.choices import CountingRule

MUNICIPALITY_LEVEL = frozenset({"municipality", "town", "independent_city"})
DISTRICT_LEVEL = frozenset({"district", "independent_city"})
SIZE_CLASSES = (5_000, 10_000, 20_000, 50_000, 100_000)  # inhabitants from which a class starts
RELEASED = frozenset({"released", "reworked"})  # states in which a process may be re-used
REUSABLE = frozenset({"civento", "efa"})  # kinds of processes that are built for all


def is_competent(level: str, kind: str, *, special_status: bool) -> bool:
    """Whether a body of `kind` executes a service of competence `level`.

    Source: docs/rules/counting.md, "Zuständigkeit".
    """
    if level == "municipality":
        return kind in MUNICIPALITY_LEVEL
    if level == "district":
        return kind in DISTRICT_LEVEL
    if level == "district_and_special_status":
        return kind in DISTRICT_LEVEL or special_status
    return False


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


@dataclass(frozen=True)
class Counts:
    """What the roll-up knows of one service in one area; the input of all counting rules."""

    competent: int
    reported: int
    live: int
    level_online: int
    level_compliant: int
    inhabitants_competent: int = 0
    inhabitants_live: int = 0
    is_provided: bool = False


def federal_any(counts: Counts) -> bool:
    """Online by the federal rule: level reached in at least one municipality.

    Source: Dashboard Digitale Verwaltung, maturity model 1.1 (docs/rules/counting.md).
    """
    return counts.level_online > 0


def level3_any(counts: Counts) -> bool:
    """OZG-compliant in at least one municipality.

    Source: docs/rules/counting.md, rule `level3_any`.
    """
    return counts.level_compliant > 0


def area_wide(counts: Counts) -> bool:
    """Online in all competent municipalities of the area; 99 % is not area-wide.

    Source: docs/rules/counting.md, rule `area_wide`.
    """
    return counts.competent > 0 and counts.level_online == counts.competent


def provided(counts: Counts) -> bool:
    """Released for re-use on civento or EfA, whether or not anybody runs it.

    Source: docs/rules/counting.md, rule `provided`.
    """
    return counts.is_provided


def ratio(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` as a share from 0 to 1, exact; None for an empty whole."""
    return Decimal(part) / Decimal(whole) if whole else None


def only_published() -> RuleError:
    """The error of a rule whose figures others publish and nobody can compute from reports."""
    return RuleError(
        _("This figure is counted by the state's dashboard only. Show the published one.")
    )


# The rule as a SQL condition on a roll-up row `r`; the same as the functions above, and a test
# compares them.
COUNTING_RULES = {
    CountingRule.FEDERAL_ANY: "r.level_online > 0",
    CountingRule.LEVEL3_ANY: "r.level_compliant > 0",
    CountingRule.AREA_WIDE: "r.competent > 0 AND r.level_online = r.competent",
}
