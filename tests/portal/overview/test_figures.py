"""The key figures: each rounded and written as elsewhere, with the rule and the year it has."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from portal.explain.money import MONEY_FIGURES
from portal.explain.progress import PROGRESS_FIGURES
from portal.overview.figures import (
    KeyFigure,
    money_figures,
    progress_figures,
    standing_figures,
)
from tests.portal.overview.figures import budget, theme

YEAR = budget("ikz", available_eur=240_000, committed_eur=150_000, paid_eur=50_000)
REACHED = theme(
    "bauen",
    services=8,
    federal_any=5,
    level3_any=4,
    area_wide=1,
    inhabitants_competent=1000,
    inhabitants_live=404,
)
EVERY = [
    *standing_figures(YEAR, 2026, REACHED),
    *money_figures(YEAR, 2026),
    *progress_figures(REACHED),
]


def of(code: str) -> KeyFigure:
    """The one figure of a code."""
    (found,) = [figure for figure in EVERY if figure.code == code]
    return found


def test_money_is_written_to_the_cent_of_its_year() -> None:
    euros = {figure.code: figure.value for figure in EVERY if figure.year == 2026}
    assert euros == {
        "gebunden": "150.000,00\xa0€",
        "ausgezahlt": "50.000,00\xa0€",
        "verfuegbar": "240.000,00\xa0€",
        "frei": "90.000,00\xa0€",
    }
    assert (of("gebunden").note, of("ausgezahlt").note) == ("62,5\xa0%", "")


def test_progress_says_of_how_many() -> None:
    counted = [of(code) for code in ("federal_any", "level3_any", "area_wide")]
    assert [(figure.value, figure.note) for figure in counted] == [
        ("5 von 8", "62,5\xa0%"),
        ("4 von 8", "50,0\xa0%"),
        ("1 von 8", "12,5\xa0%"),
    ]
    assert of("inhabitants_share").value == "40,4\xa0%"


def test_every_figure_has_its_rule_and_is_explained() -> None:
    explained = {each.code for each in (*MONEY_FIGURES, *PROGRESS_FIGURES)}
    assert all(figure.rule for figure in EVERY)
    assert {figure.code for figure in EVERY} <= explained


def test_blocks_of_figures_come_from_one_template() -> None:
    page = Path(settings.BASE_DIR, "templates/portal/overview/_figures.html").read_text()
    assert len(re.findall(r"_key_figures\.html", page)) == 3
    assert len(re.findall(r"components/_figure\.html", page)) == 1  # the published one
    assert len(re.findall(r"components/_figures_basis\.html", page)) == 2  # where services count
