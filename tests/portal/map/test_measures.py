"""What a map can show: whole months, words, bounds of the classes, and who may see which."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS, SEE_STATE_MONEY
from core.areas import Level
from portal.map.measures import MEASURES, format_months, months_between


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2026, 1, 15), date(2026, 1, 15), 0),
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2025, 12, 31), date(2026, 1, 30), 0),
        (date(2025, 12, 31), date(2026, 1, 31), 1),
        (date(2025, 11, 30), date(2026, 11, 29), 11),
        (date(2025, 11, 30), date(2026, 11, 30), 12),
        (date(2026, 1, 31), date(2026, 2, 28), 0),  # the day of the month has not come
    ],
)
def test_month_is_whole_on_the_same_day_of_the_next(
    earlier: date, later: date, months: int
) -> None:
    assert months_between(earlier, later) == Decimal(months)


def test_months_are_told_whole_and_the_unknown_is_a_dash() -> None:
    months = [None, Decimal(0), Decimal(12), Decimal("2.9")]
    assert [format_months(value) for value in months] == [
        "–",
        "0 Monate",
        "12 Monate",
        "2 Monate",
    ]


class Viewer:
    """Somebody with these permissions."""

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def has_perm(self, permission: str) -> bool:
        return permission in self.permissions


@pytest.mark.parametrize("code", ["fortschritt", "meldung", "nachnutzung"])
def test_progress_is_open_on_every_level_to_who_may_see_it(code: str) -> None:
    for level in (Level.BODY, Level.DISTRICT, Level.GOVERNMENT_DISTRICT):
        assert MEASURES[code].is_open_to(Viewer(SEE_PROGRESS), level)  # type: ignore[arg-type]
        assert not MEASURES[code].is_open_to(Viewer(SEE_ALL_MONEY), level)  # type: ignore[arg-type]


def test_money_of_an_area_is_for_many_and_money_of_a_body_for_who_sees_cases() -> None:
    money = MEASURES["foerderung"]
    state, cases = Viewer(SEE_STATE_MONEY), Viewer(SEE_ALL_MONEY)
    opened = [
        (money.is_open_to(state, level), money.is_open_to(cases, level))  # type: ignore[arg-type]
        for level in (Level.DISTRICT, Level.BODY)
    ]
    assert opened == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("code", "values", "classes"),
    [
        ("fortschritt", ("0", "0.1499", "0.15", "0.25", "0.35", "0.5", "1"), "1123455"),
        ("foerderung", ("0", "0.01", "1.99", "2", "5", "9.99", "10"), "1223445"),
        ("meldung", ("0", "2", "3", "6", "12", "23", "24"), "1123445"),
        ("nachnutzung", ("0", "1", "2", "3", "4", "5", "9"), "1123455"),
    ],
)
def test_value_on_a_bound_belongs_above_and_nothing_paid_is_a_class_of_its_own(
    code: str, values: tuple[str, ...], classes: str
) -> None:
    measure = MEASURES[code]
    assert "".join(measure.classes.code(Decimal(value)) for value in values) == classes


def test_legend_tells_its_bounds_in_the_unit_of_the_measure() -> None:
    told = {
        code: measure.classes.legend[1].label.replace("\u00a0", " ")
        for code, measure in MEASURES.items()
    }
    assert told == {
        "fortschritt": "15 % bis unter 25 %",
        "foerderung": "0,01 € bis unter 2,00 €",
        "meldung": "3 Monate bis unter 6 Monate",
        "nachnutzung": "2 bis unter 3",
    }


def test_only_re_use_is_of_today_alone() -> None:
    assert [code for code, measure in MEASURES.items() if not measure.is_dated] == ["nachnutzung"]
    assert {measure.text(None).lower() for measure in MEASURES.values()} == {"–", "unbekannt"}
