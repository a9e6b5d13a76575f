"""Which counts each rule divides: written out once more, and the rule nobody can compute."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from core.errors import RuleError
from services.choices import CountingRule
from services.rules.counting import COUNTED, Rates, condition_of, counted_by, parts_of

COUNTS = SimpleNamespace(
    federal_any=1, level3_any=2, area_wide=3, provided=4, services=5,
    live=6, competent=7, inhabitants_live=8, inhabitants_competent=9,
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        (CountingRule.FEDERAL_ANY, (1, 5)),
        (CountingRule.LEVEL3_ANY, (2, 5)),
        (CountingRule.AREA_WIDE, (3, 5)),
        (CountingRule.PROVIDED, (4, 5)),
        (CountingRule.SHARE, (6, 7)),
        (CountingRule.INHABITANTS_SHARE, (8, 9)),
    ],
)
def test_rule_divides_its_part_by_its_whole(rule: CountingRule, parts: tuple[int, int]) -> None:
    assert parts_of(rule, COUNTS) == parts


def test_every_rule_is_counted_but_the_one_that_others_publish() -> None:
    assert set(CountingRule) - set(COUNTED) == {CountingRule.SERVICE_OBJECTS}
    with pytest.raises(RuleError) as refusal:
        counted_by(CountingRule.SERVICE_OBJECTS)
    assert "dashboard" in str(refusal.value) or "Dashboard" in str(refusal.value)


def test_rules_that_count_services_have_their_condition() -> None:
    assert {rule for rule in COUNTED if condition_of(rule)} == {
        CountingRule.FEDERAL_ANY,
        CountingRule.LEVEL3_ANY,
        CountingRule.AREA_WIDE,
    }


class AreaCounts(Rates):
    federal_any, level3_any, area_wide, provided, services = 1, 2, 3, 4, 5
    live, competent, inhabitants_live, inhabitants_competent = 6, 8, 0, 0


def test_rates_are_those_of_the_rules() -> None:
    counts = AreaCounts()
    assert (counts.federal_any_rate, counts.level3_any_rate) == (Decimal("0.2"), Decimal("0.4"))
    assert (counts.area_wide_rate, counts.provided_rate) == (Decimal("0.6"), Decimal("0.8"))
    assert (counts.live_rate, counts.inhabitants_rate) == (Decimal("0.75"), None)
