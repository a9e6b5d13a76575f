"""Days, months, years and shares that a rule can mean; both sides of each bound."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.database.bounded import Between
from core.database.rows import check_columns
from core.errors import RuleError
from programs.models import DeliveryRule, Directive, Program
from tests.factories.programs import DirectiveFactory
from tests.held import changed

BOUNDS: dict[str, tuple[Any, Any]] = {
    "use_months": (0, 600),
    "finality_months": (0, 600),
    "limitation_years": (0, 100),
    "retention_years": (0, 100),
    "retained_rate": (Decimal(0), Decimal(1)),
    "min_saving_rate": (Decimal(0), Decimal(1)),
    "interest_points": (Decimal(0), Decimal(20)),
    "interest_year_days": (360, 366),
}


@pytest.mark.django_db
def test_a_directive_says_nothing_that_no_deadline_could_mean() -> None:
    for name, (least, most) in BOUNDS.items():
        step = Decimal("0.0001") if name.endswith("_rate") else 1
        for value in (least, most):
            check_columns(Directive(**{name: value}), {name})
        for value in (least - step, most + step):
            with pytest.raises(RuleError) as refusal:
                check_columns(Directive(**{name: value}), {name})
            assert refusal.value.field == name, (name, value)


@pytest.mark.django_db
def test_the_table_holds_the_bounds_whoever_writes() -> None:
    with pytest.raises(IntegrityError, match="directive_numbers_plausible"), transaction.atomic():
        DirectiveFactory.create(limitation_years=101)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "column", "name"),
    [
        (Program, "backdating_days", "program_numbers_plausible"),
        (DeliveryRule, "days", "deliveryrule_numbers_plausible"),
    ],
)
def test_days_of_a_rule_are_a_month_at_most(model: type[Any], column: str, name: str) -> None:
    for value in (0, 31):
        check_columns(model(**{column: value}), {column})
    with pytest.raises(RuleError) as refusal:
        check_columns(model(**{column: 32}), {column})
    assert refusal.value.field == column
    assert changed(model.objects.all(), **{column: 32}) == name


def test_bounds_are_compared_by_what_they_say() -> None:
    assert Between(0, 1) == Between(0, 1) != Between(0, 2)
    assert len({Between(0, 1), Between(0, 1)}) == 1
