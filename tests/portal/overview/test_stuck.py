"""Where money and progress are stuck: who stands first, who is left out, where each leads."""

from __future__ import annotations

from datetime import date

import pytest

from core.as_of import AsOf
from portal.overview.stuck import MOST, month_of, stuck_money, stuck_progress
from tests.portal.overview.figures import budget, theme

TODAY = AsOf(date(2026, 11, 23), is_today=True)
PAST = AsOf(date(2026, 3, 31))


def test_program_with_the_most_open_money_stands_first_and_paid_ones_are_left_out() -> None:
    rows = [
        budget("paid", committed_eur=500, paid_eur=500),
        budget("small", committed_eur=101, paid_eur=100),
        budget("overpaid", committed_eur=100, paid_eur=101),
        budget("large", committed_eur=400, paid_eur=100),
    ]
    found = stuck_money(rows, TODAY)
    assert [(row.label, row.value) for row in found] == [
        ("Large", "300,00\u00a0€"),
        ("Small", "1,00\u00a0€"),
    ]
    assert [row.hint for row in found] == [
        "25,0\u00a0% der gebundenen Mittel sind ausgezahlt",
        "99,0\u00a0% der gebundenen Mittel sind ausgezahlt",
    ]
    assert found[0].url == "/foerderprogramme/large/"
    assert stuck_money(rows, PAST)[0].url == "/foerderprogramme/large/?stand=2026-03-31"


@pytest.mark.parametrize(("programs", "shown"), [(MOST, MOST), (MOST + 1, MOST), (0, 0)])
def test_five_are_shown_at_most(programs: int, shown: int) -> None:
    money = [budget(f"p{number}", committed_eur=number + 1) for number in range(programs)]
    assert len(stuck_money(money, TODAY)) == shown
    themes = [theme(f"t{number}", competent=9, live=number) for number in range(programs)]
    assert len(stuck_progress(themes, TODAY)) == shown


def test_field_with_the_smallest_share_stands_first_and_namesakes_by_name() -> None:
    rows = [
        theme("umwelt", competent=4, live=2, reported=3),
        theme("ohne", competent=0),  # nobody is competent: no share
        theme("bauen", competent=4, live=1, reported=4),
        theme("arbeit", competent=8, live=2, reported=2),
    ]
    found = stuck_progress(rows, PAST)
    assert [(row.label, row.value) for row in found] == [
        ("Arbeit", "25,0\u00a0%"),
        ("Bauen", "25,0\u00a0%"),
        ("Umwelt", "50,0\u00a0%"),
    ]
    assert found[0].url == "/leistungen/?feld=arbeit&stand=2026-03-31"
    assert [row.hint.split(" ")[:3] for row in found] == [
        ["6", "von", "8"],
        ["0", "von", "4"],
        ["1", "von", "4"],
    ]


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 11, 1), "01.11.2026 bis 01.11.2026"),
        (date(2026, 2, 28), "01.02.2026 bis 28.02.2026"),
    ],
)
def test_month_runs_from_its_first_day_to_the_day_of_the_page(day: date, month: str) -> None:
    assert month_of(AsOf(day)) == month
