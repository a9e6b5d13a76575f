"""The key figures of the overview, in the blocks in which the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.formats import format_eur, format_of, format_share
from programs.queries.budget.figures import Budget
from services.queries.progress import Progress


@dataclass(frozen=True)
class KeyFigure:
    """A figure with its counting rule; `code` and `year` say where it is explained.

    The basis of those on services stands beside them once."""

    code: str
    label: str
    rule: str
    value: str
    note: str = ""
    year: int | None = None


def standing_figures(of_year: Budget, year: int, reached: Progress) -> list[KeyFigure]:
    """The four that say how the state stands."""
    return [
        _online(reached),
        _inhabitants(reached),
        _of_year(
            year,
            "gebunden",
            _("Committed in %(year)s"),
            _("Approved grants and operating costs on the budget lines of this year"),
            of_year.committed_eur,
            note=format_share(of_year.committed_rate),
        ),
        _of_year(
            year,
            "ausgezahlt",
            _("Paid in %(year)s"),
            _("Payments by value date"),
            of_year.paid_eur,
        ),
    ]


def money_figures(of_year: Budget, year: int) -> list[KeyFigure]:
    """What there was to spend in the year, and what is left of it."""
    return [
        _of_year(
            year,
            "verfuegbar",
            _("Available in %(year)s"),
            _("Appropriation, supplementary budget and carry-over, less blocked funds"),
            of_year.available_eur,
        ),
        _of_year(
            year,
            "frei",
            _("Free in %(year)s"),
            _("Available less committed"),
            of_year.free_eur,
        ),
    ]


def progress_figures(reached: Progress) -> list[KeyFigure]:
    """The two counting rules that stand beside "online"."""
    return [
        KeyFigure(
            "level3_any",
            _("OZG-compliant in at least one municipality"),
            _("Maturity level that meets the OZG obligation reached in at least one municipality"),
            format_of(reached.level3_any, reached.services),
            note=format_share(reached.level3_any_rate),
        ),
        KeyFigure(
            "area_wide",
            _("area-wide"),
            _("Online in all competent municipalities; 99 % is not area-wide"),
            format_of(reached.area_wide, reached.services),
            note=format_share(reached.area_wide_rate),
        ),
    ]


def _of_year(
    year: int, code: str, label: str, rule: str, amount: Decimal, *, note: str = ""
) -> KeyFigure:
    """An amount of the budget lines of a year, which its label names."""
    return KeyFigure(code, label % {"year": year}, rule, format_eur(amount), note=note, year=year)


def _online(reached: Progress) -> KeyFigure:
    return KeyFigure(
        "federal_any",
        _("online (at least one municipality)"),
        _("Maturity level for “online” reached in at least one municipality"),
        format_of(reached.federal_any, reached.services),
        note=format_share(reached.federal_any_rate),
    )


def _inhabitants(reached: Progress) -> KeyFigure:
    return KeyFigure(
        "inhabitants_share",
        _("Share of inhabitants reached"),
        _(
            "Inhabitants of bodies where a service is online, of all inhabitants of competent "
            "bodies, over all services"
        ),
        format_share(reached.inhabitants_rate),
    )
