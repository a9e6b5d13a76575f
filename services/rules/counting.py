"""Counting rules: each with its name, its numerator, its denominator and its SQL, once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleError
from services.choices import CountingRule

Text = str | Promise

SIZE_CLASSES = (5_000, 10_000, 20_000, 50_000, 100_000)  # inhabitants from which a class starts
RELEASED = frozenset({"released", "reworked"})  # states in which a process may be re-used
REUSABLE = frozenset({"civento", "efa"})  # kinds of processes that are built for all


@dataclass(frozen=True)
class Counts:
    """What the roll-up knows of one service in one area; the input of all counting rules."""

    competent: int
    reported: int
    live: int
    level_online: int
    level_compliant: int
    inhabitants_competent: int
    inhabitants_live: int
    is_provided: bool


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


@dataclass(frozen=True)
class CountedBy:
    """What a rule divides by what, as fields of the counts, and what both of them are.

    `condition` says in SQL which roll-up row `r` of a service counts, where services are counted:
    the same as the function of the rule above, and a test compares them.
    """

    part: str
    whole: str
    unit: Text
    condition: str = ""


_SERVICES = gettext_lazy("OZG services of municipal competence")
_PAIRS = gettext_lazy("pairs of competent body and service")
_INHABITANTS = gettext_lazy("inhabitants of competent bodies, per service")

COUNTED = {
    CountingRule.FEDERAL_ANY: CountedBy("federal_any", "services", _SERVICES, "r.level_online > 0"),
    CountingRule.LEVEL3_ANY: CountedBy(
        "level3_any", "services", _SERVICES, "r.level_compliant > 0"
    ),
    CountingRule.AREA_WIDE: CountedBy(
        "area_wide", "services", _SERVICES, "r.competent > 0 AND r.level_online = r.competent"
    ),
    CountingRule.PROVIDED: CountedBy("provided", "services", _SERVICES),
    CountingRule.SHARE: CountedBy("live", "competent", _PAIRS),
    CountingRule.INHABITANTS_SHARE: CountedBy(
        "inhabitants_live", "inhabitants_competent", _INHABITANTS
    ),
}


def counted_by(rule: CountingRule) -> CountedBy:
    """The parts of `rule`. Raises RuleError where others publish its figures alone."""
    if rule not in COUNTED:
        raise only_published()
    return COUNTED[rule]


def parts_of(rule: CountingRule, counts: object) -> tuple[int, int]:
    """Numerator and denominator of `rule` among `counts`: of an area, or of a month end."""
    by = counted_by(rule)
    return getattr(counts, by.part), getattr(counts, by.whole)


def condition_of(rule: CountingRule) -> str:
    """The SQL condition on a roll-up row `r` of a rule that counts services by their rows."""
    return COUNTED[rule].condition


class Rates:
    """The shares of all rules among counts that have the fields the rules name."""

    def rate(self, rule: CountingRule) -> Decimal | None:
        """0 to 1, exact; None for an empty whole."""
        return ratio(*parts_of(rule, self))

    @property
    def federal_any_rate(self) -> Decimal | None:
        return self.rate(CountingRule.FEDERAL_ANY)

    @property
    def level3_any_rate(self) -> Decimal | None:
        return self.rate(CountingRule.LEVEL3_ANY)

    @property
    def area_wide_rate(self) -> Decimal | None:
        return self.rate(CountingRule.AREA_WIDE)

    @property
    def provided_rate(self) -> Decimal | None:
        return self.rate(CountingRule.PROVIDED)

    @property
    def live_rate(self) -> Decimal | None:
        """Share of the competent pairs that are live; percentage of sums, never a mean."""
        return self.rate(CountingRule.SHARE)

    @property
    def inhabitants_rate(self) -> Decimal | None:
        return self.rate(CountingRule.INHABITANTS_SHARE)
