"""Which day and which census the population of a GV100AD file counts for.

The file does not say, and its own day does not tell: files of 31.12.2020 exist with the population
of 31.12.2019 and with that of the same day. Source: Destatis, GV-ISys (docs/data.md).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.formats import format_day
from core.imports.errors import refuse
from municipalities.choices import PopulationBasis
from municipalities.gv100ad import Gv100ad, require_plausible
from municipalities.models import PopulationFigure

LAST_YEAR_OF_2011_ALONE, FIRST_YEAR_OF_2022_ALONE = 2021, 2024
REPEATED = 0.9  # of the bodies with a figure of the day; some are corrected later


@dataclass(frozen=True)
class Counted:
    """The day and basis of the population in a file, and how they are known."""

    as_of: date
    basis: PopulationBasis
    is_told: bool

    @property
    def note(self) -> str:
        """Day and basis in words; it stands in every report of an import."""
        if self.is_told:
            message = _("Inhabitants count as of %(day)s, basis %(basis)s (as given).")
        else:
            message = _(
                "Inhabitants count as of %(day)s, basis %(basis)s: the file repeats the known "
                "figures of that day."
            )
        return message % {"day": format_day(self.as_of), "basis": self.basis.label}


def population_of(file: Gv100ad, *, as_of: date | None, basis: PopulationBasis | None) -> Counted:
    """What was given, or else the day whose known figures the file repeats.

    Raises FileRefused where neither tells.
    """
    known = _repeated(file)
    if as_of is None:
        if known is None:
            raise refuse(_day_is_missing(file))
        return Counted(*known, is_told=False)
    require_plausible(as_of, value=format_day(as_of))
    if as_of > file.day:
        message = _("The population cannot be of a day after the file's (%(day)s).")
        raise refuse(message % {"day": format_day(file.day)}, value=format_day(as_of))
    if basis is None and known is not None and known[0] == as_of:
        basis = known[1]
    basis = basis or _only_basis(as_of)
    if basis is None:
        message = _("Figures of %(day)s exist on two bases. Add --population-basis 2011 or 2022.")
        raise refuse(message % {"day": format_day(as_of)})
    return Counted(as_of, basis, is_told=True)


def _only_basis(as_of: date) -> PopulationBasis | None:
    """The census figures of a day are based on; None for the years that have both."""
    if as_of.year <= LAST_YEAR_OF_2011_ALONE:
        return PopulationBasis.CENSUS_2011
    return PopulationBasis.CENSUS_2022 if as_of.year >= FIRST_YEAR_OF_2022_ALONE else None


def _repeated(file: Gv100ad) -> tuple[date, PopulationBasis] | None:
    """The day and basis whose figures nearly all bodies of the file have; the newest of several."""
    known: Counter[tuple[date, str]] = Counter()
    equal: Counter[tuple[date, str]] = Counter()
    figures = PopulationFigure.objects.filter(municipality__in=file.bodies)
    for ags, day, basis, population in figures.values_list(
        "municipality", "as_of", "basis", "population"
    ):
        known[day, basis] += 1
        equal[day, basis] += file.bodies[ags].population == population
    least = max(known.values(), default=0) / 2  # a figure of one body says nothing of a day
    found = [
        key
        for key, count in known.items()
        if count >= least and key[0] <= file.day and equal[key] >= REPEATED * count
    ]
    if not found:
        return None
    day, basis = max(found)
    return day, PopulationBasis(basis)


def _day_is_missing(file: Gv100ad) -> str:
    message = _(
        "The file is of %(day)s and does not say for which day its population counts. Look it up "
        "where you got the file, and add --population-as-of, for example %(example)s."
    )
    example = date(file.day.year - 1, 12, 31).isoformat()
    return message % {"day": format_day(file.day), "example": example}
