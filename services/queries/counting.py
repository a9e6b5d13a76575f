"""Figures with their name: "139 of 314" by this rule, of this catalogue, on this date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.areas import STATE_AGS
from core.as_of import AsOf
from core.formats import format_day, format_of_with_share
from core.models import RollupState
from services.choices import CountingRule
from services.models import Catalogue
from services.queries.progress import Progress, progress_of
from services.queries.versions import basis_of, catalogue_of
from services.rules import counting


@dataclass(frozen=True)
class Figure:
    """A count by a named rule, with the basis and the date it must never be printed without."""

    rule: CountingRule
    numerator: int
    denominator: int
    basis: str
    as_of: date | None

    @property
    def share(self) -> Decimal | None:
        """0 to 1; 1 only when all."""
        return counting.ratio(self.numerator, self.denominator)

    @property
    def text(self) -> str:
        """139 of 314 (44,3 %)."""
        return format_of_with_share(self.numerator, self.denominator)

    @property
    def explanation(self) -> str:
        """The rule, the basis and the date: the line under the figure."""
        return _("%(rule)s · %(basis)s · as of %(day)s") % {
            "rule": self.rule.label,
            "basis": self.basis,
            "day": format_day(self.as_of),
        }

    def __str__(self) -> str:
        return f"{self.text} · {self.explanation}"


def figure(
    rule: CountingRule,
    *,
    area: str = STATE_AGS,
    at: AsOf,
    catalogue: str = "",
    **filters: str,
) -> Figure:
    """The figure of an area by a named rule, today or at a past date.

    `filters` are those of `services.queries.progress`. Raises RuleError for a rule whose figures
    exist as published ones only.
    """
    return figures([rule], area=area, at=at, catalogue=catalogue, **filters)[0]


def figures(
    wanted: Iterable[CountingRule],
    *,
    area: str = STATE_AGS,
    at: AsOf,
    catalogue: str = "",
    **filters: str,
) -> list[Figure]:
    """The figures of an area by several named rules, from one reading of the counts."""
    counts = progress_of(area, at=at, catalogue=catalogue, **filters)
    return _figures(wanted, counts, catalogue_of(catalogue), at.past or _as_of())


def side_by_side(
    wanted: Iterable[CountingRule],
    *,
    area: str = STATE_AGS,
    at: AsOf,
    **filters: str,
) -> list[tuple[Catalogue, list[Figure]]]:
    """The same figures by every version of the catalogue, newest first.

    A new version makes a rate fall without any loss; both together show which it was.
    """
    rules_shown, as_of = list(wanted), at.past or _as_of()
    made = []
    for version in Catalogue.objects.all():
        counts = progress_of(area, at=at, catalogue=version.pk, **filters)
        made.append((version, _figures(rules_shown, counts, version, as_of)))
    return made


def _as_of() -> date | None:
    """The day of the roll-up."""
    return RollupState.objects.filter(name="progress").values_list("as_of", flat=True).first()


def _figures(
    wanted: Iterable[CountingRule],
    counts: Progress,
    version: Catalogue | None,
    as_of: date | None,
) -> list[Figure]:
    made = []
    for rule in wanted:
        numerator, denominator = counting.parts_of(rule, counts)
        basis = basis_of(version, str(counting.counted_by(rule).unit))
        made.append(Figure(rule, numerator, denominator, basis, as_of))
    return made
