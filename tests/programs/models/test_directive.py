"""Directives: which version holds on a day, what numbers a rule can mean, and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from programs.actions.decision.approval import approve_decision
from programs.models import DeliveryRule, Directive, RateRule
from programs.models.directive import AMOUNTS, IN_MONTHS, IN_YEARS
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, DirectiveFactory, ProgramFactory
from tests.held import CENT, DAY, NOTHING, broken, changed, refused_by, told

pytestmark = pytest.mark.django_db

DAY_BEFORE, DAY_AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
PLAUSIBLE = "directive_numbers_plausible"


def directive(**fields: Any) -> Directive:
    return Directive(**{"program_id": 1, "valid_from": date(1990, 1, 1), **fields})


def only(**fields: Any) -> list[str]:
    """What the directive breaks apart from standing beside others of its program."""
    return [name for name in broken(directive(**fields)) if name != "directive_one_at_a_time"]


@pytest.mark.parametrize("column", IN_MONTHS)
def test_months_of_a_rule_are_nothing_up_to_fifty_years(column: str) -> None:
    assert only(**{column: 0}) == only(**{column: 600}) == []
    assert only(**{column: 601}) == only(**{column: -1}) == [PLAUSIBLE]


@pytest.mark.parametrize("column", IN_YEARS)
def test_years_of_a_rule_are_nothing_up_to_a_hundred(column: str) -> None:
    assert only(**{column: 0}) == only(**{column: 100}) == []
    assert only(**{column: 101}) == only(**{column: -1}) == [PLAUSIBLE]


@pytest.mark.parametrize("column", ["min_saving_rate", "retained_rate"])
def test_share_of_a_rule_is_nothing_up_to_all(column: str) -> None:
    assert only(**{column: Decimal(0)}) == only(**{column: Decimal(1)}) == []
    for share in ("1.0001", "-0.0001"):
        assert only(**{column: Decimal(share)}) == [PLAUSIBLE]


def test_interest_lies_up_to_twenty_points_above_the_base_rate() -> None:
    assert only(interest_points=Decimal(0)) == only(interest_points=Decimal(20)) == []
    for points in ("-0.01", "20.01"):
        assert only(interest_points=Decimal(points)) == [PLAUSIBLE]


def test_year_of_interest_has_the_days_of_a_bank_or_of_the_calendar() -> None:
    for days in (360, 365, 366, None):
        assert only(interest_year_days=days) == []
    for days in (359, 367):
        assert only(interest_year_days=days) == [PLAUSIBLE]


@pytest.mark.parametrize("column", AMOUNTS)
def test_amount_of_a_rule_is_not_less_than_nothing(column: str) -> None:
    assert only(**{column: NOTHING}) == only(**{column: None}) == []
    assert only(**{column: -CENT}) == ["directive_amounts_not_negative"]


def test_highest_rate_lies_above_nothing_and_the_sample_may_be_none() -> None:
    for rate in ("0.0001", "1"):
        assert only(max_rate=Decimal(rate), sample_rate=Decimal(rate)) == []
    assert (
        only(max_rate=Decimal(0)) == only(max_rate=Decimal("1.0001")) == ["directive_rate_is_share"]
    )
    assert only(sample_rate=Decimal(0)) == []
    for share in ("-0.0001", "1.0001"):
        assert only(sample_rate=Decimal(share)) == ["sample_rate_is_share"]


def test_directive_asks_for_little_unless_it_says_so() -> None:
    plain = Directive()
    assert plain.required_entries == ["received_on"]
    assert plain.required_contents == ["legal_basis", "purpose", "financing_type"]
    assert plain.reminder_days == [0, 30, 60]
    plain.reminder_days.append(90)
    assert Directive().reminder_days == [0, 30, 60]  # each has a list of its own


def test_one_version_holds_on_each_day_its_first_and_its_last() -> None:
    program = ProgramFactory.create()
    first = DirectiveFactory.create(program=program, valid_from=DAY, valid_to=DAY_AFTER)
    following = date(2026, 11, 25)
    second = DirectiveFactory.create(program=program, valid_from=following)
    other = DirectiveFactory.create(valid_from=DAY)

    def on(day: date) -> list[Directive]:
        return [*Directive.objects.valid_on(program, day)]

    assert on(DAY_BEFORE) == []
    assert on(DAY) == on(DAY_AFTER) == [first]
    assert on(following) == on(date(2099, 1, 1)) == [second]
    assert [*Directive.objects.valid_on(other.program, DAY)] == [other]


def test_versions_of_a_program_do_not_overlap_by_a_single_day() -> None:
    program = ProgramFactory.create()
    DirectiveFactory.create(program=program, valid_from=DAY, valid_to=DAY_AFTER)
    name = ["directive_one_at_a_time"]
    for fields in (
        {"valid_from": DAY_AFTER},
        {"valid_from": DAY_BEFORE, "valid_to": DAY},
        {"valid_from": date(2000, 1, 1)},
        {"valid_from": DAY, "valid_to": DAY},
    ):
        assert broken(Directive(program=program, **fields)) == name
    for fields in (
        {"valid_from": DAY_AFTER + timedelta(days=1)},
        {"valid_from": date(2000, 1, 1), "valid_to": DAY_BEFORE},
    ):
        assert broken(Directive(program=program, **fields)) == []
    assert broken(Directive(program=ProgramFactory.create(), valid_from=DAY)) == []


def test_version_overlapping_is_refused_with_what_to_do_first() -> None:
    stored = DirectiveFactory.create()
    (said,) = told(Directive(program=stored.program, valid_from=DAY))
    assert said.startswith("In diesem Zeitraum gilt bereits eine andere Fassung")
    assert said.endswith("Bitte diese zuerst beenden.")


def test_rate_of_a_body_and_a_number_of_partners_stands_once() -> None:
    stored = DirectiveFactory.create()
    RateRule.objects.create(directive=stored, min_partners=2, max_rate=Decimal("0.5"), source="T")
    again = {"directive": stored, "min_partners": 2, "max_rate": Decimal("0.6")}
    assert broken(RateRule(**again)) == ["rate_rule_once"]  # though both are for all bodies
    for other in ({"municipality_id": ALSFELD}, {"min_partners": 3}):
        assert broken(RateRule(**{**again, **other})) == []


def test_rate_of_some_lies_above_nothing_and_up_to_the_whole() -> None:
    for rate in ("0.0001", "1"):
        assert broken(RateRule(max_rate=Decimal(rate))) == []
    for rate in ("0", "1.0001"):
        assert broken(RateRule(max_rate=Decimal(rate))) == ["rate_rule_is_share"]


def test_directive_and_its_rates_are_named_by_program_version_and_rate() -> None:
    stored = DirectiveFactory.create(version="Fassung 2")
    assert str(stored) == f"{stored.program}: Fassung 2"
    rule = RateRule(directive=stored, max_rate=Decimal("0.75"))
    assert str(rule) == f"{stored}: 75\u00a0%"


def test_directive_under_which_a_case_was_decided_may_end_and_be_annotated_only(
    staff: Staff,
) -> None:
    program = ProgramFactory.create()
    stored = DirectiveFactory.create(program=program)
    RateRule.objects.create(directive=stored, max_rate=Decimal("0.5"), source="T")
    line = BudgetLineFactory.create(program=program)
    row = Directive.objects.filter(pk=stored.pk)
    rates = RateRule.objects.filter(directive=stored)
    writes = (
        lambda: row.update(cap_eur=CENT),
        lambda: row.update(required_entries=["costs"]),
        lambda: row.update(valid_from=date(2019, 1, 1)),
        lambda: rates.update(max_rate=Decimal("0.9")),
        lambda: rates._raw_delete("default"),
        lambda: RateRule.objects.create(
            directive=stored, municipality_id=LAUTERBACH, max_rate=Decimal(1), source="T"
        ),
    )
    decision = staff.proposed(line, program=program, financing_type="fixed", purpose="Bauhof")
    assert decision.grant.directive == stored
    assert [refused_by(write) for write in writes] == [""] * 6  # a proposal binds nobody
    approve_decision(decision, by=staff.approver, at=staff.now)
    assert [refused_by(write) for write in writes] == ["directive_frozen"] * 6
    assert changed(row, valid_to=date(2030, 1, 1), note="endet") == ""


def test_rule_of_delivery_stands_once_for_a_way_and_a_first_day() -> None:
    DeliveryRule.objects.create(kind="post", valid_from=DAY, days=4, source="T")
    assert broken(DeliveryRule(kind="post", valid_from=DAY, days=3)) == ["delivery_rule_once"]
    assert broken(DeliveryRule(kind="post", valid_from=DAY_AFTER, days=3)) == []
    assert broken(DeliveryRule(kind="electronic", valid_from=DAY, days=3)) == []
    assert str(DeliveryRule(kind="post", valid_from=DAY, days=4)) == "Per Post, 23.11.2026: 4"
